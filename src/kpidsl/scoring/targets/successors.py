"""Targets of units that were merged or renumbered: derived from their predecessors' until they get one of their own.

Weighted by the predecessors' own denominators: for each month before the merger by that month's, and afterwards by the
year before it. Where every predecessor is on target, so is the merged unit. Counts and amounts add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from kpidsl.model.organisation import Node, Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.targets import holds_for, made_of
from kpidsl.problems import Problem, problem
from kpidsl.scoring.exact import Bools, Fractions, Ints
from kpidsl.scoring.targets.rows import TargetRows, rows_of

YEAR = 12


class Undetermined(IntEnum):
    """Why no target can be derived from the predecessors'."""

    NOT = 0
    WEIGHTLESS = 1
    INDIVISIBLE = 2
    INCOMPLETE = 3


@dataclass(frozen=True, slots=True)
class Bases:
    """Each code's own denominators by (category, month), before it became a predecessor; for a count or an amount, 1
    where it had a figure. `step`: the number of months that one figure sums."""

    months: tuple[Month, ...]
    by_code: Mapping[str, Ints]
    step: int = 1

    def weights(self, codes: Sequence[str], before: Month, months: tuple[Month, ...]) -> Ints:
        """The combined weight of the codes in each of `months`: from `before` on, their weight in the year before
        it."""
        known = [self.by_code[code] for code in codes if code in self.by_code]
        if not known:
            return np.zeros((1, len(months)), dtype=np.int64)
        sums = np.cumsum(np.sum(known, axis=0), axis=-1)
        sums = np.concatenate([np.zeros_like(sums[..., :1]), sums], axis=-1)
        first = self.months[0].number

        def within(start: int, end: int) -> Ints:
            """The sum from month number `start` until before `end`, as far as it is known."""
            low, high = (min(max(n - first, 0), len(self.months)) for n in (start, end))
            return np.asarray(sums[..., high] - sums[..., low])

        year = within(before.number - YEAR, before.number)
        own = [within(m.number + 1 - self.step, m.number + 1) if m < before else year for m in months]
        return np.stack(own, axis=-1)

    def any_weight(self, codes: Sequence[str], before: Month, months: tuple[Month, ...]) -> Bools:
        """Whether the codes weigh anything, for each of `months`: in the year before `before`, and for a month that is
        itself earlier in any month before it."""
        known = [self.by_code[code] for code in codes if code in self.by_code]
        earlier = slice(0, max(before.number - self.months[0].number, 0))
        ever = any(bool((weights[..., earlier] != 0).any()) for weights in known)
        of_year = (self.weights(codes, before, months) != 0).any(axis=0)
        return np.array([ever if m < before else of_year[at] for at, m in enumerate(months)], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Inherited:
    """A leaf's target over (category, month): numerator / denominator (0/0: none), where it is derived, and where and
    why (`Undetermined`) none could be made of those that its predecessors have.

    Where it is not derived the denominator is the rows' scale.
    """

    node: int
    numerator: Ints
    denominator: Ints
    derived: Bools
    undetermined: Ints


def inherited(indicator: Indicator, structure: Structure, rows: TargetRows, bases: Bases | None) -> Iterator[Inherited]:
    """The target of every leaf that was formed from others, where one of the indicator's rows names a predecessor."""
    named = {unit for target in indicator.targets for unit in target.units}
    leaves = frozenset(structure.leaves)
    for at, node in enumerate(structure.nodes if structure.formed else ()):
        if node.unit not in leaves or node.unit.code not in structure.formed:
            continue
        if named.isdisjoint((node.name, *made_of(node.unit.code, structure))):
            continue
        made_target = _Successor(indicator, structure, rows, bases, node).after(node.unit.code)
        yield Inherited(
            at, made_target.numerator, made_target.denominator, made_target.derived, made_target.undetermined
        )


def successor_problems(
    indicator: Indicator,
    structure: Structure,
    months: tuple[Month, ...],
    at: int,
    bases: Bases | None,
    categories: tuple[str, ...],
) -> list[Problem]:
    """Merged units whose target in the month at `at` is derived from their predecessors' (D904), or cannot be
    (D911–D913): the whole's, or any category's where these have their own."""
    if indicator.improvement is not None:
        return []
    codes: dict[str, str] = {}
    rows = rows_of(indicator, months, "value", categories)
    for successor in inherited(indicator, structure, rows, bases):
        derived, undetermined = (
            column[: len(rows.categories), at] for column in (successor.derived, successor.undetermined)
        )
        code = "D904" if derived.any() else _UNDETERMINED.get(Undetermined(undetermined.max()))
        if code is not None:
            codes[structure.nodes[successor.node].unit.code] = code
    return [
        problem(code, indicator=indicator.code, unit=unit, predecessors=", ".join(structure.formed[unit][-1].of))
        for unit, code in sorted(codes.items())
    ]


_UNDETERMINED = {Undetermined.WEIGHTLESS: "D911", Undetermined.INDIVISIBLE: "D912", Undetermined.INCOMPLETE: "D913"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A target over (category, month)."""

    numerator: Ints
    denominator: Ints
    derived: Bools
    undetermined: Ints


class _Successor:
    """The target of one leaf on one line."""

    def __init__(
        self, indicator: Indicator, structure: Structure, rows: TargetRows, bases: Bases | None, node: Node
    ) -> None:
        self.indicator, self.structure, self.rows, self.node = indicator, structure, rows, node
        self.bases = bases or Bases(rows.months, {})
        self.additive = indicator.traits.targets == "summed" and indicator.targets_add_up
        self.divisible = indicator.traits.adds_up and indicator.targets_add_up

    def after(self, code: str, upto: int | None = None) -> _Found:
        """The code's target after its first `upto` formations (None: after all of them)."""
        formed = self.structure.formed.get(code, ())
        last = len(formed) if upto is None else upto
        ends = formed[last].month if last < len(formed) else None
        if last == 0:
            return self._of_rows(code, None, ends)
        formation = formed[last - 1]
        own = self._own(code, last, ends)
        parts = [
            (self.after(c, last - 1), made_of(c, self.structure, last - 1)) if c == code
            else (self.after(c), made_of(c, self.structure))
            for c in formation.of
        ]  # fmt: skip
        together = self._together(parts, formation.month)
        has_own = own.denominator != 0
        return _Found(
            np.where(has_own, own.numerator, together.numerator),
            np.where(has_own, np.maximum(own.denominator, 0), together.denominator),
            np.asarray(~has_own & together.derived),
            np.where(has_own, Undetermined.NOT, together.undetermined),
        )

    def _own(self, code: str, last: int, before: Month | None) -> _Found:
        """The target by rows that name the unit as its formation number `last` left it.

        A unit that kept its code has those written from the formation on: what was written before was for the old one
        alone. Where the old one counted nothing and the others did, there was no old one, only the code, and every row
        is for the unit that was formed.
        """
        formation = self.structure.formed[code][last - 1]
        whole = self._of_rows(code, None, before, named=True)
        if code not in formation.of:
            return whole
        since = self._of_rows(code, formation.month, before, named=True)
        old = made_of(code, self.structure, last - 1)
        others = [c for part in formation.of if part != code for c in made_of(part, self.structure)]
        counted, others_counted = (self.bases.any_weight(c, formation.month, self.rows.months) for c in (old, others))
        only_a_code = others_counted & ~counted
        return _Found(
            np.where(only_a_code, whole.numerator, since.numerator),
            np.where(only_a_code, whole.denominator, since.denominator),
            since.derived,
            since.undetermined,
        )

    def _of_rows(self, code: str, first: Month | None, before: Month | None, *, named: bool = False) -> _Found:
        """The target by rows that name the code and begin between `first` and `before`, else (unless `named`) by those
        for every leaf.

        With `named`, the denominator is -1 where a row says that there is no target.
        """
        own = code == self.node.unit.code
        unit = UnitKey(self.node.unit.kind, code)
        node = Node(self.node.line, unit, self.node.name if own else "", None, 0, ())
        shape = len(self.rows.categories), len(self.rows.months)
        target_of_rows = _Found(*(np.zeros(shape, dtype=t) for t in (object, object, np.bool_, np.int8)))
        for target, fraction in self.rows.ranked:
            start = target.valid_from
            if target.units and (first is not None and (start is None or start < first)):
                continue
            if target.units and before is not None and start is not None and start >= before:
                continue
            if (named and not target.units) or not holds_for(target, node, frozenset((unit,))):
                continue
            where = self.rows.within(target)[:, None] & self.rows.dated(target)
            target_of_rows.numerator[where] = int(fraction * self.rows.scale) if fraction is not None else 0
            target_of_rows.denominator[where] = self.rows.scale if fraction is not None else -1 if named else 0
        return target_of_rows

    def _together(self, parts: Sequence[tuple[_Found, tuple[str, ...]]], month: Month) -> _Found:
        """The predecessors' targets combined: the one they share, else the weighted mean (for counts and amounts:
        the sum)."""
        if len(parts) == 1:
            return parts[0][0]
        weighed = [self.bases.weights(codes, month, self.rows.months) for _, codes in parts]
        if self.additive:
            weighed = [np.minimum(w, 1) for w in weighed]
        shape = np.broadcast_shapes(*(w.shape for w in weighed), *(p.numerator.shape for p, _ in parts))
        total, weight = Fractions.zero(shape), np.zeros(shape, dtype=object)
        incomplete, nested_derived = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
        for (part, _), w in zip(parts, weighed, strict=True):
            has_target = np.broadcast_to(part.denominator > 0, shape)
            counted = np.where(has_target, w, 0)
            total.add(np.broadcast_to(part.numerator, shape), np.broadcast_to(part.denominator, shape), counted)
            weight = weight + counted
            incomplete |= (w > 0) & ~has_target
            nested_derived |= part.derived & has_target
        known = (weight > 0) & self.divisible & ~(incomplete & self.additive)
        shared, numerator, denominator = self._shared([p for p, _ in parts], weighed, shape)
        shared &= ~(incomplete & self.additive)
        whole = total.denominator * (1 if self.additive else weight)
        has_row = np.any([np.broadcast_to((p.denominator > 0) | (p.undetermined > 0), shape) for p, _ in parts], axis=0)
        reason = (
            Undetermined.INDIVISIBLE
            if not self.divisible
            else np.where(weight == 0, Undetermined.WEIGHTLESS, Undetermined.INCOMPLETE)
        )
        return _Found(
            np.where(shared, numerator, np.where(known, total.numerator, 0)),
            np.where(shared, denominator, np.where(known, whole, 0)),
            np.asarray(np.where(shared, nested_derived, known)),
            np.where(has_row & ~shared & ~known, reason, Undetermined.NOT),
        )

    def _shared(
        self, parts: Sequence[_Found], weighed: Sequence[Ints], shape: tuple[int, ...]
    ) -> tuple[Bools, Ints, Ints]:
        """Where all predecessors with weight (all, where none has any) have the same target, and that target.

        Of counts and amounts only a single predecessor with weight passes its target on; two add up.
        """
        nobody = np.sum([np.broadcast_to(w, shape) for w in weighed], axis=0) == 0
        same, numbers = np.ones(shape, dtype=np.bool_), np.zeros(shape, dtype=np.int64)
        numerator, denominator = np.zeros(shape, dtype=object), np.zeros(shape, dtype=object)
        for part, w in zip(parts, weighed, strict=True):
            counts = np.asarray((w > 0) | nobody) & (part.denominator > 0)
            first = counts & (denominator == 0)
            numerator = np.where(first, part.numerator, numerator)
            denominator = np.where(first, part.denominator, denominator)
            same &= ~counts | (part.numerator * denominator == numerator * part.denominator)
            numbers += counts
        return same & ((numbers == 1) & ~nobody if self.additive else numbers > 0), numerator, denominator
