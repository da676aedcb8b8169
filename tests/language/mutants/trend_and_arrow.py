"""Section D: the trend and the arrow."""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.rules import DeviationCondition, DeviationRule
from kpidsl.model.state import Direction, Mark, State, Status, Trend
from kpidsl.scoring.exact import minus, product
from kpidsl.scoring.rollup import last_known
from kpidsl.scoring.time.year_to_date import year_to_date

from . import mutant

START = Month.of(2000, 1)


@mutant("arrow-is-the-sign", "kpidsl.scoring.score:trend")
def arrow_is_the_sign(right):
    return lambda indicator, *arguments: right(replace(indicator, direction=Direction.HIGHER), *arguments)


@mutant("band-includes-its-edge", "kpidsl.scoring.judging.trend:_unchanged")
def band_includes_its_edge(_right):
    def unchanged(indicator, rule, now, then):
        change, whole = minus(*now.fraction, *then.fraction)
        band = rule.dead_band.value / indicator.scale
        return product(np.abs(change), band.denominator) <= product(whole, band.numerator)

    return unchanged


@mutant("worse-is-a-deviation", "kpidsl.scoring.score:deviations")
def worse_is_a_deviation(right):
    def deviations(rule, *arguments):
        return right(DeviationRule((*rule.any_of, DeviationCondition(Status.GREEN, Trend.WORSE))), *arguments)

    return deviations


@mutant("the-first-red-month-deviates", "kpidsl.scoring.judging.deviations:lasted")
def the_first_red_month_deviates(_right):
    return lambda holds, _earlier, _months: holds


@mutant("a-deviation-of-hidden-months", "kpidsl.disclosure.disclose:without_lasting_from")
def a_deviation_of_hidden_months(_right):
    return lambda _rule, grid, _hidden: grid


@mutant("red-is-a-downward-arrow", "kpidsl.scoring.score:_grid")
def red_is_a_downward_arrow(right):
    def grid_of(*arguments):
        grid = right(*arguments)
        pairs = zip(grid.trend, grid.month.status, strict=True)
        return replace(grid, trend=array("b", [t if s != Status.RED or not t else Trend.WORSE for t, s in pairs]))

    return grid_of


@mutant("no-dead-band", "kpidsl.scoring.judging.trend:_unchanged")
def no_dead_band(_right):
    return lambda _indicator, _rule, now, then: minus(*now.fraction, *then.fraction)[0] == 0


@mutant("one-band-for-all-sizes", "kpidsl.scoring.judging.trend:_unchanged")
def one_band_for_all_sizes(_right):
    def unchanged(_indicator, _rule, now, then):
        change, whole = minus(*now.fraction, *then.fraction)
        return np.abs(change) * 100 < 7 * whole + whole

    return unchanged


@mutant("means-without-noise", "kpidsl.scoring.judging.uncertainty:_welch")
def means_without_noise(_right):
    return lambda now, then: minus(*now.fraction, *then.fraction)[0] == 0


@mutant("variances-pooled", "kpidsl.scoring.judging.uncertainty:_welch")
def variances_pooled(_right):
    def student(now, then):
        (t1, n1, q1), (t0, n0, q0) = ((s.numerator, s.n, s.squares) for s in (now, then))
        spread = (q1 - t1**2 / n1 + q0 - t0**2 / n0) / (n1 + n0 - 2) * (1 / n1 + 1 / n0)
        return (t1 / n1 - t0 / n0) ** 2 < spread

    return student


@mutant("line-through-its-ends", "kpidsl.scoring.judging.regression:FittedLine.through")
def line_through_its_ends(right):
    def through(values):
        """Only the first and the last value count."""
        (a, b), (c, d) = values[0], values[-1]
        steps = len(values) - 1
        return right([(a * d * (steps - x) + c * b * x, b * d * steps) for x in range(len(values))])

    return through


@mutant("line-across-a-gap", "kpidsl.scoring.judging.trend:rests_on")
def line_across_a_gap(right):
    return lambda indicator, rule: right(indicator, rule)[-1:]


@mutant("overlap-unmarked", "kpidsl.scoring.score:overlaps")
def overlap_unmarked(_right):
    return lambda _indicator: False


@mutant("arrow-of-the-year", "kpidsl.scoring.score:trend")
def arrow_of_the_year(right):
    def trend(indicator, windows, *edges):
        months = tuple(START + at for at in range(windows.own.state.shape[-1]))
        so_far = year_to_date(windows.own, indicator.cumulation, months, 1, adds_denominator=True)
        return right(indicator, replace(windows, own=so_far.nodes), *edges)

    return trend


@mutant("season-ignored", "kpidsl.scoring.judging.trend:lag_of", "kpidsl.model.comparison:lag_of")
def season_ignored(_right):
    return lambda indicator, _rule: indicator.frequency.months


@mutant("gap-bridged", "kpidsl.scoring.score:trend")
def gap_bridged(right):
    def trend(indicator, windows, *edges):
        """The last known figure stands in for the months without one, except in the month itself."""
        nodes = windows.own
        there = nodes.state == State.VALUE
        held = replace(
            nodes,
            numerator=last_known(nodes.numerator, there),
            denominator=last_known(nodes.denominator, there),
            state=np.where(np.cumsum(there, axis=-1) > 0, State.VALUE, nodes.state),
            marks=np.zeros_like(nodes.marks),
        )
        return np.where(there, right(indicator, replace(windows, own=held), *edges), Trend.NONE)

    return trend


@mutant("arrow-from-hidden", "kpidsl.disclosure.disclose:without_arrows_from")
def arrow_from_hidden(_right):
    return lambda _indicator, grid, _hidden: grid


@mutant("arrow-across-a-break", "kpidsl.scoring.score:trend")
def arrow_across_a_break(right):
    def trend(indicator, windows, *edges):
        unbroken = replace(windows.own, marks=windows.own.marks & ~int(Mark.BREAK))
        return right(indicator, replace(windows, own=unbroken), *edges)

    return trend


@mutant("rise-from-nothing", "kpidsl.scoring.score:trend")
def rise_from_nothing(right):
    def trend(*arguments):
        found = right(*arguments)
        return np.where(found == Trend.NEW, Trend.BETTER, found)

    return trend


@mutant("gap-is-new", "kpidsl.scoring.score:trend")
def gap_is_new(right):
    def trend(indicator, windows, *edges):
        found = right(indicator, windows, *edges)
        return np.where((windows.own.state == State.VALUE) & (found == Trend.NONE), Trend.NEW, found)

    return trend


@mutant("windows-overlap", "kpidsl.scoring.judging.trend:lag_of", "kpidsl.model.comparison:lag_of")
def windows_overlap(_right):
    return lambda _indicator, _rule: 1


@mutant("every-worse-is-a-warning", "kpidsl.model.edition:is_early_warning")
def every_worse_is_a_warning(_right):
    return lambda _status, trend, _deviation: trend == Trend.WORSE


@mutant("a-deviation-warns-too", "kpidsl.model.edition:is_early_warning")
def a_deviation_warns_too(right):
    return lambda status, trend, _deviation: right(status, trend, 0)
