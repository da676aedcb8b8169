"""Run the tests (`prøve`) of a specification: each on its own rows, judged on Results before disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kpidsl.language.reading.words import load_words
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.results import Results
from kpidsl.model.spec import Expectation, Spec, SpecTest
from kpidsl.model.state import State, Status, Trend
from kpidsl.pipeline import run_rows
from kpidsl.problems import Problem, Span, problem


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """A test's title and what failed, each with its place; none where it passed."""

    __test__ = False
    title: str
    failures: tuple[Problem, ...]


def run_tests(spec: Spec) -> tuple[TestOutcome, ...]:
    """The outcomes in the order of the tests."""
    outcomes = []
    for test in spec.tests:
        results, problems = run_rows(spec, test.given, test.month, _units(test))
        if results is None:
            outcomes.append(TestOutcome(test.title, problems))
            continue
        failures = [f for e in test.expectations for f in _judge(test.title, results, e)]
        outcomes.append(TestOutcome(test.title, tuple(failures)))
    return tuple(outcomes)


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
        return [_failed(title, expected, (unit, unit), _THERE, _NOT_THERE)]
    grid = results.grids[expected.code]
    at = results.axes.at(node, results.period)
    figures = grid.year_to_date if expected.year_to_date else grid.month
    state, status = State(figures.state[at]), Status(figures.status[at])
    numerator, denominator = figures.numerator[at], figures.denominator[at]
    compared: list[tuple[Words, Words, Words]] = []
    if expected.state is not None:
        compared.append((_STATE, _spelled(f"S_{expected.state.upper()}"), _state(state)))
    if expected.value is not None:
        value = Fraction(numerator, denominator) * indicator.scale if state is State.VALUE else None
        unit = " %" if indicator.unit is UnitOfMeasure.PERCENT else ""
        got = _state(state) if value is None else _number(value, unit)
        compared.append((_VALUE, _number(expected.value, unit), got))
    for what, want, found in (
        (_NUMERATOR, expected.numerator, numerator),
        (_DENOMINATOR, expected.denominator, denominator),
    ):
        if want is not None:
            compared.append((what, (str(want),) * 2, (str(found),) * 2))
    if expected.status is not None:
        compared.append((_STATUS, _status(expected.status), _status(status)))
    if expected.trend is not None:
        compared.append((_TREND, _trend(expected.trend), _trend(Trend(grid.trend[at]))))
    return [_failed(title, expected, *one) for one in compared if one[1] != one[2]]


def _failed(title: str, expected: Expectation, what: Words, wanted: Words, found: Words) -> Problem:
    at = expected.location
    return problem(
        "R030",
        Span(at.path, at.line) if at is not None else None,
        title=title,
        indicator=expected.code,
        what_nb=what[0],
        what_en=what[1],
        wanted_nb=wanted[0],
        wanted_en=wanted[1],
        found_nb=found[0],
        found_en=found[1],
    )


Words = tuple[str, str]
"""A text in Norwegian and in English."""
_THERE, _NOT_THERE = ("i prøvens rader", "in the test's rows"), ("ikke der", "not there")
_STATE, _VALUE = ("tilstanden", "the state"), ("verdien", "the value")
_NUMERATOR, _DENOMINATOR = ("telleren", "the numerator"), ("nevneren", "the denominator")
_STATUS, _TREND = ("fargen", "the colour"), ("utviklingen", "the trend")
_OF_STATUS = {Status.NO_TARGET: "NO_TARGET"}
_OF_TREND = {Trend.BETTER: "POSITIVE", Trend.WORSE: "NEGATIVE", Trend.UNCHANGED: "UNCHANGED"}


def _spelled(word: str) -> Words:
    words = load_words()
    return words.canonical(word, "nb"), words.canonical(word, "en")


def _state(state: State) -> Words:
    return ("et tall", "a figure") if state is State.VALUE else _spelled(f"S_{state.name}")


def _status(status: Status) -> Words:
    if status is Status.NONE:
        return "ingen farge", "no colour"
    return _spelled(_OF_STATUS.get(status, status.name))


def _trend(trend: Trend) -> Words:
    return _spelled(_OF_TREND[trend]) if trend in _OF_TREND else ("ingen pil", "no arrow")


def _number(value: Fraction, unit: str) -> Words:
    """The number, to six decimals where it has more."""
    whole, rest = divmod(abs(value), 1)
    decimals = f"{round(rest * 1_000_000):06d}".rstrip("0")
    sign = "-" if value < 0 else ""
    said = f"{sign}{whole}" + (f".{decimals}" if decimals else "")
    return f"{said.replace('.', ',')}{unit}", f"{said}{unit}"
