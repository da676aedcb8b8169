"""Where the rows of a unit's code go: leaves, parents, former codes, and parts of a unit under several parents."""

from __future__ import annotations

from fractions import Fraction

from kpidsl.model.organisation import Distribution, Node, Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.unit_index import UnitIndex, UnitPlace

LAND = UnitKey("land", "N")


def structure(*leaves: UnitKey, nodes: tuple[Node, ...] = (), **more) -> Structure:
    return Structure((), leaves, nodes, **more)


def node(unit: UnitKey, parent: int | None = None, leaves: tuple[int, ...] = ()) -> Node:
    return Node("s", unit, unit.code, parent, 0, leaves)


def test_leaves_come_first_then_the_other_units_then_former_codes() -> None:
    office, county = UnitKey("kontor", "0102"), UnitKey("fylke", "01")
    found = UnitIndex.of(
        structure(office, nodes=(node(LAND), node(county, 0), node(office, 1, (0,))), successor={"0101": "0102"})
    )
    assert found.units == (office, county, LAND, UnitKey("", "0101"))
    # The former code keeps a row of its own in the tables (3), and is counted at today's office (0).
    assert found.places == {
        "0102": UnitPlace(0, 0, 0), "01": UnitPlace(1, 1, 1), "N": UnitPlace(2, 2, 2), "0101": UnitPlace(3, 0, 0)
    }  # fmt: skip


def test_a_leaf_has_its_code_before_a_parent_that_is_called_the_same() -> None:
    office, municipality = UnitKey("kontor", "0301"), UnitKey("kommune", "0301")
    found = UnitIndex.of(structure(office, nodes=(node(municipality), node(office, 0, (0,)))))
    assert found.places["0301"] == UnitPlace(0, 0, 0)


def test_a_former_code_goes_before_a_parent_that_is_called_the_same() -> None:
    office, county = UnitKey("kontor", "0102"), UnitKey("fylke", "01")
    found = UnitIndex.of(structure(office, nodes=(node(county), node(office, 0, (0,))), successor={"01": "0102"}))
    assert found.units[2] == UnitKey("", "01")
    assert found.places["01"] == UnitPlace(2, 0, 0)


def test_a_former_code_that_became_several_units_is_counted_nowhere() -> None:
    """0100 was split: which of the new units its cases are, nobody knows."""
    halves = Distribution("0100", None, Month.of(2026, 1), (("0101", Fraction(1, 2)), ("0102", Fraction(1, 2))))
    offices = UnitKey("kontor", "0101"), UnitKey("kontor", "0102")
    found = UnitIndex.of(structure(*offices, distributed=(halves,)))
    assert found.places["0100"] == UnitPlace(2, -1, -1)


def test_the_code_of_a_part_is_the_parts_and_its_whole_is_the_unit() -> None:
    """0102 serves 3001 and 3002: its rows are its own unless they name one of the two."""
    office, first, second = UnitKey("kontor", "0102"), UnitKey("kontor", "0102-3001"), UnitKey("kontor", "0102-3002")
    found = UnitIndex.of(
        structure(
            office, first, second,
            parts={0: (1, 2)},
            part_codes={"0102-3001": 1, "0102-3002": 2, "0102-0399": 2},
        )
    )  # fmt: skip
    assert found.places["0102"] == UnitPlace(0, 0, 0)
    assert found.places["0102-3001"] == UnitPlace(1, 1, 0)
    assert found.places["0102-0399"] == UnitPlace(2, 2, 0)  # 3002's former code


def test_nothing_leads_to_no_unit() -> None:
    assert UnitIndex.of(structure()) == UnitIndex((), {})
