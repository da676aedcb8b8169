"""From Results to the editions that recipients may see: what to hide is decided once, then each edition is cut from
the whole."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpidsl.disclosure.blanking import (
    blanked,
    outside,
    taken,
    with_targets,
    without_arrows_from,
    without_historic_comparisons,
    without_judged_on_hidden,
    without_revealing_targets,
    without_runs_through,
)
from kpidsl.disclosure.hiding import Hidden, hidden
from kpidsl.disclosure.recipients import Cutter, name_of
from kpidsl.model.axes import Axes
from kpidsl.model.edition import WHOLE, Edition, Recipient
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.results import Grid, Results
from kpidsl.model.risk import MONTHS_BEHIND
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.tables import WORKING_DAYS, integer_column


def disclose(
    results: Results,
    recipients: Sequence[Recipient] = (WHOLE,),
    *,
    language: str,
    suppress_below: int,
    history: int,
    engine_version: str,
    problems: tuple[Mapping[str, str], ...] = (),
    synthetic: bool = False,
) -> tuple[Edition, ...]:
    """The edition of `results` for each recipient: the period and the `history` months before it, hidden cells blank.

    What is hidden is decided for the union of everybody who may ever ask (the whole country on every line), whoever the
    recipients are: those who combine their editions learn nothing more. Raises ValueError for a recipient that is no
    unit of the organisation, or is not on the line.
    """
    whole = _whole(results, suppress_below, history, language, engine_version)
    whole = replace(whole, problems=problems, synthetic=synthetic)
    cutter = Cutter(whole)
    return tuple(whole if recipient == WHOLE else cutter.edition(recipient) for recipient in recipients)


def _whole(results: Results, below: int, history: int, language: str, engine_version: str) -> Edition:
    """The edition for the whole country.

    Hiding takes every scored month into account: the months before this edition are in earlier ones.
    """
    months, structure, spec, grids = results.months, results.structure, results.spec, results.grids
    first = max(0, len(months) - history - 1)
    suppressed = hidden(spec, grids, structure, below, months)
    at = results.period.number - months[0].number
    shown = {
        i.code: _shown(i, grids[i.code], suppressed[i.code], structure, months, spec, below) for i in spec.indicators
    }

    def is_seen(code: str, node: int, *, months_behind: int = 1) -> bool:
        indicator, series = spec.indicator(code), suppressed[code][0, node]
        here = indicator is not None and indicator.stands_at(structure.nodes[node])
        return here and not series[max(0, at + 1 - months_behind) : at + 1].any()

    latest = {code: _latest(grid, results.axes, first) for code, grid in shown.items()}
    axes = Axes(len(structure.nodes), months[first:])
    return Edition(
        id=_identity(results, below, language, engine_version),
        revision=1,
        recipient=name_of(WHOLE, structure),
        language=language,
        spec=spec,
        structure=structure,
        months=months[first:],
        period=results.period,
        grids=latest,
        hidden={code: array("b", cells[..., first:].ravel().tolist()) for code, cells in suppressed.items()},
        engine_version=engine_version,
        risks={k: r for k, r in results.risks.items() if is_seen(*k, months_behind=MONTHS_BEHIND)},
        charts={
            k: c for k, c in results.charts.items() if is_seen(*k, months_behind=at + 1)
        },  # limits are of every month
        assessed={k: a for k, a in results.assessed.items() if is_seen(*k)},
        limits=with_targets(results.limits, latest, axes, results.period),
        own=_tops(structure),
        working_days=results.content.get(WORKING_DAYS, ""),
    )


def _latest(grid: Grid, axes: Axes, first: int) -> Grid:
    """The months from position `first` on."""
    if not first:
        return grid
    return taken(grid, [series[first:] for series in axes.all_series(range(axes.nodes), len(grid.categories))])


def _shown(
    indicator: Indicator,
    grid: Grid,
    suppressed: Hidden,
    structure: Structure,
    months: Sequence[Month],
    spec: Spec,
    below: int,
) -> Grid:
    """The grid without hidden cells and without what would reveal them."""
    grid = without_revealing_targets(indicator, grid, suppressed, structure, months, spec.year_starts)
    grid = without_judged_on_hidden(grid, suppressed, structure, months, spec.year_starts)
    grid = without_historic_comparisons(indicator, blanked(grid, suppressed), structure)
    grid = without_arrows_from(indicator, grid, suppressed)
    grid = without_runs_through(grid, suppressed, months[0])
    grid = outside(grid, [not indicator.stands_at(node) for node in structure.nodes])
    missing = [0 if v < below else v for v in grid.lacking]  # what one small unit lacks is its base
    return replace(grid, lacking=integer_column(missing))


def _identity(results: Results, suppress_below: int, language: str, engine_version: str) -> str:
    """A hash of everything that the edition is made of."""
    content = sorted(results.content.items())
    of = (results.period, results.spec, results.structure, content, suppress_below, language, engine_version)
    return hashlib.sha256(repr(of).encode()).hexdigest()[:16]


def _tops(structure: Structure) -> tuple[int, ...]:
    """The top nodes of each line, those with units below them first."""
    parents = {node.parent for node in structure.nodes}
    tops = [at for at, node in enumerate(structure.nodes) if node.parent is None]
    return tuple(sorted(tops, key=lambda at: at not in parents))
