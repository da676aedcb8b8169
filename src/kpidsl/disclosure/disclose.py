"""From Results to the editions that recipients may see: what to hide is decided once, then each edition is cut from
the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpidsl.disclosure.arrows import without_arrows_from, without_historic_comparisons
from kpidsl.disclosure.blanking import (
    blanked,
    outside,
    with_needs,
    with_targets,
    without_judged_on_hidden,
    without_ranges_of_few,
    without_revealing_targets,
)
from kpidsl.disclosure.columns import blank_in, numbers_of
from kpidsl.disclosure.cutting import Cutter, Of, Protected, T, is_shown, latest_months
from kpidsl.disclosure.hiding import Hidden, Pattern
from kpidsl.disclosure.lasting import without_lasting_from, without_runs_through
from kpidsl.disclosure.patterns import PatternsBegun, patterns
from kpidsl.disclosure.plans import with_plans
from kpidsl.disclosure.recipients import name_of
from kpidsl.disclosure.subtree import without_changes_of_hidden
from kpidsl.model.axes import Axes
from kpidsl.model.edition import WHOLE, Edition, Recipient
from kpidsl.model.longer_window import LongerWindow
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.proof import Proof
from kpidsl.model.results import Grid, Results
from kpidsl.model.risk import MONTHS_BEHIND
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.tables import WORKING_DAYS
from kpidsl.model.unit_plan import UnitPlan
from kpidsl.problems import Problem, problem, render_row
from kpidsl.scoring.judging.figures import column


def disclose(
    results: Results,
    recipients: Sequence[Recipient] = (WHOLE,),
    *,
    language: str,
    history: int,
    engine_version: str,
    problems: tuple[Mapping[str, str], ...] = (),
    synthetic: bool = False,
    plans: Mapping[UnitKey, UnitPlan] = {},
    begun: PatternsBegun | None = None,
) -> tuple[Edition, ...]:
    """The edition of `results` for each recipient: the period and the `history` months before it, hidden cells blank.

    What is hidden is decided once, for everybody who may ever ask (the whole country on every line), whoever the
    recipients are; a unit's own edition shows it what the rules do not hide from it, and the plans of its unit and of
    those below. What was `begun` of the patterns while the results were made is not made again. Raises ValueError for a
    recipient that is no unit of the organisation, or is not on the line.
    """
    protected = _protected(results, history, begun)
    ranges = without_ranges_of_few(results.risks, protected.hidden, results.spec, results.structure)
    results = replace(results, risks=ranges)
    whole = _whole(results, protected, language, engine_version)
    in_doubt = (render_row(one) for one in not_examined(whole))
    whole = replace(whole, problems=(*problems, *in_doubt), synthetic=synthetic)
    cutter = Cutter(whole, results, protected)
    units = [node.unit.code for node in whole.structure.nodes]
    for_all = replace(whole, problems=without_changes_of_hidden(whole.problems, protected.hidden, units))
    return tuple(
        for_all if recipient == WHOLE else with_plans(cutter.edition(recipient), recipient, plans)
        for recipient in recipients
    )


def not_examined(*editions: Edition) -> tuple[Problem, ...]:
    """A note for each indicator of which some hidden figures were not examined, by the proof of the first edition."""
    proof = editions[0].proof if editions else None
    in_doubt = proof.not_examined if proof is not None else {}
    return tuple(problem("R029", indicator=code, figures=figures) for code, figures in in_doubt.items())


def _protected(results: Results, history: int, begun: PatternsBegun | None) -> Protected:
    """What is hidden and what is left, in every scored month: the months before this edition are in earlier ones."""
    months, structure, spec, grids = results.months, results.structure, results.spec, results.grids
    every = patterns(spec, grids, structure, months, begun=begun)
    suppressed = {code: one.hidden for code, one in every.items()}
    proof = Proof(
        {i.code: i.hiding_rule.below for i in spec.indicators if i.hiding_rule is not None},
        {code: one.in_doubt for code, one in every.items() if one.in_doubt},
    )
    shown = {i.code: _shown(i, grids[i.code], suppressed[i.code], structure, months, spec) for i in spec.indicators}
    return Protected(suppressed, shown, max(0, len(months) - history - 1), proof, _longer(results, every))


def _longer(results: Results, every: Mapping[str, Pattern]) -> Of[LongerWindow]:
    """What may be shown in place of the period's hidden months, where a rule says so."""
    if not any(i.hiding_rule is not None and i.hiding_rule.longer_months for i in results.spec.indicators):
        return {}
    from kpidsl.disclosure.longer_windows import longer_windows  # here: scipy takes half a second to load

    return longer_windows(results, every)


def _whole(results: Results, protected: Protected, language: str, engine_version: str) -> Edition:
    """The edition for the whole country, as anybody may see it."""
    months, structure, spec = results.months, results.structure, results.spec
    suppressed, first = protected.hidden, protected.first
    at = results.period.number - months[0].number

    def shown_where(every: Of[T], months_behind: int) -> Of[T]:
        return {
            (code, node): one
            for (code, node), one in every.items()
            if (indicator := spec.indicator(code)) is not None and indicator.stands_at(structure.nodes[node])
            if is_shown(suppressed[code], node, at, months_behind)
        }

    latest = {code: latest_months(grid, results.axes, first) for code, grid in protected.shown.items()}
    axes = Axes(len(structure.nodes), months[first:])
    hidden_somewhere = {code for code, cells in suppressed.items() if cells.any()}
    return Edition(
        id=_identity(results, language, engine_version),
        revision=1,
        recipient=name_of(WHOLE, structure, language),
        language=language,
        spec=spec,
        structure=structure,
        months=months[first:],
        period=results.period,
        grids=latest,
        hidden={code: column(cells[..., first:], "b") for code, cells in suppressed.items()},
        engine_version=engine_version,
        risks=with_needs(shown_where(results.risks, MONTHS_BEHIND), latest, axes, results.period, hidden_somewhere),
        charts=shown_where(results.charts, at + 1),  # limits are of every month
        assessed=shown_where(results.assessed, 1),
        limits=with_targets(results.limits, latest, axes, results.period),
        longer=protected.longer,
        own=_tops(structure),
        working_days=results.content.get(WORKING_DAYS, ""),
        proof=protected.proof,
    )


def _shown(
    indicator: Indicator,
    grid: Grid,
    suppressed: Hidden,
    structure: Structure,
    months: Sequence[Month],
    spec: Spec,
) -> Grid:
    """The grid without hidden cells and without what would reveal them."""
    grid = without_revealing_targets(indicator, grid, suppressed, structure, (months, spec.year_starts))
    grid = without_judged_on_hidden(grid, suppressed, structure, months, spec.year_starts)
    grid = without_historic_comparisons(indicator, blanked(grid, suppressed), structure)
    grid = without_arrows_from(indicator, grid, suppressed)
    grid = without_lasting_from(indicator.deviation_rule, grid, suppressed)
    grid = without_runs_through(grid, suppressed, months[0], indicator.deviation_rule.longest)
    grid = outside(grid, [not indicator.stands_at(node) for node in structure.nodes])
    below = indicator.hiding_rule.below if indicator.hiding_rule is not None else 0
    lacking = numbers_of(grid.lacking)
    return replace(grid, lacking=blank_in(grid.lacking, lacking < below))  # what one small unit lacks is its base


def _identity(results: Results, language: str, engine_version: str) -> str:
    """A hash of everything that the edition is made of."""
    content = sorted(results.content.items())
    of = (results.period, results.spec, results.structure, content, language, engine_version)
    return hashlib.sha256(repr(of).encode()).hexdigest()[:16]


def _tops(structure: Structure) -> tuple[int, ...]:
    """The top nodes of each line, those with units below them first."""
    parents = {node.parent for node in structure.nodes}
    tops = [at for at, node in enumerate(structure.nodes) if node.parent is None]
    return tuple(sorted(tops, key=lambda at: at not in parents))
