"""Who may see what: a unit's edition is its own subtree with the aggregates above it, cut from the whole edition."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.arrows import without_arrows_from, without_historic_comparisons
from kpidsl.disclosure.blanking import blanked, joined, taken, with_needs, with_targets, without_revealing_targets
from kpidsl.disclosure.columns import blank_in, numbers_of
from kpidsl.disclosure.hiding import Hidden
from kpidsl.disclosure.lasting import without_lasting_from
from kpidsl.disclosure.patterns import components_first, of_components
from kpidsl.disclosure.recipients import name_of, store_of
from kpidsl.disclosure.subtree import (
    is_within,
    kept_nodes,
    names_of,
    problems_of,
    roots_of,
    row_sets_of,
    spec_of,
    structure_of,
    targets_of,
    without_changes_of_hidden,
)
from kpidsl.model.axes import Axes
from kpidsl.model.edition import Edition, Quartiles, Recipient
from kpidsl.model.longer_window import LongerWindow
from kpidsl.model.measure import asks_for_working_days
from kpidsl.model.organisation import Structure
from kpidsl.model.proof import Proof
from kpidsl.model.ranking import ranking
from kpidsl.model.results import Grid, Results
from kpidsl.model.risk import MONTHS_BEHIND
from kpidsl.model.rounding import rounded
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import State
from kpidsl.scoring.judging.figures import column

Opened = npt.NDArray[np.bool_]
"""Over the kept nodes: where the recipient sees what others may not."""
T = TypeVar("T")
Of = Mapping[tuple[str, int], T]
"""By indicator code and node."""

PEERS = 5
"""Fewer other units than this are told of in no way."""


@dataclass(frozen=True, slots=True)
class Protected:
    """What everybody may see, over all scored months: where each indicator is `hidden`, and the grids as they are
    `shown`. An edition has the months from position `first` on. `proof` and `longer`: as in `Edition`."""

    hidden: Mapping[str, Hidden]
    shown: Mapping[str, Grid]
    first: int
    proof: Proof
    longer: Of[LongerWindow]


def is_shown(hidden: Hidden, node: int, month: int, months: int) -> bool:
    """Whether the whole's figures at the node are shown in the month (a position) and the `months` - 1 before it."""
    return not hidden[0, node, max(0, month + 1 - months) : month + 1].any()


def latest_months(grid: Grid, axes: Axes, first: int) -> Grid:
    """The months from position `first` on."""
    if not first:
        return grid
    return taken(grid, [series[first:] for series in axes.all_series(range(axes.nodes), len(grid.categories))])


class Cutter:
    """Cuts recipients' editions: of what everybody may see, and of the results themselves where a rule of hiding does
    not apply to the recipient. What several editions need is computed once."""

    def __init__(self, whole: Edition, results: Results, protected: Protected) -> None:
        self.whole, self.results, self.protected = whole, results, protected
        self.leaf_nodes = whole.structure.leaf_nodes()
        self.placed: dict[tuple[str, str], tuple[list[Fraction], frozenset[int]]] = {}

    def edition(self, recipient: Recipient) -> Edition:
        """The recipient's edition. Raises ValueError where the recipient is no unit of the organisation on the line."""
        whole, nodes = self.whole, self.whole.structure.nodes
        roots = roots_of(whole, recipient)
        kept = kept_nodes(whole.structure, roots)
        at = {old: new for new, old in enumerate(kept)}
        aggregates = [old for old in kept if not is_within(whole.structure, old, roots)]
        opened = self._opened(recipient, kept, roots)
        suppressed = self._suppressed(kept, roots, aggregates, opened)
        structure = structure_of(whole.structure, kept)
        codes = [i.code for i in whole.spec.indicators if i.code in suppressed]
        spec = spec_of(whole.spec, codes, [nodes[old] for old in kept])
        grids = {
            i.code: self._grid(i, kept, aggregates, opened[i.code], suppressed[i.code], structure)
            for i in spec.indicators
        }
        of_nodes = self._of_nodes(recipient, codes, kept, aggregates, opened, suppressed)
        first, axes = self.protected.first, Axes(len(kept), whole.months)
        recent = {code: cells[..., first:] for code, cells in suppressed.items()}
        hidden_somewhere = {code for code, cells in self.protected.hidden.items() if cells.any()}
        risks = with_needs(of_nodes["risks"], grids, axes, whole.period, hidden_somewhere)
        limits = with_targets(of_nodes["limits"], grids, axes, whole.period)
        return replace(
            whole,
            id=hashlib.sha256(f"{whole.id} {recipient!r}".encode()).hexdigest()[:16],
            recipient=name_of(recipient, whole.structure, whole.language, small_numbers=self._tells_more(kept, recent)),
            spec=spec,
            structure=structure,
            grids=grids,
            hidden={code: column(recent[code], "b") for code in codes},
            problems=self._problems(recipient, kept, aggregates, suppressed),
            **of_nodes | {"risks": risks, "limits": limits},
            own=tuple(at[root] for root in roots),
            is_part=True,
            store=store_of(recipient),
            distributions=self._distributions(spec, kept),
            working_days=whole.working_days if asks_for_working_days(*(i.formula for i in spec.indicators)) else "",
        )

    def _opened(self, recipient: Recipient, kept: Sequence[int], roots: Sequence[int]) -> dict[str, Opened]:
        """Over kept nodes, for each indicator: whether the recipient sees the figures there whatever others may see.

        A unit at the end of its line sees its own, and a unit with others below it all of theirs, where the rule of
        hiding says so and the indicator belongs to the line; also where a unit above consists of it
        alone. An index is seen where all its components are.
        """
        nodes, result = self.whole.structure.nodes, dict[str, Opened]()
        parents = {node.parent for node in nodes}
        whole_of = {leaf for root in roots for leaf in nodes[root].leaves}
        inside = [is_within(self.whole.structure, old, roots) or whole_of >= set(nodes[old].leaves) for old in kept]
        at_the_end = parents.isdisjoint(roots)
        for indicator in components_first(self.whole.spec):
            rule = indicator.hiding_rule
            if recipient.unit is None:
                seen = [False] * len(kept)
            elif indicator.components:
                parts = [result[code] for code in indicator.components if code in result]
                seen = [all(part[at] for part in parts) and own for at, own in enumerate(inside)]
            else:
                own, below = (rule.own_shown, rule.line_shown) if rule is not None else (False, False)
                seen = [own_figure and (below or (own and at_the_end)) for own_figure in inside]
            stands = [indicator.stands_at(nodes[old]) for old in kept]
            result[indicator.code] = np.array(seen, dtype=np.bool_) & stands
        return result

    def _suppressed(
        self, kept: Sequence[int], roots: Sequence[int], aggregates: Sequence[int], opened: Mapping[str, Opened]
    ) -> dict[str, Hidden]:
        """The hidden cells of each indicator on the card of a kept node, over (category, kept node, scored month)."""
        whole, result = self.whole, dict[str, Hidden]()
        for indicator in components_first(whole.spec):
            if not any(indicator.stands_at(whole.structure.nodes[old]) for old in kept):
                continue
            suppressed = self.protected.hidden[indicator.code].copy()
            if indicator.traits.combined != "components":
                grid = self.protected.shown[indicator.code]
                for figures in (grid.month, grid.year_to_date):
                    value = np.array(figures.state).reshape(suppressed.shape) == State.VALUE
                    self._protect_others(value, suppressed, roots, aggregates)
            of_kept = suppressed[:, list(kept)]
            if indicator.traits.combined == "components":
                of_kept |= of_components(indicator, result, self.results.months)
            of_kept[:, opened[indicator.code]] = False
            result[indicator.code] = of_kept
        return result

    def _protect_others(
        self, value: Hidden, suppressed: Hidden, roots: Sequence[int], aggregates: Sequence[int]
    ) -> None:
        """Hide an aggregate that, less another figure that the recipient knows, equals a single other unit's figure.

        `value`: where a window has a figure. Otherwise an office in a county of two could compute the other's. What is
        its own a unit knows, shown or not.
        """
        nodes = self.whole.structure.nodes

        def contributors(node: int) -> npt.NDArray[np.int64]:
            return np.asarray(value[:, list(self.leaf_nodes[node])].sum(axis=1))

        seen = [(frozenset(nodes[root].leaves), root) for root in roots]
        for node in sorted(aggregates, key=lambda a: len(nodes[a].leaves)):
            own_leaves = frozenset(nodes[node].leaves)
            for leaves, other in seen:
                if leaves <= own_leaves:
                    known = np.ones_like(suppressed[:, other]) if other in roots else ~suppressed[:, other]
                    suppressed[:, node] |= value[:, node] & known & (contributors(node) - contributors(other) == 1)
            seen.append((own_leaves, node))

    def _grid(
        self,
        indicator: Indicator,
        kept: Sequence[int],
        aggregates: Sequence[int],
        opened: Opened,
        suppressed: Hidden,
        structure: Structure,
    ) -> Grid:
        """The kept nodes' cells, blank where hidden; an aggregate with one unit missing does not reveal that unit's
        size."""
        shown, axes = self.protected.shown[indicator.code], self.results.axes
        spans = axes.all_series(kept, len(shown.categories))
        if opened.any():
            which = [bool(one) for _ in shown.categories for one in opened]
            grid = joined(shown, self.results.grids[indicator.code], list(zip(spans, which, strict=True)))
        else:
            grid = taken(shown, spans)
        is_above = [old in aggregates for old in kept]
        above = np.repeat(is_above * len(shown.categories), len(axes.months))
        but_one = above & (numbers_of(grid.expected) - numbers_of(grid.covered) == 1)
        row_sets = row_sets_of(
            shown.row_sets, targets_of(self._indicator(indicator.code).targets, *names_of(structure.nodes))
        )
        grid = replace(grid, lacking=blank_in(grid.lacking, but_one), row_sets=row_sets)
        when = (self.results.months, self.whole.spec.year_starts)
        grid = without_revealing_targets(
            indicator, grid, suppressed, structure, when, np.flatnonzero(is_above).tolist()
        )
        grid = without_historic_comparisons(indicator, blanked(grid, suppressed), structure)
        grid = without_arrows_from(indicator, grid, suppressed)
        grid = without_lasting_from(indicator.deviation_rule, grid, suppressed)
        return latest_months(grid, Axes(len(kept), self.results.months), self.protected.first)

    def _of_nodes(
        self,
        recipient: Recipient,
        codes: Sequence[str],
        kept: Sequence[int],
        aggregates: Sequence[int],
        opened: Mapping[str, Opened],
        suppressed: Mapping[str, Hidden],
    ) -> dict[str, Any]:
        """Risks, control charts, colour limits and leaders' own assessments at the kept nodes, where nothing that they
        rest on is hidden, and what is shown in place of hidden months.

        An assessment is its leader's: it is told of no unit above the recipient, and not to the public.
        """
        at, current = (
            {old: new for new, old in enumerate(kept)},
            self.whole.period.number - self.results.months[0].number,
        )

        def shown_where(every: Of[T], all_know: Of[T], months: int) -> Of[T]:
            return {
                (code, at[old]): one
                for (code, old), one in every.items()
                if code in codes and old in at
                if (code, old) in all_know or opened[code][at[old]]
                if is_shown(suppressed[code], at[old], current, months)
            }

        results, whole = self.results, self.whole
        own = {key: one for key, one in results.assessed.items() if key[1] not in aggregates and not recipient.public}
        return {
            "risks": shown_where(results.risks, whole.risks, MONTHS_BEHIND),
            "charts": shown_where(results.charts, whole.charts, current + 1),  # limits are of every month
            "limits": shown_where(
                results.limits, whole.limits, 0
            ),  # they rest on the target, which is asked for itself
            "assessed": shown_where(own, whole.assessed, 1),
            "longer": self._longer(codes, at, aggregates, opened),
        }

    def _longer(
        self, codes: Sequence[str], at: Mapping[int, int], above: Sequence[int], opened: Mapping[str, Opened]
    ) -> Of[LongerWindow]:
        """What is shown in place of hidden months, of the recipient's own nodes: of one above, it could be taken off
        what the recipient has itself."""
        return {
            (code, at[old]): one
            for (code, old), one in self.whole.longer.items()
            if code in codes and old in at and old not in above and not opened[code][at[old]]
        }

    def _problems(
        self, recipient: Recipient, kept: Sequence[int], aggregates: Sequence[int], suppressed: Mapping[str, Hidden]
    ) -> tuple[Mapping[str, str], ...]:
        """The data problems of the recipient's own nodes; the public is told of none."""
        units = [self.whole.structure.nodes[old].unit.code for old in kept]
        own = {unit for old, unit in zip(kept, units, strict=True) if old not in aggregates}
        rows = () if recipient.public else problems_of(self.whole.problems, own, suppressed)
        return without_changes_of_hidden(rows, suppressed, units)

    def _tells_more(self, kept: Sequence[int], recent: Mapping[str, Hidden]) -> bool:
        """Whether the edition shows a figure that everybody else's hides."""
        first = self.protected.first
        return any(
            bool((self.protected.hidden[code][:, list(kept), first:] & ~cells).any()) for code, cells in recent.items()
        )

    def _indicator(self, code: str) -> Indicator:
        indicator = self.whole.spec.indicator(code)
        assert indicator is not None
        return indicator

    def _distributions(self, spec: Spec, kept: Sequence[int]) -> Mapping[tuple[str, str], Quartiles]:
        """The distribution of other units' values for each indicator and line with at least `PEERS` ranked units
        besides the recipient's."""
        result = {}
        for indicator in spec.indicators:
            for line in dict.fromkeys(self.whole.structure.nodes[old].line for old in kept):
                values, units = self._placed(indicator.code, line)
                if len(units.difference(kept)) >= PEERS:
                    result[indicator.code, line] = quartiles(values, indicator)
        return result

    def _placed(self, code: str, line: str) -> tuple[list[Fraction], frozenset[int]]:
        """The values of the ranked units in the whole edition, ascending, and the units."""
        if (code, line) not in self.placed:
            indicator = self.whole.spec.indicator(code)
            assert indicator is not None
            places = [p.node for p in ranking(self.whole, indicator, line).places]
            values = [self.whole.cell(code, at).year_to_date.value for at in places]
            self.placed[code, line] = sorted(v for v in values if v is not None), frozenset(places)
        return self.placed[code, line]


def quartiles(values: Sequence[Fraction], indicator: Indicator) -> Quartiles:
    """The quartiles of ascending raw values, rounded as printed (an exact fraction would reveal a unit's base).

    Linear interpolation between order statistics at rank 1 + (n - 1) p (Hyndman and Fan 1996, type 7).
    """

    def quartile(number: int) -> Fraction:
        whole, rest = divmod((len(values) - 1) * number, 4)
        above = values[min(whole + 1, len(values) - 1)]
        value = values[whole] + (above - values[whole]) * Fraction(rest, 4)
        return Fraction(rounded(value * indicator.scale, indicator.unit.decimals))

    return Quartiles(len(values), quartile(1), quartile(2), quartile(3))
