"""Who may see what: a unit's edition is its own subtree with the aggregates above it, cut from the whole edition."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.blanking import blanked, taken, with_targets, without_arrows_from, without_revealing_targets
from kpidsl.disclosure.hiding import Hidden, components_first, of_components
from kpidsl.model.axes import Axes
from kpidsl.model.edition import Edition, Quartiles, Recipient
from kpidsl.model.measure import asks_for_working_days
from kpidsl.model.organisation import Node, Structure
from kpidsl.model.ranking import ranking
from kpidsl.model.results import Grid
from kpidsl.model.rounding import rounded
from kpidsl.model.spec import Indicator, Spec, Target
from kpidsl.model.state import State
from kpidsl.model.tables import integer_column
from kpidsl.problems import Problem, problem

PEERS = 5
"""Fewer other units than this are told of in no way."""


def named(structure: Structure, units: Sequence[str], line: str) -> tuple[tuple[Recipient, ...], tuple[Problem, ...]]:
    """The recipients for unit codes (the whole country where there are none) on `line` (empty: every line).

    R008 for a code that no unit has there, R009 for an unknown line.
    """
    lines = dict.fromkeys(node.line for node in structure.nodes)
    if line and line not in lines:
        return (), (problem("R009", line=line, lines=", ".join(lines)),)
    if not units:
        return (Recipient(None, line),), ()
    recipients: dict[Recipient, None] = {}
    problems = []
    for code in units:
        of_code = {n.unit: structure.with_parts([n.unit]) for n in structure.nodes if n.unit.code == code}
        leaves_of = {
            unit for unit, own in of_code.items() for n in structure.nodes if n.unit in own and line in ("", n.line)
        }
        recipients |= {Recipient(unit, line): None for unit in sorted(leaves_of)}
        if not leaves_of:
            problems.append(problem("R008", unit=code, line=line or ", ".join(lines)))
    return tuple(recipients), tuple(problems)


def name_of(recipient: Recipient, structure: Structure) -> str:
    """The recipient as printed on each page: `0315 Kontoret, kommunal`."""
    name = next((n.name for n in structure.nodes if n.unit == recipient.unit), "")
    whom = "internal, whole country" if recipient.unit is None else f"{recipient.unit.code} {name}"
    return f"{whom}, {recipient.line}" if recipient.line else whom


def _store_of(recipient: Recipient) -> str:
    """The recipient's store: level, code and line, `kontor-0315-kommunal`."""
    unit = [recipient.unit.kind, recipient.unit.code] if recipient.unit is not None else []
    return "-".join([*unit, recipient.line] if recipient.line else unit)


class Cutter:
    """Cuts recipients' editions from the whole edition, its only input; what several editions need is computed once."""

    def __init__(self, whole: Edition) -> None:
        self.whole = whole
        self.leaf_nodes = whole.structure.leaf_nodes()
        self.placed: dict[tuple[str, str], tuple[list[Fraction], frozenset[int]]] = {}

    def edition(self, recipient: Recipient) -> Edition:
        """The recipient's edition. Raises ValueError where the recipient is no unit of the organisation on the line."""
        whole, nodes = self.whole, self.whole.structure.nodes
        roots = _roots(whole, recipient)
        kept = _kept(whole.structure, roots)
        at = {old: new for new, old in enumerate(kept)}
        aggregates = [old for old in kept if not _within(whole.structure, old, roots)]
        suppressed = self._suppressed(kept, roots, aggregates)
        structure = _structure_of(whole.structure, kept)
        codes = [i.code for i in whole.spec.indicators if i.code in suppressed]
        spec = _spec_of(whole.spec, codes, [nodes[old] for old in kept])
        current = whole.period.number - whole.months[0].number
        seen = {(code, old) for code in codes for old in kept if not suppressed[code][0, at[old], current]}
        ever = {(code, old) for code, old in seen if not suppressed[code][0, at[old]].any()}
        grids = {i.code: self._grid(i, kept, aggregates, suppressed[i.code], structure) for i in spec.indicators}
        limits = {(c, at[o]): limit for (c, o), limit in whole.limits.items() if c in grids and o in at}
        by_leader = {(code, old) for code, old in seen if old not in aggregates}  # an assessment is no aggregate
        return replace(
            whole,
            id=hashlib.sha256(f"{whole.id} {recipient!r}".encode()).hexdigest()[:16],
            recipient=name_of(recipient, whole.structure),
            spec=spec,
            structure=structure,
            grids=grids,
            hidden={code: array("b", suppressed[code].ravel().tolist()) for code in codes},
            problems=_problems_of(whole.problems, {nodes[o].unit.code for o in kept if o not in aggregates}, codes),
            risks={(c, at[o]): r for (c, o), r in whole.risks.items() if (c, o) in ever},
            charts={(c, at[o]): x for (c, o), x in whole.charts.items() if (c, o) in ever},
            assessed={(c, at[o]): a for (c, o), a in whole.assessed.items() if (c, o) in by_leader},
            limits=with_targets(limits, grids, Axes(len(kept), whole.months), whole.period),
            own=tuple(at[root] for root in roots),
            is_part=True,
            store=_store_of(recipient),
            distributions=self._distributions(spec, kept),
            working_days=whole.working_days if asks_for_working_days(*(i.formula for i in spec.indicators)) else "",
        )

    def _suppressed(self, kept: Sequence[int], roots: Sequence[int], aggregates: Sequence[int]) -> dict[str, Hidden]:
        """The hidden cells of each indicator on the card of a kept node, over (category, kept node, month)."""
        whole, result = self.whole, dict[str, Hidden]()
        for indicator in components_first(whole.spec):
            if not any(indicator.stands_at(whole.structure.nodes[old]) for old in kept):
                continue
            grid = whole.grids[indicator.code]
            shape = len(grid.categories), len(whole.structure.nodes), len(whole.months)
            suppressed = np.array(whole.hidden[indicator.code], dtype=np.bool_).reshape(shape)
            if indicator.traits.combined == "components":
                result[indicator.code] = suppressed[:, list(kept)] | of_components(indicator, result, whole.months)
                continue
            for figures in (grid.month, grid.year_to_date):
                value = np.array(figures.state).reshape(shape) == State.VALUE
                self._protect_others(value, suppressed, roots, aggregates)
            result[indicator.code] = suppressed[:, list(kept)]
        return result

    def _protect_others(
        self, value: Hidden, suppressed: Hidden, roots: Sequence[int], aggregates: Sequence[int]
    ) -> None:
        """Hide an aggregate that, less another figure shown to the recipient, equals a single other unit's figure.

        `value`: where a window has a figure. Otherwise an office in a county of two could compute the other's.
        """
        nodes = self.whole.structure.nodes

        def contributors(node: int) -> npt.NDArray[np.int64]:
            return np.asarray(value[:, list(self.leaf_nodes[node])].sum(axis=1))

        seen = [(frozenset(nodes[root].leaves), root) for root in roots]
        for node in sorted(aggregates, key=lambda a: len(nodes[a].leaves)):
            own_leaves = frozenset(nodes[node].leaves)
            for leaves, other in seen:
                if leaves <= own_leaves:
                    suppressed[:, node] |= (
                        value[:, node] & ~suppressed[:, other] & (contributors(node) - contributors(other) == 1)
                    )
            seen.append((own_leaves, node))

    def _grid(
        self,
        indicator: Indicator,
        kept: Sequence[int],
        aggregates: Sequence[int],
        suppressed: Hidden,
        structure: Structure,
    ) -> Grid:
        """The kept nodes' cells, blank where hidden; an aggregate with one unit missing does not reveal that unit's
        size."""
        whole, axes = self.whole.grids[indicator.code], self.whole.axes
        grid = taken(whole, axes.all_series(kept, len(whole.categories)))
        above = [old in aggregates for _ in whole.categories for old in kept for _ in axes.months]
        missing = [
            0 if is_above and expected - covered == 1 else base
            for is_above, expected, covered, base in zip(above, grid.expected, grid.covered, grid.lacking, strict=True)
        ]
        row_sets = _row_sets_of(whole.row_sets, _targets_of(self._indicator(indicator.code), *_names(structure.nodes)))
        grid = replace(grid, lacking=integer_column(missing), row_sets=row_sets)
        when = (self.whole.months, self.whole.spec.year_starts)
        grid = without_revealing_targets(indicator, grid, suppressed, structure, *when)
        return without_arrows_from(indicator, blanked(grid, suppressed), suppressed)

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


def _roots(whole: Edition, recipient: Recipient) -> list[int]:
    """The recipient's own nodes: its unit on each of its lines, or the tops of its line."""
    nodes = whole.structure.nodes
    if recipient.unit is None:
        roots = [at for at in whole.own if recipient.line in ("", nodes[at].line)]
    else:
        units = whole.structure.with_parts([recipient.unit])
        roots = [i for i, n in enumerate(nodes) if n.unit in units and recipient.line in ("", n.line)]
    if not roots:
        raise ValueError(f"{recipient} is not in the organisation")
    return roots


def _within(structure: Structure, node: int, roots: Sequence[int]) -> bool:
    return any(at in roots for at in structure.upward(node))


def _kept(structure: Structure, roots: Sequence[int]) -> list[int]:
    """The roots' subtrees and all their ancestors, parents before their children."""
    above = {at for root in roots for at in structure.upward(root)}
    return [at for at in range(len(structure.nodes)) if at in above or _within(structure, at, roots)]


def _structure_of(structure: Structure, kept: Sequence[int]) -> Structure:
    """The organisation as the recipient knows it: without units, present or former, that are not kept."""
    at = {old: new for new, old in enumerate(kept)}
    units = {structure.nodes[old].unit for old in kept}
    leaves = [i for i, unit in enumerate(structure.leaves) if unit in units]
    place = {old: new for new, old in enumerate(leaves)}
    nodes = []
    for old in kept:
        node = structure.nodes[old]
        parent = at[node.parent] if node.parent is not None else None
        nodes.append(replace(node, parent=parent, leaves=tuple(place[x] for x in node.leaves if x in place)))
    codes = {structure.leaves[i].code for i in leaves}
    parted = {whole: [at for at in parts if at in place] for whole, parts in structure.parts.items() if whole in place}
    lines = {structure.nodes[old].line for old in kept}
    return Structure(
        lines=tuple(line for line in structure.lines if line.name in lines),
        leaves=tuple(structure.leaves[i] for i in leaves),
        nodes=tuple(nodes),
        successor={old: new for old, new in structure.successor.items() if new in codes},
        broken={code: months for code, months in structure.broken.items() if code in codes},
        parts={place[whole]: tuple(place[at] for at in parts) for whole, parts in parted.items() if parts},
    )


def _spec_of(spec: Spec, codes: Sequence[str], nodes: Sequence[Node]) -> Spec:
    """The specification with the recipient's indicators only, and without other units' targets."""
    lines, units = _names(nodes)
    indicators = []
    for indicator in spec.indicators:
        if indicator.code not in codes:
            continue
        targets = tuple(_targets_of(indicator, lines, units).values())
        links = tuple(link for link in indicator.links if link.effect in codes)
        indicators.append(replace(indicator, targets=targets, links=links))
    requirements = (replace(r, codes=tuple(c for c in r.codes if c in codes)) for r in spec.requirements)
    return replace(spec, indicators=tuple(indicators), requirements=tuple(r for r in requirements if r.codes), tests=())


def _names(nodes: Sequence[Node]) -> tuple[set[str], set[str]]:
    """The nodes' lines, and their units' codes and names."""
    return {n.line for n in nodes}, {n.unit.code for n in nodes} | {n.name for n in nodes}


def _targets_of(indicator: Indicator, lines: set[str], units: set[str]) -> dict[int, Target]:
    """The targets for these lines and units that name no other unit, by their position among all targets."""
    targets_by_code = {}
    for at, target in enumerate(indicator.targets):
        kept = replace(target, units=tuple(u for u in target.units if u in units))
        if (target.line is None or target.line in lines) and (kept.units or not target.units):
            targets_by_code[at] = kept
    return targets_by_code


def _row_sets_of(row_sets: tuple[tuple[int, ...], ...], kept: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """The sets of target positions, restricted to the `kept` ones."""
    new = {old: at for at, old in enumerate(kept)}
    return tuple(tuple(new[row] for row in rows if row in new) for rows in row_sets)


def _problems_of(
    problems: Iterable[Mapping[str, str]], units: set[str], codes: Sequence[str]
) -> tuple[Mapping[str, str], ...]:
    """The data problems that name one of the recipient's own units and no indicator of others."""
    return tuple(p for p in problems if p.get("unit") in units and p.get("indicator") in codes)
