"""A run: one random specification on one random delivery, the engine against the reference, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from random import Random

import numpy as np

from kpidsl.language import check_sources
from kpidsl.model.ambitions import beside_targets
from kpidsl.model.measure import Change
from kpidsl.model.period import Frequency, Month
from kpidsl.model.results import Figures, Grid, Results
from kpidsl.model.spec import Indicator, Spec, Target, TargetForm
from kpidsl.model.state import Direction, Mark, State, Status, Trend
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from tests.one_engine import one_engine

from .coverage import Coverage, Key, combination
from .judgement import Edges, Judgement
from .reference import Cell
from .sentences import specification
from .worlds import Delivered, world

EACH = 4  # cells of each combination that a run compares,
SELDOM, FEW = 36, 2  # and more where so few of its indicators show it
INDICATORS = 200  # in a run, beside an index; what one shows depends on no other (tests/properties)


@dataclass(frozen=True)
class Run:
    """What a seed makes: a checked specification, its text, and a delivery."""

    seed: int
    text: str
    spec: Spec
    delivered: Delivered


def made(seed: int, indicators: int = INDICATORS) -> Run:
    """The run of the seed, always the same."""
    chance = Random(seed)
    text, year_starts = specification(chance, indicators)
    spec, problems = check_sources([SourceText("spec.kpi", text)])
    assert spec is not None, [p.message("en") for p in problems if p.severity == "error"]
    delivered = world(chance, year_starts)
    return Run(seed, text, _with_ambitions(Random(seed), spec, delivered), delivered)


def _with_ambitions(chance: Random, spec: Spec, delivered: Delivered) -> Spec:
    """The specification with ambitions of units, offices and those above, as their local files would give them."""
    units = sorted({(row["kind"], row["unit"]) for row in delivered.texts()["enheter"]})

    def some(indicator: Indicator) -> tuple[Target, ...]:
        if (
            indicator.improvement is not None
            or indicator.direction in (None, Direction.INSIDE)
            or chance.random() < 0.5
        ):
            return ()
        return tuple(
            Target(
                TargetForm.LEVEL,
                indicator.direction,
                Fraction(chance.randrange(1, 200), chance.choice((1, 2))),
                level=level,
                units=(code,),
                line=indicator.line or None,
                valid_from=start,
            )
            for level, code in chance.sample(units, min(4, len(units)))
            for start in {None, delivered.card - chance.randrange(9)}
        )

    lines = spec.organisation.lines if spec.organisation is not None else ()
    aiming = (replace(i, ambitions=some(i)) for i in spec.indicators)
    beside = ((i, {b.ambition.units for b in beside_targets(i, lines)}) for i in aiming)  # others are refused
    return replace(
        spec,
        indicators=tuple(replace(i, ambitions=tuple(a for a in i.ambitions if a.units in u)) for i, u in beside),
    )


def scored(run: Run) -> Results:
    """The engine's results on the run, without the years before the delivery."""
    results, problems = run_rows(
        run.spec,
        run.delivered.texts(),
        run.delivered.card,
        (),
        run.delivered.settings,
        history=0,
        open_engine=one_engine,
    )
    assert results is not None, [p.message("en") for p in problems]
    assert results.months[0] == _first_month(run)
    return results


def _first_month(run: Run) -> Month:
    """The first month that is asked for: of the deliveries, or of the year that a target is reckoned from; and before
    it the whole years that the longest window of ready-made figures reaches into."""
    named = [t.base_year for i in run.spec.indicators for t in i.targets if t.base_year is not None]
    first = min([run.delivered.first, *(Month.of(y, 1).year_start(run.spec.year_starts) for y in named)])
    return first - (12 if any(i.summed_months > 1 for i in run.spec.indicators) else 0)


def compared(run: Run, coverage: Coverage) -> Iterator[str]:
    """What is not as the reference says, a sentence a cell; each compared cell is counted where it lies."""
    results = scored(run)
    spec = run.spec.at(run.delivered.card)
    reference = Judgement(spec, results.structure, run.delivered.world, results.months[0], run.delivered.card)
    chance = Random(run.seed)
    rare = _of_each_combination(chance, spec, results)
    for indicator in reference.spec.indicators:
        grid = results.grids[indicator.code]
        for category, node, month in sorted(_of_each_indicator(chance, results, grid) | rare[indicator.code]):
            where = grid.categories[category], node, results.months[month]
            yield from _cell(run, results, reference, indicator, *where, coverage)
        coverage.pairs += 1
    coverage.runs += 1


Place = tuple[int, int, int]  # category, node, month


def _of_each_indicator(chance: Random, results: Results, grid: Grid) -> set[Place]:
    """A unit and a parent on the card and in a month before it, in every category."""
    last, is_unit = len(results.months) - 1, _units(results)
    nodes = [int(chance.choice(np.nonzero(level)[0])) for level in (is_unit, ~is_unit)]
    return set(product(range(len(grid.categories)), nodes, (last, chance.randrange(last))))


def _of_each_combination(chance: Random, spec: Spec, results: Results) -> dict[str, set[Place]]:
    """Cells of every combination that the run shows, those that are rare too, by the indicator that has them."""
    shown: dict[Key, list[tuple[str, Place]]] = {}
    for indicator in spec.indicators:
        for key, there in _by_combination(indicator, results):
            some = chance.sample(range(len(there)), min(SELDOM, len(there)))
            shown.setdefault(key, []).extend((indicator.code, tuple(map(int, there[at]))) for at in some)
    chosen: dict[str, set[Place]] = {indicator.code: set() for indicator in spec.indicators}
    for found in shown.values():
        many = EACH if len({code for code, _ in found}) > FEW else SELDOM
        for code, place in chance.sample(found, min(many, len(found))):
            chosen[code].add(place)
    return chosen


def _by_combination(indicator: Indicator, results: Results) -> Iterator[tuple[Key, np.ndarray]]:
    """The places of an indicator's cells, a row each, by combination; some are empty."""
    grid, is_unit = results.grids[indicator.code], _units(results)
    shape = (len(grid.categories), len(results.structure.nodes), len(results.months))
    for figure, figures in (("month", grid.month), ("year", grid.year_to_date)):
        state, marks = np.reshape(figures.state, shape), np.reshape(figures.marks, shape)
        lacks = (state == State.VALUE) & (marks & Mark.PARTIAL > 0)
        for parent, of_it in ((True, ~is_unit), (False, is_unit)):
            for kind, is_partial in product(np.unique(state[:, of_it]), (False, True)):
                there = np.argwhere((state == kind) & (lacks == is_partial) & of_it[:, None])
                yield combination(indicator, figure, parent, State(kind), is_partial), there


def _units(results: Results) -> np.ndarray:
    leaves = set(results.structure.leaves)
    return np.array([node.unit in leaves for node in results.structure.nodes])


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
        aim = reference.ambition(indicator, node, month, category, window == "year")
        found = _edge(figures.ambition_numerator[at], figures.ambition_denominator[at])
        if found != aim:
            wrong.append(f"{window}: ambition {found}, reference {aim}")
        coverage.add(indicator, window, place.unit not in results.structure.leaves, cell)
    if isinstance(indicator.formula, Change) and _base(reference, indicator).frequency is not Frequency.MONTH:
        return  # an older figure may stand in for either of the two
    if grid.trend[at] != answer.trend and not (_by_limits(indicator) or isinstance(indicator.formula, Change)):
        wrong.append(f"trend: {Trend(grid.trend[at]).slug}, reference {answer.trend.slug}")
    last = answer.year.last.number if answer.year.last else 0
    if answer.year.state is State.VALUE and grid.last_month[at] != last:
        wrong.append(f"year: reaches {Month(grid.last_month[at])}, reference {answer.year.last}")
    for difference in wrong:
        where = f"{place.line} {place.unit.code} {month} {category}".rstrip()
        yield f"seed {run.seed}: {indicator.code} {indicator.sentence}, {where}: {difference}"


def _base(reference: Judgement, indicator: Indicator) -> Indicator:
    """What the change is in."""
    (code,) = indicator.components
    found = reference.spec.indicator(code)
    assert found is not None
    return found


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
