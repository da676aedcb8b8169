"""The risk again, a node at a time in plain loops: what `scoring.risk` must give of figures over (node, month)."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf, log, nan

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.risk import Risk, RiskBasis, RiskLevel
from kpidsl.model.state import Direction, Mark, State
from kpidsl.model.traits import Kind
from kpidsl.scoring.forecast.year_end import Past
from kpidsl.scoring.nodes.windows import Windows
from tests.scoring import slow_forecast as slow
from tests.scoring.worlds import nodes

FIXED = (Kind.COUNT, Kind.AMOUNT, Kind.RATE)


@dataclass(frozen=True)
class World:
    """Whole numbers, states and marks over (node, month); node 0 is the country, the others its offices.

    The year is columns `first` to `first` + 11, seen from column `at`. A figure stands every `step` months.
    """

    kind: Kind
    flow: bool
    top: np.ndarray
    bottom: np.ndarray
    state: np.ndarray
    marks: np.ndarray
    first: int
    at: int
    step: int = 1

    @property
    def last(self):
        return self.first + 11

    def columns(self, first, last):
        """The columns with a figure of their own from `first` to `last`, both included."""
        return [c for c in range(max(first, 0), last + 1) if (c - self.last) % self.step == 0]

    def value(self, node, column):
        return self.state[node, column] == State.VALUE

    def whole(self, node, column):
        return self.value(node, column) and not self.marks[node, column] & Mark.PARTIAL

    def so_far(self, node):
        """(numerator, denominator, rows) of the year to date; None without a value."""
        own = [c for c in self.columns(self.first, self.at) if self.value(node, c)]
        if not own:
            return None
        tops, bottoms = [self.top[node, c] for c in own], [self.bottom[node, c] for c in own]
        if not self.flow:
            return tops[-1], bottoms[-1], bottoms[-1]
        return sum(tops), bottoms[-1] if self.kind in FIXED else sum(bottoms), sum(bottoms)

    def windows(self):
        """As the scorer has it: the year to date only in the month `at`, which is all that a risk may read."""
        month = nodes(self.top[None], self.bottom[None], state=self.state[None], marks=self.marks[None])
        top, bottom, rows = (np.zeros_like(self.top) for _ in range(3))
        state = np.full(self.state.shape, State.NOT_RELEVANT)
        for node in range(len(top)):
            if (found := self.so_far(node)) is not None:
                top[node, self.at], bottom[node, self.at], rows[node, self.at] = found
                state[node, self.at] = State.VALUE
        so_far = nodes(top[None], bottom[None], state=state[None], n=rows[None])
        return Windows(("",), month, month, so_far, np.zeros_like(month.n), np.zeros_like(month.n))

    def expected(self, node):
        """{column: cases} of the months to come and the late ones: as a year ago, else as usual this year, else as in
        the last twelve months."""
        found = {}

        def usual(first):
            seen = [self.bottom[node, c] for c in range(max(first, 0), self.at + 1) if self.value(node, c)]
            seen = [b for b in seen if b > 0]
            return sum(seen) / len(seen) if seen else None

        for c in self.columns(self.first, self.last):
            if c <= self.at and self.state[node, c] != State.NOT_READY:
                continue
            before = self.bottom[node, c - 12] if 12 <= c <= self.at + 12 and self.value(node, c - 12) else 0
            found[c] = round(before if before > 0 else usual(self.first) or usual(self.at - 11) or 0.0)
        return found

    def ahead(self):
        """Periods to come, and as many late ones as the nodes have on average."""
        late = [(n, c) for n in range(len(self.top)) for c in self.columns(self.first, self.at)]
        late = [1 for n, c in late if self.state[n, c] == State.NOT_READY]
        return len(self.columns(self.at + 1, self.last)) + round(sum(late) / len(self.top))

    def calendar(self):
        """Each column's month of the year, 0 for the first of the reporting year: which is January here."""
        return [(c - self.first) % 12 for c in self.columns(0, self.at)]

    def past(self, rows):
        """The sums of some nodes, where they are whole."""
        columns = self.columns(0, self.at)
        known = np.array([[bool(self.whole(r, c)) for c in columns] for r in rows])
        return Past(self.top[np.ix_(rows, columns)] * 1.0, self.bottom[np.ix_(rows, columns)] * 1.0, known)


def secured(world, low, high, direction, n0, d0, volume):
    """1 where every rest of the year reaches the target, 0 where none does; a rest is up to twice the cases."""
    if world.kind is Kind.SHARE:
        rests = [(x, v) for v in range(2 * volume + 1) for x in {0, v}]  # all or none: between them lie the others
        over = [low is None or n0 + x >= low * (d0 + v) for x, v in rests]
        under = [high is None or n0 + x <= high * (d0 + v) for x, v in rests]
        return 0 if not any(over) or not any(under) else 1 if all(over) and all(under) else None
    if world.kind in (Kind.COUNT, Kind.RATE):  # may only grow
        if high is not None:
            return 0 if n0 > high * d0 else None
        return 1 if n0 >= low * d0 else None
    if world.kind is Kind.MEAN and direction is Direction.LOWER:  # the best: all that come add nothing
        return 0 if n0 > high * (d0 + 2 * volume) else None
    return None


def chance(world, low, high, node, n0, d0, volume):
    """Of what is still to come; leaves are learnt from together, the country from itself."""
    rows = [0] if node == 0 else list(range(1, len(world.top)))
    ahead, row = max(1, world.ahead()), rows.index(node)
    ratio = world.kind not in FIXED
    to_come = {c - world.first: v if ratio else 1 for c, v in world.expected(node).items()}
    past, season = slow.level_past(world.past(rows), world.calendar(), to_come, ratio)
    whole = d0 if world.kind in FIXED else d0 + volume
    need = -inf if low is None else float(low * whole - n0)
    most = inf if high is None else float(high * whole - n0)
    if world.kind is Kind.SHARE:
        lower, upper = (-1 if need == -inf else ceil(need)), (volume if most == inf else floor(most))
        return slow.share(past, ahead, row, volume, lower, upper, season) if lower <= upper else 0.0
    if world.kind is Kind.MEAN:
        return slow.mean(past, ahead, row, volume, need / max(volume, 1), most / max(volume, 1), season)
    return (slow.amount if world.kind is Kind.AMOUNT else slow.total)(past, ahead, row, need, most, season)


def of_level(world, low, high, node):
    """A stock or a window: the last point a number of periods on, on a scale without bounds."""
    columns, count = world.columns(0, world.at), 0.5 if world.kind is Kind.COUNT else 0.0

    def raw(r, c):
        n, d = world.top[r, c], world.bottom[r, c]
        return (n + 0.5) / (d + 1) if world.kind is Kind.SHARE else n / d + count

    rows = range(len(world.top))
    points = [[raw(r, c) if world.whole(r, c) and world.bottom[r, c] > 0 else nan for c in columns] for r in rows]
    straight = any(p <= 0 for row in points for p in row)

    def scale(p):
        if world.kind is Kind.SHARE:
            p = min(max(p, 1e-6), 1 - 1e-6)
            return log(p / (1 - p))
        return p if straight else log(max(p, 1e-9))

    series = np.array([[p if np.isnan(p) else scale(p) for p in row] for row in points])
    lower = -inf if low is None else scale(float(low))
    upper = inf if high is None else scale(float(high) + 2 * count)
    ahead = max(1, len(world.columns(world.at + 1, world.last)))
    effect = slow.season(slow.mean_changes(series), world.calendar())
    series = series - np.array([effect[m] for m in world.calendar()])
    edges = (lower - effect[11], upper - effect[11])
    return slow.ahead_of_level(series, [int(r == 0) for r in rows], ahead, node, *edges)


def risk(world, low, high, direction, node):
    """The node's risk against [low, high] (None: no such edge); None where there is none."""
    found = world.so_far(node)
    seen = world.step * len([c for c in world.columns(0, world.at) if world.value(node, c)])
    recent = world.step * len([c for c in world.columns(world.at - 11, world.at) if world.value(node, c)])
    if found is None or recent < 3:
        return None
    volume = sum(world.expected(node).values())
    own = [c for c in world.columns(world.first, world.at) if world.value(node, c)]
    d0 = found[1] if world.kind in FIXED else sum(int(world.bottom[node, c]) for c in own)
    certain = secured(world, low, high, direction, int(found[0]), int(d0), volume) if world.flow else None
    if certain is not None:
        return Risk(float(certain), RiskLevel.LOW if certain else RiskLevel.HIGH, RiskBasis.DECIDED)
    if world.flow:
        p = chance(world, low, high, node, int(found[0]), int(d0), volume)
    else:
        p = of_level(world, low, high, node)
    if np.isnan(p):
        return None
    p = min(max(p, 0.001), 0.999)
    thin = seen < 6 or (world.kind in (Kind.SHARE, Kind.MEAN) and found[2] < 30)
    level = RiskLevel.LOW if p >= 0.7 else RiskLevel.MEDIUM if p >= 0.4 else RiskLevel.HIGH
    return Risk(p, level, RiskBasis.THIN if thin else RiskBasis.FORECAST)


def need(world, low, high, node):
    """(least, most) of the rest of the year's own figure or sum, with as many cases as last year; for a stock, of the
    last month. None where a share's or a mean's months had no whole cases last year."""
    if not world.flow:
        return low, high
    own = [c for c in world.columns(world.first, world.at) if world.value(node, c)]
    n0, d0 = (sum(int(a[node, c]) for c in own) for a in (world.top, world.bottom))
    if world.kind in FIXED:
        cases, added = 0, int(world.so_far(node)[1])
        d0 = added
    else:
        to_come = world.expected(node)
        if not all(world.whole(node, c - 12) and world.bottom[node, c - 12] > 0 for c in to_come):
            return None
        cases = added = sum(to_come.values())

    def reach(bound, step):
        """The numerator of the rest nearest to the bound on its good side, found by trying whole ones."""
        if bound is None:
            return None
        exact = bound * (d0 + cases)
        if world.kind in (Kind.MEAN, Kind.AMOUNT):
            return Fraction(exact - n0) / added
        year = round(exact)
        while (year - exact) * step < 0:
            year += step
        while (year - step - exact) * step >= 0:
            year -= step
        return Fraction(year - n0) / added

    return reach(low, 1), reach(high, -1)


def bounds(direction, value, high):
    """[low, high] of good values by the direction."""
    if direction is Direction.INSIDE:
        return value, high
    return (None, value) if direction is Direction.LOWER else (value, None)


def cumulation(world):
    return Cumulation.FLOW if world.flow else Cumulation.STOCK


def whole_target(world, target, node):
    """A target on each figure as the year's: a share's is itself; an amount's and a count's is summed, over the months
    of a flow, and for the country over its offices that have cases then."""
    if world.kind not in (Kind.COUNT, Kind.AMOUNT):
        return target
    if not world.flow:
        held = [n for n in range(1, len(world.top)) if (found := world.so_far(n)) and found[1] > 0]
        return target * (1 if node else len(held))
    counted = 0
    for n in [node] if node else range(1, len(world.top)):
        to_come = world.expected(n)
        for c in world.columns(world.first, world.last):
            behind = c <= world.at and world.value(n, c) and world.bottom[n, c] > 0
            counted += 1 if node else int(behind or to_come.get(c, 0) > 0)
    return Fraction(target) * counted
