from __future__ import annotations

from fractions import Fraction

import pytest

from kpidsl.language.tree.phrases import OutOfClause, PerClause, Sentence, ThresholdClause, WithClause, WithinClause
from tests.language.parsing.spec import indicator


def the(text: str) -> Sentence:
    (reading,) = indicator(text).readings
    assert isinstance(reading, Sentence)
    return reading


@pytest.mark.parametrize(
    ("text", "head", "with_term", "window", "target"),
    [
        ("Andel arbeidssøkere med overgang til arbeid (65 %)", "arbeidssøkere", "overgang til arbeid", None, 65),
        (
            "Andel personer med nedsatt arbeidsevne med overgang til arbeid (45 %)",
            "personer med nedsatt arbeidsevne",
            "overgang til arbeid",
            None,
            45,
        ),
        ("Andel arbeidssøkere med oppfølging siste 3 mnd. (80 %)", "arbeidssøkere", "oppfølging", 3, 80),
        (
            "Andel personer med nedsatt arbeidsevne med oppfølging siste 6 mnd. (80%)",
            "personer med nedsatt arbeidsevne",
            "oppfølging",
            6,
            80,
        ),
        ("Andel arbeidssøkere med jobbmatch (30 %)", "arbeidssøkere", "jobbmatch", None, 30),
        (
            "Andel mottakere av AAP med godkjent aktivitetsplan (80 %)",
            "mottakere av aap",
            "godkjent aktivitetsplan",
            None,
            80,
        ),
        ("andel arbeidssøkere med oppfølging siste 3 mnd >= 80%", "arbeidssøkere", "oppfølging", 3, 80),
    ],
)
def test_the_sentences_of_the_slide_with_a_with_clause(
    text: str, head: str, with_term: str, window: int | None, target: int
) -> None:
    made = indicator(text)
    (reading,) = made.readings
    assert isinstance(reading, Sentence)
    assert (reading.statistic, reading.head and reading.head.noun.key) == ("share", head)
    (clause,) = reading.clauses
    assert isinstance(clause, WithClause)
    assert not clause.negated
    assert clause.phrase.noun.key == with_term
    assert (clause.phrase.window and clause.phrase.window.length.value) == window
    assert made.target is not None
    assert made.target.value is not None
    assert (made.target.value.value, made.target.value.unit) == (target, "percent")
    assert made.target.operator == (">=" if ">=" in text else None)


def test_mean_duration() -> None:
    text = "Gjennomsnittlig varighet på avsluttede sykefraværstilfeller (39 dager)"
    made, reading = indicator(text), the(text)
    assert reading.statistic == "mean"
    assert reading.quantity is not None
    assert reading.quantity.key == "varighet"
    assert reading.head is not None
    assert [m.kind for m in reading.head.modifiers] == ["property"]
    assert made.target is not None
    assert made.target.value is not None
    assert (made.target.value.value, made.target.value.unit) == (39, "days")
    assert made.sentence == "Gjennomsnittlig varighet på avsluttede sykefraværstilfeller"


def test_a_numeral_inside_a_term_and_the_outcome_before_it() -> None:
    reading = the("Andel gjennomførte dialog 2 møter innen 26 uker (80 %)")
    assert reading.head is not None
    assert [(m.key, m.kind) for m in reading.head.modifiers] == [("gjennomførte", "outcome")]
    (clause,) = reading.clauses
    assert isinstance(clause, WithinClause)
    assert clause.limit is not None
    assert (clause.limit.value, clause.limit.unit) == (26, "weeks")


def test_clauses() -> None:
    reading = the("Antall avsluttede sykefraværstilfeller hittil i år per 1000 arbeidssøkere (høyst 30)")
    assert isinstance(reading.clauses[1], PerClause)
    assert reading.clauses[1].number == 1000
    over = the("Andel sykefraværstilfeller med varighet over 26 uker (høyst 4 %)").clauses[0]
    assert isinstance(over, ThresholdClause)
    assert (over.operator, over.limit.value, over.limit.unit) == (">", 26, "weeks")
    assert isinstance(the("Andel unge arbeidssøkere av arbeidssøkere (30 %)").clauses[0], OutOfClause)
    assert the("90-persentilen for varighet på sykefraværstilfeller (45 dager)").percent == 90


def test_spans_point_at_the_words() -> None:
    made = indicator("B.1 Andel arbeidssøkere med jobbmatch (30 %)")
    assert made.code is not None
    assert (made.code.text, made.code.span.line, made.code.span.column) == ("B.1", 2, 1)
    (reading,) = made.readings
    assert isinstance(reading, Sentence)
    assert reading.head is not None
    assert (reading.head.noun.span.column, reading.head.noun.span.length) == (11, 13)


@pytest.mark.parametrize(
    ("written", "value", "high", "operator"),
    [
        ("(minst 4,5 %)", Fraction(9, 2), None, ">="),
        ("(høyst 12 500)", Fraction(12500), None, "<="),
        ("(4–6 %)", Fraction(4), 6, None),
        ("(4-6 %)", Fraction(4), 6, None),
        ("(4 - 6 %)", Fraction(4), 6, None),
        ("(mellom 4 og 6 %)", Fraction(4), 6, None),
        ("(høyst 12,5 mill. kroner)", Fraction(12_500_000), None, "<="),
    ],
)
def test_targets(written: str, value: Fraction, high: int | None, operator: str | None) -> None:
    target = indicator(f"Antall arbeidssøkere {written}").target
    assert target is not None
    assert target.value is not None
    assert target.value.value == value
    assert (target.high and target.high.value) == high
    assert target.operator == operator


def test_improvement_and_no_target() -> None:
    target = indicator("Antall arbeidssøkere (2 prosentpoeng lavere enn i fjor)").target
    assert target is not None
    assert (target.form, target.comparison, target.base) == ("improvement", "lower", "last_year")
    none = indicator("Antall arbeidssøkere (uten mål)").target
    assert none is not None
    assert none.form == "none"


def test_all_readings_are_kept_r7() -> None:
    terms = "begrep personer betyr k\nbegrep nedsatt arbeidsevne betyr k\n"
    made = _indicators(terms + "Andel personer med nedsatt arbeidsevne (45 %)")
    assert sorted(len(r.clauses) for r in made[0]) == [0, 1]
    crossing = "begrep arbeidssøkere med plan betyr k\nbegrep plan og oppfølging betyr k\n"
    (reading,) = next(iter(_indicators(crossing + "Andel arbeidssøkere med plan og oppfølging")))
    assert reading.head is not None
    assert reading.head.noun.text == "arbeidssøkere"
    both = "begrep fravær betyr k\nstørrelse fravær betyr a i k\n"
    (reading,) = next(iter(_indicators(both + "Andel arbeidssøkere med fravær (4 %)")))
    assert isinstance(reading.clauses[0], WithClause)


def _indicators(text: str) -> list[tuple[Sentence, ...]]:
    from kpidsl.language.tree.indicators import Indicator
    from tests.language.parsing.spec import blocks

    found = [b.readings for b in blocks(text) if isinstance(b, Indicator)]
    return [tuple(r for r in readings if isinstance(r, Sentence)) for readings in found]


def test_a_quoted_term_is_that_term_only() -> None:
    reading = the("Andel «personer med nedsatt arbeidsevne» med oppfølging (45 %)")
    assert reading.head is not None
    assert reading.head.noun.key == "personer med nedsatt arbeidsevne"


def test_english_words_and_decimals() -> None:
    made = indicator("Share of jobseekers with oppfølging in the last 3 months (at least 80.5 %)", "en")
    assert made.target is not None
    assert made.target.value is not None
    assert made.target.value.value == Fraction(161, 2)
    (reading,) = made.readings
    assert isinstance(reading, Sentence)
    assert reading.head is not None
    assert reading.head.noun.key == "arbeidssøkere"
