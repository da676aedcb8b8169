"""Places: by value or attainment, shared by equals, in thirds; and who has none."""

from array import array

import pytest

from kpidsl.disclosure import disclose
from kpidsl.model.ranking import Placement, Ranking, ranking
from kpidsl.model.rules import RankingRule
from kpidsl.model.state import Direction, Mark, Status
from tests.made import grid, indicator, results, ruled, spec, structure, summed

CODES = ("A", "B", "C", "D", "E", "F", "G")
WHERE = structure({"statlig": {"01": CODES}, "kommunal": {"by": ["A", "B"]}})
NODE = {code: at for at, code in enumerate(("01", *CODES))}


def ranked(values, line="statlig", targets=None, highs=None, marks=(), statusless=(), late=(), below=0, **changes):
    """The ranking of offices by their per cents (None: no figure), of 100 cases each."""
    leaves = {code: [None if v is None else (v, 100)] for code, v in zip(CODES, values, strict=False)}
    leaves |= {code: [None] for code in CODES[len(values) :]}
    own = [CODES.index(n.unit.code) if n.unit.code in CODES else None for n in WHERE.nodes]

    def of_nodes(code, with_it, without):
        return array(code, [with_it[at] if at is not None else without for at in own])

    columns = {
        "year_marks": of_nodes("q", [(Mark.PARTIAL | Mark.DERIVED) * (c in marks) for c in CODES], 0),
        "year_status": of_nodes("b", [Status.NONE if c in statusless else Status.RED for c in CODES], Status.RED),
    }
    for name, edges in (("target", targets), ("high", highs)):
        known = [*(edges or ()), *[None] * 7][:7]
        columns[f"year_{name}_numerator"] = of_nodes("q", [e or 0 for e in known], 0)
        columns[f"year_{name}_denominator"] = of_nodes("q", [100 * (e is not None) for e in known], 0)
    made = grid(summed(WHERE, leaves), **columns)
    for code in late:
        made.last_month[NODE[code]] -= 1
    what = indicator(**changes)
    of = results(spec(what), WHERE, {"S.1": made}, 1)
    (edition,) = disclose(ruled(of, below), language="nb", history=0, engine_version="")
    return ranking(edition, what, line)


def places(*args, **changes):
    return {CODES[p.node - 1]: (p.rank, p.third) for p in ranked(*args, **changes).places}


def order(*args, **changes):
    return "".join(CODES[p.node - 1] for p in ranked(*args, **changes).places)


def test_the_highest_is_first_or_the_lowest_where_that_is_better():
    assert order([30, 50, 40]) == "BCA"
    assert order([30, 50, 40], direction=Direction.LOWER) == "ACB"
    assert order([30, 50, 40], direction=None) == ""


def test_equals_share_the_best_place_and_the_next_is_counted_from_all():
    """Of six: 1, 2, 2, 2, 5, 6; thirds of two places each, a shared place in the third of the best."""
    assert places([60, 50, 50, 50, 20, 10]) == {
        "A": (1, 1),
        "B": (2, 1),
        "C": (2, 1),
        "D": (2, 1),
        "E": (5, 3),
        "F": (6, 3),
    }
    assert [places([70, 60, 50, 40, 30, 20, 10])[c][1] for c in CODES] == [1, 1, 1, 2, 2, 3, 3]
    assert places([50, 50]) == {"A": (1, 1), "B": (1, 1)}


def test_equals_and_those_without_a_place_stand_by_name():
    found = ranked([50, None, 50, None])
    assert [p.node for p in found.places] == [NODE["A"], NODE["C"]]
    assert found.unranked == tuple(NODE[c] for c in "BDEFG")


def test_only_the_leaves_of_the_line_have_places():
    found = ranked([50, 60, 70], "kommunal")
    town = {n.unit.code: at for at, n in enumerate(WHERE.nodes) if n.line == "kommunal"}
    assert found == Ranking((Placement(town["B"], 1, 1), Placement(town["A"], 2, 2)), ())
    assert ranked([50, 60], "privat") == Ranking((), ())


def test_without_a_place():
    """No value, a partial one, one that reaches an earlier month, one without a status, and a hidden one."""
    values = [70, 60, 50, 40, 30, 20, 10]
    everybody = "ABCDEFG"
    assert order(values) == everybody
    assert order([70, None, *values[2:]]) == "ACDEFG"
    assert order(values, marks="B") == "ACDEFG"
    assert order(values, statusless="B") == "ACDEFG"
    assert order(values, late="B") == "ACDEFG"
    assert order([70, 2, *values[2:]], below=5) == "CDEFG"  # A, the first of equals beside it, is hidden too
    late = ranked(values, late="B")
    assert late.unranked == (NODE["B"],)


def test_one_alone_has_no_place():
    assert ranked([50]) == Ranking((), tuple(NODE[c] for c in CODES))
    assert ranked([50, 40], marks="B").places == ()
    assert len(ranked([50, 40]).places) == 2


def test_a_corridor_is_ranked_by_the_distance_from_it():
    """From 40 to 60 %: inside is nothing away; 65 is 5 over, 30 is 10 under."""
    inside = {"direction": Direction.INSIDE, "targets": [40] * 7, "highs": [60] * 7}
    assert places([30, 65, 50, 40, 60], **inside) == {"C": (1, 1), "D": (1, 1), "E": (1, 1), "B": (4, 2), "A": (5, 3)}
    for lacks in ("targets", "highs"):
        edges = inside | {lacks: [None, *inside[lacks][1:]]}
        assert "A" not in order([30, 65, 50], **edges)


@pytest.mark.parametrize(("direction", "best"), [(Direction.HIGHER, "BAC"), (Direction.LOWER, "CAB")])
def test_attainment_is_the_value_against_ones_own_target(direction, best):
    """40 of 40 is 100 %, 50 of 25 is 200 %, 60 of 80 is 75 %; a target of 0 or none gives no place."""
    rule = {"ranking_rule": RankingRule("attainment"), "direction": direction}
    targets = [40, 25, 80, 0, None, -1, 50]
    assert order([40, 50, 60, 50, 50, 50], targets=targets, **rule) == best
    assert order([40, 50, 60], targets=targets, direction=direction) != best  # by value


def test_a_target_under_one_is_a_target():
    rule = {"ranking_rule": RankingRule("attainment")}
    assert places([40, 50], targets=[1, 1, *[None] * 5], **rule) == {"B": (1, 1), "A": (2, 2)}
