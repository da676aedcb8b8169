"""Editions cut from the whole one: what a recipient has, and what its own figures would tell of others."""

from array import array
from dataclasses import replace
from fractions import Fraction

import pytest

from kpidsl.disclosure import disclose, named
from kpidsl.disclosure.cutting import quartiles
from kpidsl.disclosure.recipients import name_of
from kpidsl.model.condition import Duration
from kpidsl.model.edition import WHOLE, Quartiles, Recipient
from kpidsl.model.measure import Cumulation, Index, UnitOfMeasure, ValueStatistic
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.risk import Risk, RiskBasis, RiskLevel
from kpidsl.model.rules import TrendRule
from kpidsl.model.spec import Link, Requirement
from kpidsl.model.spec_test import SpecTest
from kpidsl.model.state import Mark, State, Status, Trend
from kpidsl.model.tables import WORKING_DAYS
from kpidsl.model.traits import Kind
from tests.made import JANUARY, ROWS, at, grid, indicator, results, ruled, spec, structure, summed, target

STATE = {"NO": {"01": ["0101", "0102"], "02": ["0201", "0202", "0203"]}}
TOWN = {"by": ["0101", "0201"]}
LINES = structure({"statlig": STATE, "kommunal": TOWN})
LEAVES = {code: [(50 + i, 100)] * 2 for i, code in enumerate(("0101", "0102", "0201", "0202", "0203"))}


def office(code):
    return UnitKey("kontor", code)


def county(code):
    return UnitKey("fylke", code)


def whole_results(*indicators, where=LINES, leaves=LEAVES, of=None, months=2, **changes):
    indicators = indicators or (indicator(),)
    made = of or grid(summed(where, leaves))
    what = spec(*indicators, **changes.pop("declared", {}))
    return results(what, where, {i.code: made for i in indicators}, months, **changes)


def edition(recipient, *indicators, below=5, problems=(), **changes):
    found = disclose(
        ruled(whole_results(*indicators, **changes), below),
        [recipient],
        language="nb",
        history=12,
        engine_version="1",
        problems=problems,
    )
    return found[0]


def units(made):
    return [(n.line, n.unit.code) for n in made.structure.nodes]


def shown(made, code="S.1"):
    """The nodes whose figure of the last month is shown."""
    cells = {(n.line, n.unit.code): made.cell(code, i) for i, n in enumerate(made.structure.nodes)}
    return [one for one, cell in cells.items() if not cell.month.hidden and cell.month.value is not None]


def test_units_are_found_by_code_on_the_line():
    found, problems = named(LINES, ("0101", "01"), "")
    assert (found, problems) == ((Recipient(office("0101")), Recipient(county("01"))), ())
    assert named(LINES, ("0201", "0201"), "kommunal") == ((Recipient(office("0201"), "kommunal"),), ())
    assert named(LINES, (), "statlig") == ((Recipient(None, "statlig"),), ())
    assert named(LINES, (), "") == ((WHOLE,), ())


def test_a_code_that_is_two_units_is_both_in_order():
    both = structure({"statlig": {"02": ["01"], "01": ["0101"]}})
    assert named(both, ("01",), "")[0] == (Recipient(county("01")), Recipient(office("01")))


def test_what_is_not_there_is_a_problem_and_the_others_are_found():
    found, (problem,) = named(LINES, ("9", "0101"), "")
    assert found == (Recipient(office("0101")),)
    assert (problem.code, dict(problem.fields)) == ("R008", {"unit": "9", "near": "", "line": "statlig, kommunal"})
    found, (problem,) = named(LINES, ("0102",), "kommunal")
    assert (found, problem.code, problem.fields["line"]) == ((), "R008", "kommunal")
    assert problem.fields["unit"] == "0102"
    found, (problem,) = named(LINES, ("0101",), "privat")
    assert (found, problem.code) == ((), "R009")
    assert dict(problem.fields) == {"line": "privat", "lines": "statlig, kommunal"}


@pytest.mark.parametrize(
    ("written", "line", "meant"),
    [
        ("101", "", "0101"),  # a spreadsheet took its zero
        ("Kontor 0101", "", "0101"),
        ("kontor 0101", "", "0101"),
        ("201", "kommunal", "0201"),
        ("Oslo", "", None),
    ],
)
def test_a_code_that_is_nearly_one_has_the_one_that_is_on_the_line(written, line, meant):
    _, (problem,) = named(LINES, (written,), line)
    assert (problem.code, problem.fix) == ("R008", meant)
    assert problem.message("nb").endswith(f"{meant}»?" if meant else "statlig, kommunal")


def test_a_unit_is_on_the_line_that_only_its_parts_are_on():
    parted = structure({"statlig": ["0101", "0102"], "kommunal": {"by": ["0102-1"]}}, parts={1: (2,)})
    assert named(parted, ("0102",), "kommunal") == ((Recipient(office("0102"), "kommunal"),), ())
    assert named(parted, ("0101",), "kommunal")[1][0].code == "R008"


def test_a_recipient_is_named_as_it_is_printed():
    assert name_of(WHOLE, LINES, "nb") == "alle enheter, hele landet"
    assert name_of(Recipient(None, "statlig"), LINES, "en") == "all units, whole country, statlig"
    assert name_of(Recipient(office("0101")), LINES, "nb") == "0101 Kontor 0101"
    assert name_of(Recipient(office("0101"), "kommunal"), LINES, "nb") == "0101 Kontor 0101, kommunal"
    assert name_of(Recipient(office("9")), LINES, "nb") == "9 "


@pytest.mark.parametrize(
    ("recipient", "kept", "own", "store"),
    [
        (Recipient(office("0201"), "statlig"), ["NO", "02", "0201"], (2,), "kontor-0201-statlig"),
        (Recipient(county("01"), "statlig"), ["NO", "01", "0101", "0102"], (1,), "fylke-01-statlig"),
        (Recipient(office("0101")), ["NO", "01", "0101", "by", "0101"], (2, 4), "kontor-0101"),
        (Recipient(None, "kommunal"), ["by", "0101", "0201"], (0,), "kommunal"),
        (Recipient(county("02")), ["NO", "02", "0201", "0202", "0203"], (1,), "fylke-02"),
    ],
)
def test_a_recipient_has_its_subtree_and_what_stands_above(recipient, kept, own, store):
    made = edition(recipient)
    assert [code for _, code in units(made)] == kept
    assert (made.own, made.is_part, made.store) == (own, True, store)
    assert made.recipient == name_of(recipient, LINES, "nb")
    nodes = made.structure.nodes
    for node in nodes:
        old = LINES.nodes[at(LINES, node.unit.code, node.line)]
        above = LINES.nodes[old.parent].unit if old.parent is not None else None
        assert (nodes[node.parent].unit if node.parent is not None else None) == above
        there = [LINES.leaves[leaf].code for leaf in old.leaves if LINES.leaves[leaf].code in kept]
        assert [made.structure.leaves[leaf].code for leaf in node.leaves] == there
    assert [line.name for line in made.structure.lines] == list(dict.fromkeys(n.line for n in nodes))


def test_who_is_not_there_has_no_edition():
    for recipient in (Recipient(office("9")), Recipient(office("0102"), "kommunal"), Recipient(None, "privat")):
        with pytest.raises(ValueError, match="is not in the organisation"):
            edition(recipient)


def test_each_recipient_has_an_identity_of_the_whole_and_of_who_it_is():
    whole, one = edition(WHOLE), edition(Recipient(office("0101")))
    others = [edition(Recipient(office("0101"), "statlig")), edition(Recipient(office("0102"))), whole]
    assert one.id not in {other.id for other in others}
    assert one.id == edition(Recipient(office("0101"))).id
    assert one.id != edition(Recipient(office("0101")), period=JANUARY).id
    assert len(one.id) == 16


def test_cells_are_the_wholes_own():
    """Every shown cell of a part is the whole edition's cell of the same unit."""
    whole, part = edition(WHOLE), edition(Recipient(office("0203")))
    assert shown(part) == [("statlig", "NO"), ("statlig", "02"), ("statlig", "0203")]
    for i, node in enumerate(part.structure.nodes):
        for month in part.months:
            assert part.cell("S.1", i, month) == whole.cell("S.1", at(LINES, node.unit.code), month)


def test_where_one_subtracts_oneself_one_other_is_not_left():
    """0101 less its county is 0102 alone; 0203 less its county is two; the country less 0101 is four."""
    assert shown(edition(Recipient(office("0101"), "statlig"))) == [("statlig", "NO"), ("statlig", "0101")]
    assert ("statlig", "02") in shown(edition(Recipient(office("0203"), "statlig")))


def test_one_that_has_no_figure_is_no_other():
    """0202 has none: 02 less 0203 is 0201 alone. In January it had one, and 02 is shown."""
    leaves = LEAVES | {"0202": [(50, 100), None]}
    made = edition(Recipient(office("0203"), "statlig"), leaves=leaves)
    assert [made.cell("S.1", 1, month).month.hidden for month in made.months] == [False, True]


def test_two_aggregates_do_not_tell_the_one_between_them():
    """01 has 0101 alone beside 0201 in the country: for 0201, NO less its 02 is 0101."""
    where = structure({"statlig": {"NO": {"01": ["0101"], "02": ["0201", "0202", "0203"]}}})
    leaves = {code: LEAVES[code] for code in ("0101", "0201", "0202", "0203")}
    made = edition(Recipient(office("0201")), where=where, leaves=leaves)
    assert shown(made) == [("statlig", "02"), ("statlig", "0201")]


def test_a_unit_knows_its_own_figure_though_it_is_hidden():
    """0101 is small and hidden, and so is 0102: shown 01, the leader of 0101 would be left with 0102."""
    leaves = LEAVES | {"0101": [(3, 4)] * 2}
    assert shown(edition(Recipient(office("0101"), "statlig"), leaves=leaves)) == [("statlig", "NO")]


def test_an_index_is_hidden_where_a_component_is():
    """The index stands first, and has no numerator to subtract: it follows S.1, which is hidden at the county."""
    index = indicator("I.1", Kind.INDEX, formula=Index((("S.1", Fraction(1)),)))
    made = edition(Recipient(office("0101"), "statlig"), index, indicator())
    assert shown(made, "I.1") == shown(made, "S.1") == [("statlig", "NO"), ("statlig", "0101")]
    assert [i.code for i in made.spec.indicators] == ["I.1", "S.1"]
    both = edition(Recipient(office("0101"), "statlig"), index, replace(index, code="I.2"), indicator())
    assert shown(both, "I.2") == shown(made, "I.1")


def test_an_indicator_that_stands_at_none_of_its_nodes_is_not_there():
    """K.1 is the municipal line's. What is only said of it is not there either."""
    links = (Link("K.1"), Link("S.2"))
    both = (indicator(links=links), indicator("K.1", line="kommunal"), indicator("S.2"))
    declared = {
        "requirements": (Requirement("A", "bruker", ("S.1", "K.1")), Requirement("B", "bruker", ("K.1",))),
        "tests": (SpecTest("prøve", {}, Month.of(2026, 1), ()),),
    }
    problems = [{"unit": u, "indicator": c} for u in ("0201", "0101", "NO", "02") for c in ("S.1", "K.1")]
    made = edition(
        Recipient(office("0201"), "statlig"), *both, declared=declared, problems=(*problems, {"unit": "0201"})
    )
    assert [i.code for i in made.spec.indicators] == ["S.1", "S.2"] == sorted(made.grids) == sorted(made.hidden)
    assert made.spec.indicators[0].links == (Link("S.2"),)
    assert made.spec.requirements == (Requirement("A", "bruker", ("S.1",)),)
    assert made.spec.tests == ()
    assert made.problems == ({"unit": "0201", "indicator": "S.1"},)  # not the aggregates', nor others'


def test_other_units_targets_are_not_there():
    own = (
        target(1),
        target(2, units=("0201", "0101")),
        target(3, units=("Kontor 0201",)),
        target(4, units=("0101",)),
        target(5, line="kommunal"),
        target(6, line="statlig", units=("02", "9")),
    )
    made = edition(Recipient(office("0201"), "statlig"), indicator(targets=own))
    kept = made.spec.indicators[0].targets
    assert [(int(t.value), t.units) for t in kept] == [(1, ()), (2, ("0201",)), (3, ("Kontor 0201",)), (6, ("02",))]


def at_risk(probability):
    """Any risk, told from others by its number."""
    return Risk(probability, RiskLevel.LOW, RiskBasis.FORECAST)


def test_what_is_said_of_nodes_follows_them():
    """Risks and charts of the nodes that it sees, an assessment of its own alone; of hidden ones none."""
    nodes = [("S.1", node) for node in range(len(LINES.nodes))]
    said = {name: {key: (name, key[1]) for key in nodes} for name in ("charts", "assessed")}
    said["risks"] = {key: at_risk(key[1]) for key in nodes}
    made = edition(Recipient(office("0101"), "statlig"), **said)
    top, own = at(LINES, "NO"), at(LINES, "0101")
    assert made.risks == {("S.1", 0): at_risk(top), ("S.1", 2): at_risk(own)}  # 01 is hidden
    assert made.charts == {("S.1", 0): ("charts", top), ("S.1", 2): ("charts", own)}
    assert made.assessed == {("S.1", 2): ("assessed", own)}
    whole = edition(WHOLE, **said)
    assert (len(whole.risks), len(whole.charts), len(whole.assessed)) == (len(nodes),) * 3


def test_limits_are_of_every_month_and_so_are_hidden_for_any():
    """0203 is small in January: of February its leader's assessment is told, and neither risk nor chart. In February
    nothing."""
    nodes = [("S.1", node) for node in range(len(LINES.nodes))]
    said = {name: dict.fromkeys(nodes, 1) for name in ("charts", "assessed")} | {
        "risks": dict.fromkeys(nodes, at_risk(1))
    }
    made = whole_results(indicator(cumulation=Cumulation.STOCK), **said)
    own = at(LINES, "0203")
    for figures, assessed in (([(3, 4), (50, 100)], True), ([(50, 100), (3, 4)], False)):
        of = replace(made, grids={"S.1": grid(summed(LINES, LEAVES | {"0203": figures}))})
        for recipient in (WHOLE, Recipient(office("0203"), "statlig")):
            (one,) = disclose(ruled(of, 5), [recipient], language="nb", history=12, engine_version="")
            key = ("S.1", own if recipient == WHOLE else 2)
            assert (key in one.risks, key in one.charts, key in one.assessed) == (False, False, assessed)


def test_an_aggregate_that_lacks_one_unit_does_not_say_how_large_it_is():
    """02 lacks one of three, which is 40 cases; the office's own gap is its own."""
    count = 2 * len(LINES.nodes)
    lacking, expected = array("q", [40] * count), array("q", [3] * count)
    for covered, told in ((2, 0), (1, 40), (3, 40)):
        made = grid(summed(LINES, LEAVES), lacking=lacking, expected=expected, covered=array("q", [covered] * count))
        part = edition(Recipient(office("0203"), "statlig"), of=made)
        assert [part.cell("S.1", node).lacking for node in range(3)] == [told, told, 40]


def test_the_calendar_is_told_where_something_rests_on_it():
    days = indicator(
        "S.2", formula=ValueStatistic(ROWS, Duration("start", "end", "working_days"), "mean"), line="kommunal"
    )
    content = {"content": {WORKING_DAYS: "norsk"}}
    assert edition(Recipient(office("0101"), "kommunal"), indicator(), days, **content).working_days == "norsk"
    assert edition(Recipient(office("0102"), "statlig"), indicator(), days, **content).working_days == ""
    assert edition(WHOLE, **content).working_days == "norsk"
    assert edition(WHOLE).working_days == ""


def test_the_codes_and_parts_of_other_units_are_not_in_the_structure():
    """0102-1 and 0102-2 are 0102's parts in the town; its edition on both lines holds them, and no other's."""
    lines = {"statlig": {"01": ["0101", "0102", "0103"]}, "kommunal": {"by": ["0102-1"], "bygd": ["0102-2", "0101-1"]}}
    where = structure(
        lines,
        successor={"0199": "0102", "0198": "0101"},
        broken={"0102": (JANUARY,), "0101": (JANUARY,)},
    )
    leaf = {key.code: i for i, key in enumerate(where.leaves)}
    where = replace(where, parts={leaf["0102"]: (leaf["0102-1"], leaf["0102-2"]), leaf["0101"]: (leaf["0101-1"],)})
    leaves = {key.code: [(50, 100)] * 2 for key in where.leaves}
    made = edition(Recipient(office("0102")), where=where, leaves=leaves).structure
    assert [key.code for key in made.leaves] == ["0102", "0102-1", "0102-2"]
    assert (made.successor, made.broken) == ({"0199": "0102"}, {"0102": (JANUARY,)})
    assert made.parts == {0: (1, 2)}
    only = edition(Recipient(office("0102"), "kommunal"), where=where, leaves=leaves)
    assert [key.code for key in only.structure.leaves] == ["0102-1", "0102-2"]
    assert only.structure.parts == {}


PEERS = structure({"statlig": {"NO": {"01": ["A", "B"], "02": ["C", "D", "E", "F", "G"]}}})
PLACED = {code: [(10 * i, 100)] for i, code in enumerate("ABCDEFG", 1)}


def test_five_others_are_told_of_in_quartiles_and_four_are_not():
    """Of 10, 20 … 70 % a quarter is under 25, half under 40, three quarters under 55 %: ranks 2.5, 4 and 5.5."""
    places = {"year_status": [Status.RED] * len(PEERS.nodes)}  # without one they have no place
    placed = {"where": PEERS, "of": grid(summed(PEERS, PLACED), **places), "months": 1}
    told = {("S.1", "statlig"): Quartiles(7, Fraction(25), Fraction(40), Fraction(55))}
    assert edition(Recipient(office("A")), **placed).distributions == told
    assert edition(Recipient(county("01")), **placed).distributions == told  # five others: C to G
    assert edition(Recipient(county("02")), **placed).distributions == {}  # A and B
    fewer = placed | {"of": grid(summed(PEERS, PLACED | {"G": [None]}), **places)}
    assert edition(Recipient(county("01")), **fewer).distributions == {}


def test_quartiles_are_interpolated_and_printed_with_the_decimals_of_the_unit():
    """Of 1, 2, 4 and 8 thirds: ranks 1.75, 2.5 and 3.25; 1.75, 3 and 5 thirds. Of one value all are it."""
    values = [Fraction(n, 3) for n in (1, 2, 4, 8)]
    ratio = indicator(scale=Fraction(1))
    assert quartiles(values, ratio) == Quartiles(4, Fraction(6, 10), Fraction(1), Fraction(17, 10))
    score = replace(ratio, unit=UnitOfMeasure.SCORE)
    assert quartiles(values, score) == Quartiles(4, Fraction(58, 100), Fraction(1), Fraction(167, 100))
    assert quartiles(values[:1], indicator()) == Quartiles(1, *[Fraction(333, 10)] * 3)


def test_the_target_of_an_aggregate_that_is_hidden_is_too():
    """It is weighted by the two offices' bases. The country's is not hidden, nor the office's own."""
    cells = 2 * len(LINES.nodes)
    marks = array("q", [Mark.DERIVED if i < 4 else 0 for i in range(cells)])
    edge = {"numerator": [80] * cells, "denominator": [100] * cells}
    targets = {f"{window}_target_{part}": edge[part] for window in ("month", "year") for part in edge}
    made = grid(summed(LINES, LEAVES), month_marks=marks, year_marks=marks, **targets)
    part = edition(Recipient(office("0101"), "statlig"), of=made)
    assert [part.cell("S.1", node).month.target for node in range(3)] == [Fraction(4, 5), None, Fraction(4, 5)]


def test_no_arrow_comes_from_an_aggregate_that_is_hidden():
    """In January 01 less 0101 is 0102, and it is hidden. In February 0102 has no figure: 01 is 0101's, and shown."""
    cells = 2 * len(LINES.nodes)
    months_alone = {"trend": array("b", [Trend.BETTER] * cells), "year_state": array("b", [State.MISSING] * cells)}
    made = grid(summed(LINES, LEAVES | {"0102": [(50, 100), None]}), **months_alone)
    what = indicator(trend_rule=TrendRule("month_before"))
    part = edition(Recipient(office("0101"), "statlig"), what, of=made)
    february = [part.cell("S.1", node) for node in range(3)]
    assert [part.cell("S.1", node, JANUARY).month.hidden for node in range(3)] == [False, True, False]
    assert [c.month.hidden for c in february] == [False] * 3
    assert [c.trend for c in february] == [Trend.BETTER, Trend.NONE, Trend.BETTER]


def test_a_county_of_one_office_is_that_office():
    """03 has 0301 alone: the leader of 0301 sees its 3 of 4 there too, and nobody else sees either."""
    where = structure({"statlig": {"NO": {"03": ["0301"], "01": ["0101", "0102"]}}})
    leaves = {"0301": [(3, 4)], "0101": [(50, 100)], "0102": [(50, 100)]}
    of = ruled(whole_results(where=where, leaves=leaves, months=1), 5, own_shown=True)
    whole, own = disclose(of, [WHOLE, Recipient(office("0301"))], language="nb", history=0, engine_version="")
    assert not {("statlig", "03"), ("statlig", "0301")} & set(shown(whole))
    assert shown(own)[-2:] == [("statlig", "03"), ("statlig", "0301")]
    assert own.recipient == "0301 Kontor 0301 (inneholder små tall, ikke for offentliggjøring)"
    assert whole.recipient == "alle enheter, hele landet"


def test_every_unit_has_an_edition_of_its_own_and_the_public_one():
    """`each`: NO and its units on both lines, once each; the public's has no data problems or assessments."""
    each, problems = named(LINES, ("each",), "kommunal")
    assert (problems, {r.line for r in each}) == ((), {"kommunal"})
    assert [r.unit for r in each] == list(dict.fromkeys(n.unit for n in LINES.nodes if n.line == "kommunal"))
    assert named(LINES, ("all", "0101"), "")[0] == (WHOLE, Recipient(office("0101")))
    assert named(LINES, (), "", public=True) == ((Recipient(None, "", True),), ())
    said = {"assessed": {("S.1", node): node for node in range(len(LINES.nodes))}}
    told = ({"unit": "0101", "indicator": "S.1"},)
    for recipient, has in ((WHOLE, True), (Recipient(None, "", True), False)):
        made = edition(recipient, problems=told, **said)
        assert (bool(made.problems), bool(made.assessed)) == (has, has)
    assert (made.recipient, made.store) == ("allmennheten", "public")
