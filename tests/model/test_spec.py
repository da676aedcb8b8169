"""What a specification says of itself: sources, definitions over time, and where an indicator stands."""

from dataclasses import replace
from fractions import Fraction

import pytest

from kpidsl.model.location import Location
from kpidsl.model.measure import Count, Cumulation, Index
from kpidsl.model.period import Month
from kpidsl.model.rules import TrendRule
from kpidsl.model.spec import ColumnSpec, DeclaredTerm, Definition, Source, TargetForm
from kpidsl.model.traits import Kind
from tests.made import ROWS, indicator, spec, structure, target

JAN, JUL, DEC = Month.of(2026, 1), Month.of(2026, 7), Month.of(2026, 12)
HERE = Location("spec.kpi", 1)


def column(name, role, type_="text"):
    return ColumnSpec(name, role, type_)


UNIT, MONTH, PERSON, CASE = (column(r, r) for r in ("unit", "period", "person", "case"))


@pytest.mark.parametrize(
    ("grain", "columns", "key"),
    [
        ("person_month", (MONTH, PERSON, UNIT), ("unit", "person", "period")),
        ("person_year", (UNIT, PERSON, MONTH), ("unit", "person", "period")),
        ("event", (UNIT, PERSON, CASE), ()),
        ("case", (UNIT, CASE), ("case",)),
        ("case", (UNIT, PERSON), ()),
        ("unit_month", (UNIT, MONTH, PERSON), ("unit", "period")),
        ("unit_year", (MONTH, column("by", "unit_above"), UNIT), ("unit", "by", "period")),
    ],
)
def test_a_row_is_known_by_the_columns_of_its_grain(grain, columns, key):
    source = Source("tall", grain, columns)
    assert source.key == key
    assert source.ready_made is grain.startswith("unit")
    assert replace(source, breakdown=("kjønn",)).key == ((*key, "kjønn") if key else ())


def test_columns_are_found_by_name_and_the_first_by_role():
    two = (column("a", "value", "kroner"), column("b", "value", "decimal"), column("c", "value", "integer"))
    source = Source("tall", "event", two)
    assert (source.named("b"), source.named("x")) == (two[1], None)
    assert (source.column("value"), source.column("unit")) == ("a", None)
    assert [c.decimals for c in two] == [2, 4, 0]
    assert [source.decimals(names) for names in (["a", "b"], ["a", "c"], ["c"], ["x"], [])] == [4, 2, 0, 0, 0]


def test_a_term_is_what_it_was_in_the_month():
    old, mid, new = (
        DeclaredTerm("åpne", text, HERE, valid_from=m) for text, m in (("a", None), ("b", JAN), ("c", JUL))
    )
    term = replace(new, earlier=(old, mid))
    assert term.at(JAN - 1) == old
    assert term.at(JAN) == term.at(JUL - 1) == replace(mid, earlier=(old,))
    assert term.at(JUL) == term.at(DEC) == term


def definition(formula, valid_from=None, title="T"):
    return Definition(formula, f"{title}.", title, 3, Cumulation.STOCK, valid_from, HERE)


OTHER = Count(replace(ROWS, source="andre"))
REWORDED = Count(replace(ROWS, term="andre ord"))


def test_an_indicator_is_what_it_was_in_the_month():
    """Formula, words, window and cumulation are the definition's; all else is the indicator's own."""
    first, last = definition(OTHER, title="Før"), definition(Count(ROWS), JUL)
    of = indicator(formula=Count(ROWS), definitions=(first, last), location=HERE)
    assert of.at(JUL) is of
    before = of.at(JUL - 1)
    assert before == replace(
        of, formula=OTHER, sentence="Før.", title="Før", window=3, cumulation=Cumulation.STOCK, definitions=()
    )
    three = replace(of, definitions=(first, definition(OTHER, JAN), last))
    assert three.at(JAN).definitions == three.definitions[:2]
    plain = indicator()
    assert plain.at(JAN) is plain


def test_a_specification_is_what_it_was_in_the_month():
    term = DeclaredTerm("åpne", "ny", HERE, valid_from=JUL, earlier=(DeclaredTerm("åpne", "gammel", HERE),))
    of = indicator(definitions=(definition(OTHER, title="Før"), definition(Count(ROWS), JUL)))
    whole = spec(of, indicator("S.2"), terms={"åpne": term})
    before = whole.at(JAN)
    assert [i.title for i in before.indicators] == ["Før", "S.2"]
    assert before.terms["åpne"].written == "gammel"
    assert replace(before, indicators=whole.indicators, terms=whole.terms) == whole
    assert whole.at(JUL) == whole
    assert (whole.indicator("S.2"), whole.indicator("S.9")) == (whole.indicators[1], None)


def test_what_is_counted_is_another_thing_only_where_it_means_another():
    assert indicator(formula=OTHER).counted == ((None, OTHER),)
    of = indicator(definitions=(definition(REWORDED), definition(Count(ROWS), JAN), definition(OTHER, JUL)))
    assert of.counted == ((None, REWORDED), (JUL, OTHER))
    back = indicator(definitions=(definition(OTHER), definition(Count(ROWS), JAN), definition(OTHER, JUL)))
    assert back.counted == ((None, OTHER), (JAN, Count(ROWS)), (JUL, OTHER))


def test_components_are_those_of_every_definition_once():
    half = Fraction(1, 2)
    old, new = Index((("A", half), ("B", half))), Index((("B", half), ("C", half)))
    assert indicator(kind=Kind.INDEX, formula=new).components == ("B", "C")
    both = indicator(kind=Kind.INDEX, formula=new, definitions=(definition(old), definition(new, JUL)))
    assert both.components == ("A", "B", "C")
    assert indicator().components == ()


def test_an_improvement_and_last_year_are_asked_for_by_targets_or_arrow():
    better = target(2, form=TargetForm.IMPROVEMENT, base="previous")
    assert indicator(targets=(target(), better)).improvement is better
    assert indicator(targets=(target(),)).improvement is None
    assert not indicator(targets=(better,)).compares_with_last_year
    assert indicator(targets=(target(), replace(better, base="last_year"))).compares_with_last_year
    assert indicator(trend_rule=TrendRule("same_last_year")).compares_with_last_year
    assert not indicator(trend_rule=TrendRule("previous")).compares_with_last_year


def test_an_indicator_stands_where_it_is_for():
    """On every card, on those of its line and of the lines that share it, or of the units that it is for."""
    where = structure({"statlig": {"01": ["0101"]}, "kommunal": {"by": ["0101"]}, "privat": ["0101"]})

    def stands(**changes):
        return [f"{n.unit.code}-{n.line[0]}" for n in where.nodes if indicator(**changes).stands_at(n)]

    assert stands() == ["01-s", "0101-s", "by-k", "0101-k", "0101-p"]
    assert stands(line="kommunal") == ["by-k", "0101-k"]
    assert stands(line="kommunal", shared_with=("privat",)) == ["by-k", "0101-k", "0101-p"]
    assert stands(only_units=("0101",)) == ["0101-s", "0101-k", "0101-p"]
    assert stands(only_units=("0101", "01"), line="statlig") == ["01-s", "0101-s"]
