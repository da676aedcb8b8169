from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from kpidsl.language.parsing.parse import parse
from kpidsl.language.tree.blocks import (
    AppliesTo,
    DeviationLine,
    RequirementBlock,
    SourceBlock,
    StatusBlock,
    TargetsBlock,
    TestBlock,
    TrendLine,
    YearStart,
)
from kpidsl.language.tree.conditions import All, AnyOf, Between, Comparison, Exists, OneOf
from kpidsl.language.tree.indicators import Indicator, LinkLine
from kpidsl.language.tree.phrases import DateLiteral
from kpidsl.language.tree.terms import DeadlineLine, FromLine, RatioBody, SetBody, TermDeclaration
from kpidsl.problems import SourceText
from kpidsl.tooling.format import format_source
from tests.language.parsing.spec import HERE, SPECS, blocks, outcome


@pytest.mark.parametrize("name", ["north-star.nb.kpi", "north-star.en.kpi"])
def test_the_north_stars_parse_whole(name: str) -> None:
    made = parse([SourceText(name, (HERE / name).read_text(encoding="utf-8"))])
    assert [p.message() for p in made.problems] == []
    kinds = Counter(type(b).__name__ for b in made.files[0].blocks)
    indicators = [i for b in made.files[0].blocks if isinstance(b, RequirementBlock) for i in b.indicators]
    found = (kinds["SourceBlock"], kinds["TermDeclaration"], kinds["RequirementBlock"], len(indicators))
    assert found == (8, 25, 5, 31)
    assert all(len(i.readings) == 1 for i in indicators)


@pytest.mark.parametrize("folder", ["nav", "nav-arbeidsmarked", "nhs-ae", "nhs-rtt"])
def test_the_specs_parse(folder: str) -> None:
    files = [SourceText(p.name, p.read_text(encoding="utf-8")) for p in sorted((SPECS / folder).rglob("*.kpi"))]
    assert [p.message() for p in parse(files).problems] == []


def test_source() -> None:
    (source,) = blocks(
        'kilde k\n  én rad per enhet og måned og type\n  e  enhet\n  t  tekst: "a", "b"\n  n  nevner\n'
        "  tallene er rullende 3 mnd\n"
    )
    assert isinstance(source, SourceBlock)
    assert (source.grain, [b.text for b in source.breakdown]) == ("unit_month", ["type"])
    assert [(c.name.text, c.role, c.type) for c in source.columns] == [
        ("e", "unit", "text"),
        ("t", "value", "text"),
        ("n", "denominator", "integer"),
    ]
    assert [v.text for v in source.columns[1].legal] == ["a", "b"]
    assert source.cumulation is not None
    assert (source.cumulation.cumulation, source.cumulation.months) == ("rolling", 3)


def condition(text: str) -> object:
    (term,) = blocks(f"begrep ting betyr k der {text}")
    assert isinstance(term, TermDeclaration)
    assert isinstance(term.body, SetBody)
    return term.body.condition


@pytest.mark.parametrize("written", ["01.07.2026", "1.7.2026", "2026-07-01", "1. juli 2026", "1 juli 2026"])
def test_a_condition_compares_with_a_date_in_every_form(written: str) -> None:
    made = condition(f"m er før {written}")
    assert isinstance(made, Comparison)
    assert isinstance(made.value, DateLiteral)
    assert made.value.day == date(2026, 7, 1)


def test_conditions_fold() -> None:
    made = condition('alder er mellom 18 og 66 og status er ikke en av "a", "b" eller "c"')
    assert isinstance(made, All)
    between, none = made.conditions
    assert isinstance(between, Between)
    assert isinstance(none, OneOf)
    assert (len(none.values), none.negated) == (3, True)
    either = condition('type er "a" eller "b" eller alder er under 30')
    assert isinstance(either, AnyOf)
    assert isinstance(either.conditions[0], OneOf)
    grouped = condition('(u mangler eller u er ikke "h") og m er fra og med 1. januar 2026')
    assert isinstance(grouped, All)
    assert isinstance(grouped.conditions[0], AnyOf)
    last = grouped.conditions[1]
    assert isinstance(last, Comparison)
    assert (last.operator, getattr(last.value, "day", None)) == (">=", date(2026, 1, 1))
    comma = condition("a er 1 og b er 2, eller c finnes")
    assert isinstance(comma, AnyOf)
    assert isinstance(comma.conditions[0], All)
    assert comma.conditions[1] == Exists(comma.conditions[1].column, False, comma.conditions[1].span)


def test_terms() -> None:
    (ratio,) = blocks("størrelse tid betyr a minus b i prosent av a i k, høyere er bedre")
    assert isinstance(ratio, TermDeclaration)
    assert isinstance(ratio.body, RatioBody)
    assert [(sign, n.text) for sign, n in ratio.body.numerator.terms] == [(1, "a"), (-1, "b")]
    assert ratio.direction == "higher"
    (case,) = blocks("begrep vedtak (et vedtak) betyr k der utfall finnes\n  fristen er frist, løper fra mottatt\n")
    assert isinstance(case, TermDeclaration)
    assert [f.text for f in case.forms] == ["vedtak", "et vedtak"]
    (line,) = case.lines
    assert isinstance(line, DeadlineLine)
    assert (line.column and line.column.text, line.start and line.start.text) == ("frist", "mottatt")


@pytest.mark.parametrize(
    "written",
    ["gjelder fra 1. juli 2026", "gjelder fra juli 2026", "gjelder fra 01.07.2026", "gjelder fra 3. kvartal 2026",
     "gjeld frå 1. juli 2026", "applies from 1 July 2026"],
)  # fmt: skip
def test_a_term_and_an_indicator_say_from_when_they_hold(written: str) -> None:
    for declared in ("begrep vedtak betyr k", 'S.1 "Svar"'):
        (made,) = blocks(f"{declared}\n  {written}\n")
        assert isinstance(made, TermDeclaration | Indicator)
        (line,) = made.lines
        assert isinstance(line, FromLine)
        assert line.start.day == date(2026, 7, 1)
        text = f"språk nb\n{declared}\n    {written}   # nytt\n"
        assert format_source(SourceText("a", text)) == (f"språk nb\n{declared}\n  {written}  # nytt\n", ())


def test_the_same_word_may_be_a_column_and_a_keyword() -> None:
    (source,) = blocks("kilde k\n  én rad per sak\n  utfall  tekst\n  status  tekst\n")
    assert isinstance(source, SourceBlock)
    assert [c.name.text for c in source.columns] == ["utfall", "status"]


def test_requirement_roles_and_lines() -> None:
    (made,) = blocks(
        'resultatkrav "X"\n  perspektiv bruker\n  effektindikatorer\n    E.1 Antall arbeidssøkere (høyst 3)\n'
        "  måleindikatorer\n    B.1 Andel arbeidssøkere med jobbmatch (30 %)\n"
        "      antas å virke på E.1 etter 3 mnd, ikke påvist\n"
    )
    assert isinstance(made, RequirementBlock)
    assert made.perspective is not None
    assert made.perspective.text == "bruker"
    assert [(i.code and i.code.text, i.role) for i in made.indicators] == [("E.1", "effect"), ("B.1", "measure")]
    (link,) = made.indicators[1].lines
    assert isinstance(link, LinkLine)
    assert (link.effect.text, link.lag, link.evidence) == ("E.1", 3, "not_shown")


def test_targets_by_date_and_unit() -> None:
    (made,) = blocks(
        "måltall for B.1\n  82 % fra juli 2026\n  minst 75 % fra 2. tertial 2026 for kontor 0315, 1902\n"
        '  78 % fra 2026 for fylke "Agder" vedtatt 15.12.2025\n'
    )
    assert isinstance(made, TargetsBlock)
    first, second, third = made.targets
    assert first.valid_from is not None
    assert (first.valid_from.day, first.valid_from.precision) == (date(2026, 7, 1), "month")
    assert second.valid_from is not None
    assert second.valid_from.day == date(2026, 5, 1)
    assert [u.text for u in second.units] == ["0315", "1902"]
    assert [u.text for u in third.units] == ["Agder"]
    assert third.decided is not None
    assert third.decided.day == date(2025, 12, 15)


def test_rules() -> None:
    status, trend, deviation = blocks(
        "status for alle andre\n  grønn når målet er nådd\n"
        "  gul når resultatet er høyst 10 % av målet dårligere enn målet\n"
        "  rød ellers\ntrend for B.1 sammenlignet med samme periode i fjor\n"
        "avvik når status er rød, eller status er gul og utviklingen er negativ\n"
    )
    assert isinstance(status, StatusBlock)
    assert status.scope is not None
    assert status.scope.kind == "others"
    assert [(b.status, b.test, b.of_target) for b in status.bands] == [
        ("green", "reached", False),
        ("amber", "worse_by_at_most", True),
        ("red", "otherwise", False),
    ]
    assert isinstance(trend, TrendLine)
    assert trend.compared_with == "same_last_year"
    assert isinstance(deviation, DeviationLine)
    assert deviation.any_of == (("red", None, None), ("amber", "worse", None))


def test_local_file_and_year() -> None:
    year, _, applies = blocks("år starter i april\nbygger på nasjonal\ngjelder for kontor 0315\n")
    assert isinstance(year, YearStart)
    assert year.month == 4
    assert isinstance(applies, AppliesTo)
    assert (applies.level.text, applies.units[0].text) == ("kontor", "0315")


def test_test_block() -> None:
    (made,) = blocks(
        'prøve "p"\n  gitt k\n    | a | b |\n    | 0315 | |\n  når måneden er oktober 2026\n'
        "  så skal B.1 for kontor 0315 være 50 %, 1 av 2, rød\n"
        "  så skal B.1 for land hittil i år være tall ikke klare, utvikling negativ\n"
    )
    assert isinstance(made, TestBlock)
    assert [c.text for c in made.given[0].rows[0]] == ["0315", ""]
    first, second = made.expectations
    assert first.value is not None
    assert (first.value.value, first.numerator, first.denominator, first.status) == (Fraction(50), 1, 2, "red")
    assert first.month is not None
    assert first.month.day == date(2026, 10, 1)
    assert (second.unit, second.year_to_date, second.state, second.trend) == (None, True, "not_ready", "worse")


def test_text_is_normalised_before_it_is_read() -> None:
    plain = 'B.1 Andel arbeidssøkere med oppfølging siste 3 mnd. (80 %)\n"Telefon" (minst 75 %)\n'
    pasted = plain.replace(" ", "\u00a0").replace('"', "“", 1).replace('"', "”")
    decomposed = pasted.replace("å", "a\u030a")
    made = outcome(decomposed)
    assert [p.message() for p in made.problems] == []
    first, second = made.files[1].blocks[1:]
    assert isinstance(first, Indicator)
    assert first.sentence == "Andel arbeidssøkere med oppfølging siste 3 mnd."
    assert isinstance(second, Indicator)
    assert second.sentence.strip('"') == "Telefon"


def test_a_line_goes_on_after_a_comma_and_before_a_conjunction() -> None:
    (term,) = blocks('begrep ting betyr k der a er "x"\n    eller b er "y"\n')
    assert isinstance(term, TermDeclaration)
    assert isinstance(term.body, SetBody)
    assert isinstance(term.body.condition, AnyOf)
    assert [c.span.line for c in term.body.condition.conditions] == [2, 3]
    assert [c.span.column for c in term.body.condition.conditions] == [25, 11]
