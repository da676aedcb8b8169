"""Run the tests (`prøve`) of a specification: each on its own rows, judged on Results before disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kpidsl.engines.engine import OpenEngine
from kpidsl.language.reading.words import load_words
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.results import Results
from kpidsl.model.spec import Spec
from kpidsl.model.spec_test import Expectation, SpecTest
from kpidsl.model.state import State, Status, Trend
from kpidsl.pipeline import engine_for_rows, run_rows
from kpidsl.problems import LANGUAGES, Problem, Span, Translated, problem


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """A test's title and what failed, each with its place; none where it passed."""

    __test__ = False
    title: str
    failures: tuple[Problem, ...]


def run_tests(spec: Spec) -> tuple[TestOutcome, ...]:
    """The outcomes in the order of the tests."""
    if not spec.tests:
        return ()
    with engine_for_rows() as engine:
        return tuple(_outcome(spec, test, engine) for test in spec.tests)


def _outcome(spec: Spec, test: SpecTest, engine: OpenEngine) -> TestOutcome:
    results, problems = run_rows(spec, test.given, test.month, _units(test), open_engine=engine)
    if results is None:
        return TestOutcome(test.title, problems)
    failures = [f for e in test.expectations for f in _judge(test.title, results, e)]
    return TestOutcome(test.title, tuple(failures))


def _units(test: SpecTest) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(e.level, e.unit) for e in test.expectations}))


def _judge(title: str, results: Results, expected: Expectation) -> list[Problem]:
    """What is not as expected, one problem each (R030)."""
    indicator = results.spec.indicator(expected.code)
    named = [i for i, n in enumerate(results.structure.nodes) if n.unit.code == expected.unit]
    nodes = (i for i in named if indicator is not None and indicator.stands_at(results.structure.nodes[i]))
    node = next(nodes, None)
    if node is None or indicator is None:
        unit = f"{expected.level} {expected.unit}".strip()
        return [_failed(title, expected, _same(unit), _THERE, _NOT_THERE)]
    grid = results.grids[expected.code]
    at = results.axes.at(node, results.period)
    figures = grid.year_to_date if expected.year_to_date else grid.month
    state, status = State(figures.state[at]), Status(figures.status[at])
    numerator, denominator = figures.numerator[at], figures.denominator[at]
    compared: list[tuple[Translated, Translated, Translated]] = []
    if expected.state is not None:
        compared.append((_STATE, _spelled(f"S_{expected.state.upper()}"), _state(state)))
    if expected.value is not None:
        value = Fraction(numerator, denominator) * indicator.scale if state is State.VALUE else None
        unit = " %" if indicator.unit is UnitOfMeasure.PERCENT else ""
        got = _state(state) if value is None else _number(value, unit)
        compared.append((_VALUE, _number(expected.value, unit), got))
    for what, want, actual in (
        (_NUMERATOR, expected.numerator, numerator),
        (_DENOMINATOR, expected.denominator, denominator),
    ):
        if want is not None:
            compared.append((what, _same(str(want)), _same(str(actual))))
    if expected.status is not None:
        compared.append((_STATUS, _status(expected.status), _status(status)))
    if expected.trend is not None:
        compared.append((_TREND, _trend(expected.trend), _trend(Trend(grid.trend[at]))))
    return [_failed(title, expected, *one) for one in compared if one[1] != one[2]]


def _failed(title: str, expected: Expectation, what: Translated, wanted: Translated, actual: Translated) -> Problem:
    at = expected.location
    return problem(
        "R030",
        Span(at.path, at.line) if at is not None else None,
        title=title,
        indicator=expected.code,
        what=what,
        wanted=wanted,
        found=actual,
    )


_THERE = Translated("i prøvens rader", "i radene til prøva", "in the test's rows")
_NOT_THERE = Translated("ikke der", "ikkje der", "not there")
_STATE, _VALUE = Translated("tilstanden", "tilstanden", "the state"), Translated("verdien", "verdien", "the value")
_NUMERATOR = Translated("telleren", "teljaren", "the numerator")
_DENOMINATOR = Translated("nevneren", "nemnaren", "the denominator")
_STATUS = Translated("fargen", "fargen", "the colour")
_TREND = Translated("utviklingen", "utviklinga", "the trend")
_A_FIGURE = Translated("et tall", "eit tal", "a figure")
_NO_COLOUR = Translated("ingen farge", "ingen farge", "no colour")
_NO_ARROW = Translated("ingen pil", "inga pil", "no arrow")
_OF_STATUS = {Status.NO_TARGET: "NO_TARGET"}
_OF_TREND = {Trend.BETTER: "POSITIVE", Trend.WORSE: "NEGATIVE", Trend.UNCHANGED: "UNCHANGED"}


def _same(text: str) -> Translated:
    """What is written alike in every language."""
    return Translated(text, text, text)


def _spelled(word: str) -> Translated:
    words = load_words()
    return Translated(*(words.canonical(word, language) for language in LANGUAGES))


def _state(state: State) -> Translated:
    return _A_FIGURE if state is State.VALUE else _spelled(f"S_{state.name}")


def _status(status: Status) -> Translated:
    if status is Status.NONE:
        return _NO_COLOUR
    return _spelled(_OF_STATUS.get(status, status.name))


def _trend(trend: Trend) -> Translated:
    return _spelled(_OF_TREND[trend]) if trend in _OF_TREND else _NO_ARROW


def _number(value: Fraction, unit: str) -> Translated:
    """The number, to six decimals where it has more."""
    whole, rest = divmod(abs(value), 1)
    decimals = f"{round(rest * 1_000_000):06d}".rstrip("0")
    sign = "-" if value < 0 else ""
    text = f"{sign}{whole}" + (f".{decimals}" if decimals else "")
    norwegian = f"{text.replace('.', ',')}{unit}"
    return Translated(norwegian, norwegian, f"{text}{unit}")
