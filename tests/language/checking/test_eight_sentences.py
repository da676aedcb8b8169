"""The eight sentences, letter for letter, are analysed: kind, population, condition, window, deadline, target."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.model.condition import (
    And,
    Compare,
    CompareDeadline,
    Deadline,
    Duration,
    EventExists,
    InWholeWindow,
    IsMissing,
    Not,
    OneOf,
)
from kpidsl.model.measure import (
    Cumulation,
    DateIn,
    DueIn,
    LeftIn,
    OwnPeriod,
    Share,
    UnitOfMeasure,
    ValueStatistic,
)
from kpidsl.model.spec import Indicator, Spec, TargetForm
from kpidsl.model.state import Direction
from kpidsl.model.traits import Kind
from kpidsl.problems import SourceText

NAV = Path(__file__).parents[3] / "specs" / "nav"
SENTENCES = """\
Andel arbeidssøkere med overgang til arbeid (65 %)
Andel personer med nedsatt arbeidsevne med overgang til arbeid (45 %)
Gjennomsnittlig varighet på avsluttede sykefraværstilfeller (39 dager)
Andel arbeidssøkere med oppfølging siste 3 mnd. (80 %)
Andel personer med nedsatt arbeidsevne med oppfølging siste 6 mnd. (80%)
Andel gjennomførte dialog 2 møter innen 26 uker (80 %)
Andel arbeidssøkere med jobbmatch (30 %)
Andel mottakere av AAP med godkjent aktivitetsplan (80 %)
"""

JOBSEEKERS = Compare("status", "=", "arbeidssøker")
REDUCED = Compare("arbeidsevne", "=", "nedsatt")
TRANSITION = EventExists("aktiviteter", Compare("type", "=", "overgang"), 1)
FOLLOW_UP = OneOf("type", ("samtale", "møte"))


def spec_with(sentences: str) -> Spec:
    """The NAV sources, terms and rules with bare sentences instead of the requirements."""
    files = [SourceText(p.name, p.read_text(encoding="utf-8")) for p in sorted(NAV.glob("*.kpi"))]
    kept = [f for f in files if f.path not in ("krav.kpi", "regler.kpi")]
    rules = next(f.text for f in files if f.path == "regler.kpi").split("status for andeler", 1)[1].split("prøve", 1)[0]
    kept.append(SourceText("regler.kpi", "språk nb\n\nstatus for andeler" + rules))
    kept.append(SourceText("setninger.kpi", "språk nb\n" + sentences))
    spec, problems = check_sources(kept)
    assert spec is not None, [p.message("nb") for p in problems if p.severity == "error"]
    return spec


@pytest.fixture(scope="module")
def eight() -> tuple[Indicator, ...]:
    return spec_with(SENTENCES).indicators


def test_the_letter_of_the_eight_stands_in_the_specification() -> None:
    text = (NAV / "krav.kpi").read_text(encoding="utf-8")
    for sentence in SENTENCES.splitlines():
        assert f" {sentence}\n" in text


def test_transitions_are_counted_of_those_who_left(eight: tuple[Indicator, ...]) -> None:
    for indicator, population, target in ((eight[0], JOBSEEKERS, 65), (eight[1], REDUCED, 45)):
        assert indicator.kind is Kind.SHARE
        assert indicator.cumulation is Cumulation.FLOW
        assert isinstance(indicator.formula, Share)
        assert indicator.formula.rows.source == "personstatus"
        assert indicator.formula.rows.condition == population
        assert indicator.formula.rows.anchor == LeftIn(population)
        assert indicator.formula.numerator == TRANSITION
        assert (indicator.unit, indicator.scale) == (UnitOfMeasure.PERCENT, 100)
        assert indicator.targets[0].value == target


def test_mean_duration_of_ended_cases(eight: tuple[Indicator, ...]) -> None:
    indicator = eight[2]
    assert indicator.kind is Kind.MEAN
    assert isinstance(indicator.formula, ValueStatistic)
    assert indicator.formula.statistic == "mean"
    assert indicator.formula.rows.anchor == DateIn("slutt")
    assert indicator.formula.value == Duration("start", "slutt", "days")
    assert (indicator.unit, indicator.direction, indicator.targets[0].value) == (
        UnitOfMeasure.DAYS,
        Direction.LOWER,
        39,
    )


@pytest.mark.parametrize(("at", "population", "months"), [(3, JOBSEEKERS, 3), (4, REDUCED, 6)])
def test_follow_up_in_a_rolling_window(eight: tuple[Indicator, ...], at: int, population: Compare, months: int) -> None:
    indicator = eight[at]
    assert isinstance(indicator.formula, Share)
    assert indicator.formula.rows.anchor == OwnPeriod()
    assert indicator.formula.rows.condition == population
    assert indicator.formula.numerator == EventExists("aktiviteter", FOLLOW_UP, months)
    assert (indicator.cumulation, indicator.window) == (Cumulation.ROLLING, months)
    assert (indicator.targets[0].value, indicator.direction) == (80, Direction.HIGHER)
    assert indicator.assumptions == ("oppfølging",)


def test_meetings_within_26_weeks(eight: tuple[Indicator, ...]) -> None:
    indicator = eight[5]
    deadline = Deadline(start="start", length=182)
    assert isinstance(indicator.formula, Share)
    assert indicator.formula.rows.anchor == DueIn(deadline)
    assert indicator.formula.rows.exclusions == (
        Not(IsMissing("unntak")),
        CompareDeadline("slutt", "<", deadline),
    )
    assert indicator.formula.numerator == And(
        (Not(IsMissing("møte_holdt")), CompareDeadline("møte_holdt", "<=", deadline))
    )
    assert indicator.cumulation is Cumulation.FLOW


def test_job_match_in_the_period_and_an_approved_plan(eight: tuple[Indicator, ...]) -> None:
    match, plan = eight[6], eight[7]
    assert isinstance(match.formula, Share)
    assert match.formula.numerator == EventExists("aktiviteter", Compare("type", "=", "jobbmatch"), 1)
    assert match.cumulation is Cumulation.STOCK
    assert isinstance(plan.formula, Share)
    assert plan.formula.rows.condition == Compare("ytelse", "=", "AAP")
    assert plan.formula.numerator == Not(IsMissing("plan_godkjent"))
    assert [i.targets[0].form for i in (match, plan)] == [TargetForm.LEVEL] * 2


def test_the_lower_case_sentence_with_a_symbol() -> None:
    indicator = spec_with("andel arbeidssøkere med oppfølging siste 3 mnd >= 80%\n").indicators[0]
    assert indicator.direction is Direction.HIGHER
    assert indicator.assumptions == ()
    assert indicator.targets[0].value == Fraction(80)


def test_editing_works() -> None:
    spec = spec_with(
        "Andel mottakere av AAP med oppfølging siste 4 mnd. (høyst 75,5 %)\n"
        "Andel gjennomførte dialog 2 møter innen 20 uker (80 %)\n"
        "  regnet av saker som er avgjort i perioden\n"
        "Andel unge arbeidssøkere uten jobbmatch siste 2 mnd. (høyst 20 %)\n"
        "Andel arbeidssøkere med oppfølging siste 3 mnd. (80 %)\n"
        "  bare de som har vært med i hele vinduet\n"
    )
    first, second, third, fourth = (i.formula for i in spec.indicators)
    assert first.rows.condition == Compare("ytelse", "=", "AAP")
    assert first.numerator == EventExists("aktiviteter", FOLLOW_UP, 4)
    assert spec.indicators[0].targets[0].value == Fraction(151, 2)
    assert spec.indicators[0].direction is Direction.LOWER
    assert second.rows.anchor == DateIn("møte_holdt")
    assert second.numerator.conditions[1] == CompareDeadline("møte_holdt", "<=", Deadline(start="start", length=140))
    assert third.rows.condition == And((JOBSEEKERS, Compare("alder", "<", Fraction(30))))
    assert third.numerator == Not(EventExists("aktiviteter", Compare("type", "=", "jobbmatch"), 2))
    assert InWholeWindow("personstatus", JOBSEEKERS, 3) in fourth.rows.condition.conditions
