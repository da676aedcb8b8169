"""Which target holds for whom and when, and what a merged unit's is made of."""

from dataclasses import replace
from datetime import date

import pytest

from kpidsl.model.organisation import Formation, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.targets import holds_for, made_of, precedence, row_for, rows_behind
from tests.made import at, indicator, structure, target

WHERE = structure({"statlig": {"01": ["0101", "0102"]}, "kommunal": {"by": ["0101"]}})
LEAVES = frozenset(WHERE.leaves)
JAN, JUL, DEC = Month.of(2026, 1), Month.of(2026, 7), Month.of(2026, 12)
YEAR = [JAN + i for i in range(12)]


def node(code, line="statlig"):
    return WHERE.nodes[at(WHERE, code, line)]


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, ["0101", "0102", "0101 by"]),  # a bare one is every leaf's, and no parent's
        ({"line": "statlig"}, ["0101", "0102"]),
        ({"line": "kommunal"}, ["0101 by"]),
        ({"level": "fylke"}, ["01", "by"]),
        ({"level": "kontor"}, ["0101", "0102", "0101 by"]),
        ({"level": "land"}, []),
        ({"units": ("0102", "01")}, ["01", "0102"]),
        ({"units": ("Kontor 0102",)}, ["0102"]),
        ({"units": ("0102", "01"), "level": "kontor"}, ["0102"]),
        ({"units": ("0102", "01"), "level": "fylke"}, ["01"]),
        ({"units": ("0101",), "line": "kommunal"}, ["0101 by"]),
    ],
)
def test_a_target_is_the_nodes_own(changes, holds):
    nodes = {"01": node("01"), "by": node("by", "kommunal"), "0101": node("0101"), "0102": node("0102")}
    nodes["0101 by"] = node("0101", "kommunal")
    found = [name for name, n in nodes.items() if holds_for(target(**changes), n, LEAVES)]
    assert sorted(found) == sorted(holds)


def test_a_units_overrides_a_levels_and_that_a_bare_one_then_later_starts_then_later_decisions():
    early, late = date(2025, 11, 1), date(2026, 2, 1)
    rows = [
        target(1),
        target(2, valid_from=JAN, decided=early),
        target(3, valid_from=JAN, decided=late),
        target(4, valid_from=JUL),
        target(5, level="kontor"),
        target(6, level="kontor", valid_from=JAN),
        target(7, units=("0101",), level="kontor"),
        target(8, units=("0101",), valid_from=JAN),
    ]
    assert [int(t.value) for t in sorted([*rows[5:], *rows[:5]], key=precedence)] == list(range(1, 9))
    assert precedence(rows[0]) == (False, 0, 0, date.min)
    assert precedence(rows[7]) == (False, 2, JAN.number, date.min)


def values(rows, code="0101", months=YEAR):
    found = [row_for(sorted(rows, key=precedence), node(code), LEAVES, month) for month in months]
    return [int(t.value) if t is not None else 0 for t in found]


def test_a_target_holds_from_its_first_month_until_before_its_end():
    assert values([target(5, valid_from=JAN + 3, valid_to=JAN + 6)]) == [0] * 3 + [5] * 3 + [0] * 6
    assert values([target(5, valid_from=JAN + 3)]) == [0] * 3 + [5] * 9
    assert values([target(5, valid_to=JAN + 6)]) == [5] * 6 + [0] * 6
    assert values([target(5), target(6, valid_from=JUL), target(7, units=("0102",))]) == [5] * 6 + [6] * 6
    assert values([target(5), target(7, units=("0102",))], "0102") == [7] * 12
    assert (
        values([target(5, valid_from=JAN), target(6, valid_from=JUL, valid_to=JUL + 2)]) == [5] * 6 + [6, 6] + [5] * 4
    )


FORMED = {
    "N": (Formation(JUL, ("A", "B")),),  # a new unit, of A and B
    "B": (Formation(JAN, ("B1", "B2")),),
    "H": (Formation(JAN, ("H", "X")), Formation(JUL, ("H", "Y"))),  # H took in X, then Y
}
MERGED = structure({"statlig": ["N", "H", "Z"]}, formed=FORMED)


def test_a_unit_is_made_of_every_code_that_went_into_it():
    assert made_of("N", MERGED) == ("N", "A", "B", "B1", "B2")
    assert made_of("H", MERGED) == ("H", "X", "Y")
    assert made_of("H", MERGED, 1) == ("H", "X")
    assert made_of("H", MERGED, 0) == ("H",)
    assert made_of("Z", MERGED) == ("Z",)
    twice = replace(MERGED, formed=FORMED | {"N": (Formation(JAN, ("A",)), Formation(JUL, ("N", "A")))})
    assert made_of("N", twice) == ("N", "A")


def behind(code, *rows, months=(JAN, DEC), where=MERGED):
    found = rows_behind(indicator(targets=rows), where, where.nodes[at(where, code)], list(months))
    return [int(t.value) for t in found]


def test_a_unit_that_was_not_made_has_nothing_behind_its_target():
    assert behind("Z", target(1, units=("Z",))) == []


def test_a_merged_units_target_is_its_own_rows_or_else_its_parts():
    """N is of A, B1 and B2 (B was made, and stood for nobody before). Each row once, in order."""
    rows = [target(1, units=("A",)), target(2, units=("B1", "B2")), target(9, units=("Z",))]
    assert behind("N", *rows) == [1, 2]
    assert behind("N", *rows, target(3, units=("N",))) == [3]
    assert behind("N", *rows, target(3, units=("N",), valid_from=JUL)) == [1, 2, 3]
    assert behind("N", *rows, target(3, units=("N",), valid_from=JUL), months=[JAN]) == [1, 2]
    assert behind("N", target(4)) == [4]  # a bare row is each part's
    assert behind("N", target(5, level="kontor"), target(6, level="fylke")) == [5]
    assert behind("N", target(7, units=("B",))) == []  # B was not one of those that it was made of


def test_one_that_stood_before_has_its_rows_from_the_last_merger_on():
    """H's row of before July is one part's beside Y's; its row from July on is the whole's."""
    rows = [target(1, units=("H",)), target(2, units=("Y",)), target(3, units=("X",))]
    assert behind("H", *rows) == [1, 3, 2]
    assert behind("H", *rows, target(4, units=("H",), valid_from=JUL)) == [1, 3, 2, 4]
    assert behind("H", *rows, target(4, units=("H",), valid_from=JUL - 1), months=[DEC]) == [1, 3, 2]
    assert behind("H", target(5, valid_from=DEC)) == [5]


def test_the_parts_rows_are_those_that_were_put_before_its_first_merger():
    """A row of H from January on is of H with X, no part's: only what it had before is. A bare one is everyone's."""
    rows = [target(1, units=("H",), valid_from=JAN - 1), target(2, units=("H",), valid_from=JAN)]
    assert behind("H", *rows, months=[DEC]) == [1]
    assert behind("H", target(6, valid_from=JAN), months=[DEC]) == [6]
    assert behind("H", target(7, units=("X",), valid_from=JAN), months=[DEC]) == [7]


def test_a_part_is_on_its_line_and_of_its_kind():
    rows = [
        target(1, line="statlig"),
        target(2, units=("A",), line="kommunal"),
        target(3, units=("B1",), level="fylke"),
    ]
    assert behind("N", *rows) == [1]
    assert UnitKey("kontor", "N") in MERGED.leaves
