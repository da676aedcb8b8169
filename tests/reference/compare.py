"""A run: one random specification on one random delivery, the engine against the reference, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from random import Random
from unittest.mock import patch

from kpidsl import pipeline
from kpidsl.language import check_sources
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.results import Figures, Results
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import Mark, State, Status, Trend
from kpidsl.problems import SourceText

from .coverage import Coverage
from .judgement import Edges, Judgement
from .reference import Cell
from .sentences import specification
from .worlds import Delivered, world

MONTHS = 4  # of a run that are compared, the card's among them; what they rest on is computed for all
INDICATORS = 200  # in a run, beside an index; what one shows depends on no other (tests/properties)


@dataclass(frozen=True)
class Run:
    """What a seed makes: a checked specification, its text, a delivery, and the months that are compared."""

    seed: int
    text: str
    spec: Spec
    delivered: Delivered
    months: tuple[Month, ...]


def made(seed: int, indicators: int = INDICATORS) -> Run:
    """The run of the seed, always the same."""
    chance = Random(seed)
    text, year_starts = specification(chance, indicators)
    spec, problems = check_sources([SourceText("spec.kpi", text)])
    assert spec is not None, [p.message("en") for p in problems if p.severity == "error"]
    delivered = world(chance, year_starts)
    earlier = range(delivered.first.number, delivered.card.number)
    months = tuple(Month(n) for n in sorted(chance.sample(earlier, MONTHS - 1)))
    return Run(seed, text, spec, delivered, (*months, delivered.card))


def scored(run: Run) -> Results:
    """The engine's results on the run, without the years before the delivery."""
    short = partial(pipeline.months_for, history=0)
    with patch.object(pipeline, "months_for", short):
        results, problems = pipeline.run_rows(
            run.spec, run.delivered.texts(), run.delivered.card, (), run.delivered.settings
        )
    assert results is not None, [p.message("en") for p in problems]
    assert results.months[0] == run.delivered.first
    return results


def compared(run: Run, coverage: Coverage) -> Iterator[str]:
    """What is not as the reference says, a sentence a cell; each compared cell is counted where it lies."""
    results = scored(run)
    spec = run.spec.at(run.delivered.card)
    reference = Judgement(spec, results.structure, run.delivered.world, results.months[0], run.delivered.card)
    chance = Random(run.seed)
    for indicator in spec.indicators:
        nodes = _some(chance, results.structure)
        for category in results.grids[indicator.code].categories:
            for node in nodes:
                for month in run.months:
                    yield from _cell(run, results, reference, indicator, category, node, month, coverage)
        coverage.pairs += 1
    coverage.runs += 1


def _some(chance: Random, structure: Structure) -> list[int]:
    """Two units and two parents, others for each indicator."""
    leaves = set(structure.leaves)
    own = [at for at, n in enumerate(structure.nodes) if n.unit in leaves]
    parents = [at for at, n in enumerate(structure.nodes) if n.unit not in leaves]
    return [*chance.sample(own, 2), *chance.sample(parents, 2)]


def _cell(
    run: Run,
    results: Results,
    reference: Judgement,
    indicator: Indicator,
    category: str,
    node: int,
    month: Month,
    coverage: Coverage,
) -> Iterator[str]:
    grid, place = results.grids[indicator.code], results.structure.nodes[node]
    at = (grid.categories.index(category) * len(results.structure.nodes) + node) * len(results.months)
    at += month.number - results.months[0].number
    answer = reference.answer(indicator, node, month, category)
    wrong = []
    for window, figures, cell, target, status in (
        ("month", grid.month, answer.month, answer.target, answer.status),
        ("year", grid.year_to_date, answer.year, answer.year_target, answer.year_status),
    ):
        wrong += [f"{window}: {x}" for x in _differences(figures, at, cell, target, status)]
        coverage.add(indicator, window, place.unit not in results.structure.leaves, cell)
    if grid.trend[at] != answer.trend and not _by_limits(indicator):
        wrong.append(f"trend: {Trend(grid.trend[at]).slug}, reference {answer.trend.slug}")
    last = answer.year.last.number if answer.year.last else 0
    if answer.year.state is State.VALUE and grid.last_month[at] != last:
        wrong.append(f"year: reaches {Month(grid.last_month[at])}, reference {answer.year.last}")
    for difference in wrong:
        where = f"{place.line} {place.unit.code} {month} {category}".rstrip()
        yield f"seed {run.seed}: {indicator.code} {indicator.sentence}, {where}: {difference}"


def _by_limits(indicator: Indicator) -> bool:
    return indicator.trend_rule is not None and indicator.trend_rule.compared_with == "control_limits"


def _differences(figures: Figures, at: int, cell: Cell, target: Edges, status: Status) -> Iterator[str]:
    if figures.state[at] != cell.state:
        yield f"state {State(figures.state[at]).slug}, reference {cell.state.slug}"
        return
    if (
        cell.state is State.VALUE
        and figures.numerator[at] * cell.denominator != figures.denominator[at] * cell.numerator
    ):
        yield f"{figures.numerator[at]}/{figures.denominator[at]}, reference {cell.numerator}/{cell.denominator}"
    if cell.state is State.VALUE:
        partial = bool(figures.marks[at] & Mark.PARTIAL)
        if partial != cell.partial:
            yield f"partial {partial}, reference {cell.partial}"
        edges = (_edge(figures.target_numerator[at], figures.target_denominator[at]),
                 _edge(figures.high_numerator[at], figures.high_denominator[at]))  # fmt: skip
        if edges != target:
            yield f"target {edges}, reference {target}"
    if figures.status[at] != status:
        yield f"status {Status(figures.status[at]).slug}, reference {status.slug}"


def _edge(numerator: int, denominator: int) -> Fraction | None:
    return Fraction(int(numerator), int(denominator)) if denominator else None
