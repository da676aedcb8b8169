"""Run the tests (`prøve`) of a specification: each on its own rows, judged on Results before disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kpidsl.model.results import Results
from kpidsl.model.spec import Expectation, Spec, SpecTest
from kpidsl.model.state import State, Status, Trend
from kpidsl.pipeline import run_rows


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """A test's title and what failed, one sentence each; empty = passed."""

    __test__ = False
    title: str
    failures: tuple[str, ...]


def run_tests(spec: Spec, language: str) -> tuple[TestOutcome, ...]:
    """The outcomes in the order of the tests."""
    outcomes = []
    for test in spec.tests:
        results, problems = run_rows(spec, test.given, test.month, _units(test))
        if results is None:
            outcomes.append(TestOutcome(test.title, tuple(p.message(language) for p in problems)))
            continue
        failures = [f for e in test.expectations for f in _judge(results, e)]
        outcomes.append(TestOutcome(test.title, tuple(failures)))
    return tuple(outcomes)


def _units(test: SpecTest) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(e.level, e.unit) for e in test.expectations}))


def _judge(results: Results, expected: Expectation) -> list[str]:
    indicator = results.spec.indicator(expected.code)
    named = [i for i, n in enumerate(results.structure.nodes) if n.unit.code == expected.unit]
    nodes = (i for i in named if indicator is not None and indicator.stands_at(results.structure.nodes[i]))
    node = next(nodes, None)
    label = f"{expected.code} {expected.level} {expected.unit}"
    if node is None:
        return [f"{label}: no such unit in the test's rows"]
    grid = results.grids[expected.code]
    at = results.axes.at(node, results.period)
    figures = grid.year_to_date if expected.year_to_date else grid.month
    state = State(figures.state[at])
    compared: list[tuple[str, object, object]] = []
    if expected.state is not None:
        compared.append(("state", expected.state, state.slug))
    if expected.value is not None:
        value = (
            Fraction(figures.numerator[at], figures.denominator[at]) * indicator.scale
            if state is State.VALUE and indicator is not None
            else state.slug
        )
        compared.append(("value", expected.value, value))
    if expected.numerator is not None:
        compared.append(("numerator", expected.numerator, figures.numerator[at]))
    if expected.denominator is not None:
        compared.append(("denominator", expected.denominator, figures.denominator[at]))
    if expected.status is not None:
        compared.append(("status", expected.status.slug, Status(figures.status[at]).slug))
    if expected.trend is not None:
        compared.append(("trend", expected.trend.slug, Trend(grid.trend[at]).slug))
    return [f"{label}: {quantity} expected {want}, found {got}" for quantity, want, got in compared if want != got]
