"""The reference's judgement of figures: targets, their derivation, status, trend. Imports only the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from kpidsl.model import measure as m
from kpidsl.model.period import Month
from kpidsl.model.rules import TrendRule
from kpidsl.model.spec import Indicator, Target, TargetForm
from kpidsl.model.state import Direction, State, Status, Trend
from kpidsl.model.traits import Kind

from .reference import ADDITIVE, Cell, Reference, _over_something, remembered

Edges = tuple[Fraction | None, Fraction | None]  # of a corridor both, else the target and None
NOWHERE: Edges = (None, None)


@dataclass(frozen=True)
class Answer:
    """What a card says of the month and of the year to date."""

    month: Cell
    year: Cell
    target: Edges
    year_target: Edges
    status: Status
    year_status: Status
    trend: Trend


class Judgement(Reference):
    """The reference with what is thought of its figures."""

    def answer(self, indicator: Indicator, node: int, month: Month, category: str = "") -> Answer:
        cell = self.figure(indicator, node, month, category)
        year = self.figure(indicator, node, month, category, year=True)
        (on, target), (year_on, year_target) = (
            self.judged(indicator, node, month, category, to_date) for to_date in (False, True)
        )
        status, year_status = self._status(indicator, on, target), self._status(indicator, year_on, year_target)
        return Answer(
            cell, year, target, year_target, status, year_status, self._trend(indicator, node, month, category)
        )

    def figure(self, indicator: Indicator, node: int, month: Month, category: str = "", year: bool = False) -> Cell:
        """The month's figure on its card, or the year's to date."""
        if isinstance(indicator.formula, m.Index):
            return self._index(indicator, node, month, year)
        if isinstance(indicator.formula, m.Change):
            return self._change(indicator.formula, node, month, year)
        return (self.year if year else self.shown)(indicator, node, month, category)

    def judged(self, indicator: Indicator, node: int, month: Month, category: str, year: bool) -> tuple[Cell, Edges]:
        """What is judged, and the target: of a parent whose target is its units' only what those with a target have."""
        cell, target = (
            self.figure(indicator, node, month, category, year),
            self.target(indicator, node, month, category, year),
        )
        ends = self.ends(indicator, month)
        if cell.value is None or target[0] is None or not ends or self.some is self:
            return cell, target
        if not indicator.traits.adds_up:
            gap = self.target_units(indicator, node, ends[-1], category) is not None
            return (replace(cell, state=State.MISSING) if gap else cell), target
        some = self.some.figure(indicator, node, month, category, year)
        doubts = ((x.state, x.numerator, x.denominator, x.partial, x.lacking, x.unsized) for x in (some, cell))
        if next(doubts) == next(doubts):
            return cell, target
        flow = year and indicator.cumulation is m.Cumulation.FLOW
        assert cell.last is not None
        if not some.last or self._time(some.last, flow) != self._time(cell.last, flow):
            return replace(cell, state=State.MISSING), target
        if flow:  # units are judged for all of it, their parent would not be
            for end in (x for x in ends if self._time(cell.last, flow) <= x <= cell.last):
                one = self._own_figure(indicator, node, end, category)
                if one.value is not None and self._in_force(indicator, node, end, category, False)[0] is None:
                    return replace(cell, state=State.MISSING), target
        return some, self.some.target(indicator, node, month, category, year)

    def _time(self, month: Month, flow: bool) -> Month:
        """The month, or of a flow's year to date the year, that a figure is of."""
        return month.year_start(self.spec.year_starts) if flow else month

    @cached_property
    def some(self) -> Judgement:
        """The same world, in which a parent consists of its units with a target."""
        made = OfTargetUnits(self.spec, self.structure, self.world.delivered, self.start, self.card)
        made.whole = self
        return made

    @remembered
    def target_units(self, indicator: Indicator, node: int, month: Month, category: str) -> list[str] | None:
        """The units with a target, at the end of the month's period, of a parent that is judged by theirs while some
        other unit is relevant; None elsewhere."""
        place = self.structure.nodes[node]
        if place.unit in self.structure.leaves or any(t.form is TargetForm.IMPROVEMENT for t in indicator.targets):
            return None
        every = self.ends(indicator, self.card)
        end = next((x for x in every if x >= month), every[-1] if every else month)
        if self.own(indicator, node, end, category) is not None:
            return None
        having, lacking = [], False
        for at in place.leaves:
            unit = self.structure.leaves[at]
            own = self.own(indicator, self.leaf_nodes[place.line, unit], end, category)
            if own is not None and _edges(own, indicator)[0] is not None:
                having.append(unit.code)
            else:
                lacking |= (
                    self._own_figure(indicator, self.leaf_nodes[place.line, unit], end, "").state
                    is not State.NOT_RELEVANT
                )
        return having if having and lacking else None

    # --- targets ---------------------------------------------------------------------------------------

    def own(self, indicator: Indicator, node: int, month: Month, category: str) -> Target | None:
        """The target in force: a category's before that of all, a unit's before a level's before everyone's, the latest
        begun, the latest decided."""
        place, found = self.structure.nodes[node], []
        for at, target in enumerate(indicator.targets):
            if target.line not in (None, place.line) or target.level not in (None, place.unit.kind):
                continue
            if target.categories and category not in target.categories:
                continue
            if target.units and not {place.unit.code, place.name} & set(target.units):
                continue
            if not target.units and target.level is None and place.unit not in self.structure.leaves:
                continue
            if target.decided is not None and target.decided > self.card.last_day:
                continue
            if target.valid_from is None or target.valid_from <= month:
                start = target.valid_from.number if target.valid_from else 0
                scope = 2 if target.units else 1 if target.level else 0
                found.append(((bool(target.categories), scope, start, target.decided or date.min, at), target))
        return max(found, key=lambda x: x[0])[1] if found else None

    @remembered
    def target(self, indicator: Indicator, node: int, month: Month, category: str, year: bool = False) -> Edges:
        """The target that the card of `month` judges the month's figure by, or the year's."""
        better = next((t for t in indicator.targets if t.form is TargetForm.IMPROVEMENT), None)
        if better is not None:
            return self._improved(better, indicator, node, month, category, year), None
        ends = self.ends(indicator, month)
        if not ends:
            return NOWHERE
        of_all_rows = (Kind.QUANTILE, Kind.INDEX, Kind.CHANGE)
        flow = indicator.cumulation is m.Cumulation.FLOW
        sums = flow and indicator.kind not in of_all_rows and not isinstance(indicator.formula, m.PersonsPer)
        reached = self._period_of(indicator, node, month, category, year)
        if not year or not flow:
            return self._in_force(indicator, node, reached, category, False)
        if not sums or (indicator.year_to_date_only and indicator.kind in ADDITIVE):
            return self._in_force(indicator, node, reached, category, True)
        first = reached.year_start(self.spec.year_starts)
        low, high = (
            self._over_time(indicator, node, [x for x in ends if first <= x <= reached], category, edge)
            for edge in (0, 1)
        )
        return low, high

    def _period_of(self, indicator: Indicator, node: int, month: Month, category: str, year: bool) -> Month:
        """The last month of the period that the figure on the card of `month` is of, or reaches; the latest period
        where there is no figure, and of what is itself made of figures, which may be of several."""
        ends, cell = self.ends(indicator, month), self.figure(indicator, node, month, category, year)
        of_figures = isinstance(indicator.formula, m.Index) or (isinstance(indicator.formula, m.Change) and not year)
        if cell.state is not State.VALUE or cell.last is None or of_figures:
            return ends[-1]
        return max((x for x in ends if x <= cell.last), default=ends[-1])

    def ambition(self, indicator: Indicator, node: int, month: Month, category: str, year: bool) -> Fraction | None:
        """What the unit aims at itself: at the end of the period that is shown; of what is summed in a year, a sum too,
        to which a period without an ambition gives its target."""
        ends = self.ends(indicator, month)
        aims = {end: self._aim(indicator, node, end, category) for end in ends}
        if not ends or aims[ends[-1]] is None:
            return None
        summed = indicator.cumulation is m.Cumulation.FLOW and indicator.kind in ADDITIVE
        if not year or not summed or indicator.year_to_date_only:
            return aims[ends[-1]]
        first, parts = ends[-1].year_start(self.spec.year_starts), []
        for end in (x for x in ends if x >= first):
            if _over_something(self.period(indicator, node, end, category)).state is State.VALUE:
                aim = aims[end]
                parts.append(self._in_force(indicator, node, end, category, False)[0] if aim is None else aim)
        known = [part for part in parts if part is not None]
        return sum(known, Fraction(0)) if known else None

    def _aim(self, indicator: Indicator, node: int, month: Month, category: str) -> Fraction | None:
        """The unit's own ambition in the month; of the whole alone, where categories have targets of their own."""
        known = (t for t in indicator.targets if t.decided is None or t.decided <= self.card.last_day)
        if category and any(target.categories for target in known):
            return None
        found = self.own(replace(indicator, targets=indicator.ambitions), node, month, category)
        return None if found is None else found.value / indicator.scale

    def _over_time(
        self, indicator: Indicator, node: int, ends: Sequence[Month], category: str, edge: int
    ) -> Fraction | None:
        """The year's: each period's target as heavy as its denominator; of counts and amounts their sum."""
        mass, weight = Fraction(0), Fraction(0)
        for end in ends:
            cell = _over_something(self.period(indicator, node, end, category))
            target = self._in_force(indicator, node, end, category, False)[edge]
            if cell.state is State.VALUE and target is not None:
                heavy = 1 if indicator.kind in ADDITIVE else cell.denominator
                mass, weight = mass + target * heavy, weight + heavy
        if not weight:
            return None
        return mass if indicator.kind in ADDITIVE else mass / weight

    @remembered
    def _in_force(self, indicator: Indicator, node: int, end: Month, category: str, year: bool) -> Edges:
        """The node's own target at the period's end, else the one its units make."""
        own = self.own(indicator, node, end, category)
        if own is not None:
            return _edges(own, indicator)
        place = self.structure.nodes[node]
        if place.unit in self.structure.leaves or not indicator.targets_add_up:
            return NOWHERE
        parts = []
        for at in place.leaves:
            leaf = self.leaf_nodes[place.line, self.structure.leaves[at]]
            target, own_figure = self.own(indicator, leaf, end, category), self._own_year if year else self._own_figure
            cell = own_figure(indicator, leaf, end, category)
            if target is not None and cell.state is State.VALUE:
                parts.append((_edges(target, indicator), cell.denominator))
        return self._derived(indicator, parts, 0), self._derived(indicator, parts, 1)

    def _own_year(self, indicator: Indicator, node: int, end: Month, category: str) -> Cell:
        """The year that `end` belongs to, so far: not an older one that stands in for it."""
        if isinstance(indicator.formula, m.Index | m.Change):
            return self.figure(indicator, node, end, category, True)
        return _over_something(self._so_far(indicator, node, end, category))

    def _derived(self, indicator: Indicator, parts: Sequence[tuple[Edges, Fraction]], edge: int) -> Fraction | None:
        """A sum where figures are added; else the units' own where they agree; else weighted, if it can be."""
        known = [(edges[edge], weight) for edges, weight in parts if edges[edge] is not None]
        if not known or isinstance(indicator.formula, m.DistinctPersons):
            return None
        if indicator.kind in ADDITIVE:
            return sum((t for t, _ in known), Fraction(0))  # type: ignore[misc]
        if len({t for t, _ in known}) == 1:
            return known[0][0]
        if indicator.kind in (Kind.QUANTILE, Kind.INDEX, Kind.CHANGE) or isinstance(indicator.formula, m.PersonsPer):
            return None
        return sum((t * w for t, w in known), Fraction(0)) / sum(w for _, w in known)  # type: ignore[operator]

    def _improved(
        self, better: Target, indicator: Indicator, node: int, month: Month, category: str, year: bool
    ) -> Fraction | None:
        """So much better than the same figure was: a year, or a period, before the month that the figure is of."""
        month = self.figure(indicator, node, month, category, year).last or month
        lag = 12 if better.base == "last_year" else indicator.frequency.months
        if better.base == "year":
            lag = 12 * (month.year - (better.base_year or 0))
            if lag <= 0:
                return None
        if month - lag < self.start:
            return None
        then, now = (self.figure(indicator, node, x, category, year) for x in (month - lag, month))
        base = then.value
        if base is None or self._breaks(indicator, node, category, then, now):
            return None
        step = abs(base) * better.value / 100 if better.relative else better.value / indicator.scale
        return base - step if indicator.direction is Direction.LOWER else base + step

    def _breaks(self, indicator: Indicator, node: int, category: str, then: Cell, now: Cell) -> bool:
        """Whether the series begins anew after the earlier figure, or in it where it is of more than a month."""
        if then.last is None or now.last is None:
            return False
        if isinstance(indicator.formula, m.Index):
            return any(
                self.anew(indicator, x) or any(self._broken_in(p, node, x) for p in self._parts_of(indicator, x))
                for x in self.months(then.last + 1, now.last)
            )
        length = indicator.frequency.months
        first = then.last - (length - 1) if length > 1 else then.last + 1
        if indicator.summed_months > 1:  # a window with a break inside is like neither those before nor those after
            first = min(first, then.last + length - indicator.summed_months + 1)
        after = self.months(max(self.start, first), now.last)
        return any(self.month(indicator, node, x, category).broken for x in after)

    def _broken_in(self, indicator: Indicator, node: int, month: Month) -> bool:
        """Whether a period ends in the month, or a window, in which the series begins anew; an older figure stands in
        for none."""
        if month not in self.ends(indicator, month)[-1:]:
            return False
        length = max(indicator.frequency.months, indicator.summed_months)
        period = self.months(max(self.start, month - (length - 1)), month)
        return any(self.month(indicator, node, x, "").broken for x in period)

    # --- status ----------------------------------------------------------------------------------------

    def _status(self, indicator: Indicator, cell: Cell, target: Edges) -> Status:
        value = cell.value
        if value is None:
            return Status.NONE
        if indicator.kind not in (Kind.INDEX,) and abs(cell.base) < indicator.minimum_base:
            return Status.NONE
        improves = any(t.form is TargetForm.IMPROVEMENT for t in indicator.targets)
        corridor = indicator.direction is Direction.INSIDE
        if indicator.direction is None or target[0] is None or (corridor and target[1] is None):
            return Status.NONE if improves else Status.NO_TARGET
        found = colour(indicator, value, target)
        if not cell.partial or not (cell.lacking or cell.unsized):
            return found
        if cell.unsized or indicator.kind not in (Kind.SHARE, Kind.RATIO):
            return Status.NONE
        return found if _sure(indicator, cell, target, found) else Status.NONE

    # --- trend -----------------------------------------------------------------------------------------

    def _own_figure(self, indicator: Indicator, node: int, month: Month, category: str) -> Cell:
        """The last period's figure, not an older one that stands in for it: that tells nothing of a change."""
        if isinstance(indicator.formula, m.Index | m.Change):
            return self.figure(indicator, node, month, category)
        ends = self.ends(indicator, month)
        return _over_something(self.period(indicator, node, ends[-1], category)) if ends else Cell(State.MISSING)

    def _trend(self, indicator: Indicator, node: int, month: Month, category: str) -> Trend:
        rule = indicator.trend_rule
        now = self._own_figure(indicator, node, month, category)
        if rule is None or indicator.direction is None or now.value is None or now.partial:
            return Trend.NONE
        period = indicator.frequency.months
        earlier = self.months(self.start, month - period)
        if not any(self._own_figure(indicator, node, x, category).state is State.VALUE for x in earlier):
            return Trend.NEW
        lags = self._lags(indicator, rule)
        if month - lags[-1] < self.start:
            return Trend.NONE
        before = [self._own_figure(indicator, node, month - lag, category) for lag in lags]
        inside = indicator.direction is Direction.INSIDE
        edges = self.target(indicator, node, month, category) if inside else NOWHERE
        if any(x.value is None or x.partial for x in before) or (inside and None in edges):
            return Trend.NONE
        if self._breaks(indicator, node, category, before[-1], now):
            return Trend.NONE
        cells = [*reversed(before), now]
        goodness = [self._goodness(indicator, x, edges) for x in cells]
        if rule.compared_with == "line":
            gain, still = _along_a_line(goodness, rule.dead_band and rule.dead_band.value / indicator.scale)
        else:
            gain, still = goodness[-1] - goodness[0], self._still(indicator, node, category, cells[0], now)
        return Trend.UNCHANGED if still or not gain else Trend.BETTER if gain > 0 else Trend.WORSE

    def _lags(self, indicator: Indicator, rule: TrendRule) -> list[int]:
        """How many months back the figures stand that the arrow compares with, the nearest first."""
        period = indicator.frequency.months
        if rule.compared_with == "line":
            return list(range(period, rule.months - rule.months % period, period))
        if rule.compared_with == "same_last_year":
            return [12]
        rolling = indicator.cumulation is m.Cumulation.ROLLING and rule.compared_with == "previous"
        return [indicator.window if rolling else period]

    def _goodness(self, indicator: Indicator, cell: Cell, edges: Edges) -> Fraction:
        """The more the better: the value, what is below it, or how little it is outside the corridor."""
        assert cell.value is not None
        if indicator.direction is Direction.INSIDE:
            return -outside(cell.value, edges)
        return cell.value if indicator.direction is Direction.HIGHER else -cell.value

    def _still(self, indicator: Indicator, node: int, category: str, then: Cell, now: Cell) -> bool:
        """Within the dead band, or by chance: |z| < 1 of two proportions (pooled), two counts, two means (Welch)."""
        assert indicator.trend_rule is not None
        assert now.value is not None
        assert then.value is not None
        change = abs(now.value - then.value)
        if indicator.trend_rule.dead_band is not None:
            return change == 0 or change < indicator.trend_rule.dead_band.value / indicator.scale
        variance = Fraction(0)
        if indicator.kind is Kind.SHARE:
            pooled = Fraction(now.numerator + then.numerator) / (now.denominator + then.denominator)
            variance = pooled * (1 - pooled) * (Fraction(1) / now.denominator + Fraction(1) / then.denominator)
        elif indicator.kind is Kind.COUNT:
            variance = now.value + then.value
        elif getattr(indicator.formula, "statistic", None) == "mean":
            samples = [self.lengths(indicator, node, x, category) for x in (then, now)]
            if min(len(x) for x in samples) < 2:
                return True
            variance = sum((_variance(x) / len(x) for x in samples), Fraction(0))
        return change == 0 or change**2 < variance

    # --- indexes ---------------------------------------------------------------------------------------

    def _parts_of(self, indicator: Indicator, month: Month) -> list[Indicator]:
        """The components of an index in the month."""
        formula = self.counted(indicator, month).formula
        assert isinstance(formula, m.Index)
        return [part for code, _ in formula.components if (part := self.spec.indicator(code)) is not None]

    @remembered
    def _index(self, indicator: Indicator, node: int, month: Month, year: bool) -> Cell:
        """100 where each component is on target; what lacks takes its weight along, as far as is declared."""
        formula = self.counted(indicator, month).formula
        assert isinstance(formula, m.Index)
        cap, limit = formula.cap, formula.missing_limit
        scored = [(w, self._score(code, node, month, year, cap)) for code, w in formula.components]
        known = [(w, x) for w, x in scored if x is not None]
        weight = sum((w for w, _ in known), Fraction(0))
        if not known or 1 - weight > limit:
            return Cell(State.NOT_READY)
        value = 100 * sum((w * x for w, x in known), Fraction(0)) / weight
        parts = [self.figure(part, node, month, "", year) for part in self._parts_of(indicator, month)]
        partial = weight < 1 or any(x.state is State.VALUE and x.partial for x in parts)
        return Cell(State.VALUE, value, 1, 1, partial=partial, last=month)

    def _change(self, formula: m.Change, node: int, month: Month, year: bool) -> Cell:
        """The figure less that of the same period a year before; as the later lacks, or else as the earlier does."""
        of = self.spec.indicator(formula.code)
        assert of is not None
        now = self.figure(of, node, month, "", year)
        if now.state is not State.VALUE:
            return Cell(now.state)
        assert now.value is not None
        assert now.last is not None
        if any(self.month(of, node, x, "").broken for x in self.months(max(self.start, now.last - 11), now.last)):
            return Cell(State.NOT_RELEVANT)
        if month - 12 < self.start:
            return Cell(State.NOT_READY)
        then = self.figure(of, node, month - 12, "", year)
        if then.value is None:
            return Cell(then.state)
        if year and then.last != now.last - 12:
            return Cell(State.NOT_READY)
        partial = now.partial or then.partial
        return Cell(State.VALUE, now.value - then.value, 1, 1, partial=partial, unsized=partial, last=now.last)

    def _score(self, code: str, node: int, month: Month, year: bool, cap: Fraction) -> Fraction | None:
        """1 on the target (anywhere in a corridor), 0 where amber ends, in proportion between and beyond; 0 to `cap`.

        Without amber the target is all there is: reached or not.
        """
        indicator = self.spec.indicator(code)
        assert indicator is not None
        judged, (low, high) = self.judged(indicator, node, month, "", year)
        value = judged.value
        inside = indicator.direction is Direction.INSIDE
        if value is None or low is None or (inside and high is None):
            return None
        behind = low - value if indicator.direction is Direction.HIGHER else value - low
        if inside:
            behind = outside(value, (low, high))
        edge = high if inside and high is not None and value > high else low
        width = _width(indicator, edge)
        if not width:
            return Fraction(behind < 0 or (behind == 0 and not indicator.strict))
        return max(Fraction(0), min(cap, 1 - behind / width))


def _variance(sample: Sequence[int]) -> Fraction:
    mean = Fraction(sum(sample), len(sample))
    return sum((x - mean) ** 2 for x in sample) / (len(sample) - 1)


def _along_a_line(values: Sequence[Fraction], band: Fraction | None) -> tuple[Fraction, bool]:
    """The rise from end to end of the line of least squares; whether it is under the band, or else |t| < 1."""
    middle, mean = Fraction(len(values) - 1, 2), sum(values) / len(values)
    spread = sum((at - middle) ** 2 for at in range(len(values)))
    slope = sum((at - middle) * (y - mean) for at, y in enumerate(values)) / spread
    rise = slope * (len(values) - 1)
    if band is not None:
        return rise, abs(rise) < band
    left = sum((y - mean - slope * (at - middle)) ** 2 for at, y in enumerate(values))
    return rise, slope**2 < left / (len(values) - 2) / spread


class OfTargetUnits(Judgement):
    """A parent with units that lack a target has only those that have one."""

    whole: Judgement

    @property
    def some(self) -> Judgement:  # type: ignore[override]
        return self

    def counted_units(self, indicator: Indicator, node: int, month: Month, category: str) -> list[str] | None:
        indicator = next((i for i in self.spec.indicators if indicator.code.startswith(i.code + " as ")), indicator)
        return self.whole.target_units(indicator, node, month, category)


def _edges(target: Target, indicator: Indicator) -> Edges:
    if target.form not in (TargetForm.LEVEL, TargetForm.CORRIDOR):
        return NOWHERE
    high = None if target.high is None else target.high / indicator.scale
    return target.value / indicator.scale, high


def outside(value: Fraction, edges: Edges) -> Fraction:
    """How far from the corridor; 0 in it."""
    low, high = edges
    assert low is not None
    assert high is not None
    return max(low - value, value - high, Fraction(0))


def _width(indicator: Indicator, edge: Fraction) -> Fraction:
    """How much worse than the edge is amber still."""
    amber = indicator.status_rule.amber
    return abs(edge) * amber.value / 100 if amber.of_target else amber.value / indicator.scale


def colour(indicator: Indicator, value: Fraction, target: Edges) -> Status:
    """The edges belong to the better side."""
    low, high = target
    assert low is not None
    if indicator.direction is Direction.INSIDE:
        assert high is not None
        gap = outside(value, target)
        width = _width(indicator, low) if value < low else _width(indicator, high)
    else:
        gap = low - value if indicator.direction is Direction.HIGHER else value - low
        width = _width(indicator, low)
    if indicator.strict and gap == 0:
        return Status.AMBER if indicator.status_rule.amber.value else Status.RED
    return Status.GREEN if gap <= 0 else Status.AMBER if gap <= width else Status.RED


def _sure(indicator: Indicator, cell: Cell, target: Edges, found: Status) -> bool:
    """Whether the colour is this one whatever comes: from half to half as much again of what lacked, none or all hits.

    Between the least and the greatest value the colour can change at an edge of a band alone, so a value on and one
    between any two edges speak for all.
    """
    sizes = (Fraction(cell.lacking) / 2, Fraction(cell.lacking) * 3 / 2)
    edges = {(cell.numerator + hits) / (cell.denominator + size) for size in sizes for hits in (Fraction(0), size)}
    least, greatest = min(edges), max(edges)
    for edge in target:
        if edge is not None:
            edges |= {edge, edge - _width(indicator, edge), edge + _width(indicator, edge)}
    inside = sorted(x for x in edges if least <= x <= greatest)
    tried = [*inside, *((a + b) / 2 for a, b in pairwise(inside))]
    return all(colour(indicator, x, target) is found for x in tried)
