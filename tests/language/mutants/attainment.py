"""Section C, continued: what is compared, printed and said of the distance to the target."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.rules import Tolerance
from kpidsl.model.state import Direction, State, Status
from kpidsl.scoring.judging.judged_on import JudgedOn
from kpidsl.scoring.judging.status import compare, moved
from kpidsl.scoring.judging.window_targets import window_targets
from kpidsl.scoring.targets.in_force import TargetBound
from kpidsl.scoring.time.series import breaks_between
from kpidsl.scoring.time.year_to_date import YearToDate

from . import mutant

START = Month.of(2000, 1)


@mutant("deviation-by-the-month", "kpidsl.scoring.score:figures")
def deviation_by_the_month(right):
    month = []

    def figures(*arguments):
        """The second of a grid's two calls is the year's: it gets the month's colours for the deviations."""
        made, status = right(*arguments)
        month.append(status)
        return made, month[-2] if len(month) % 2 == 0 else status

    return figures


@mutant(
    "year-is-the-month", "kpidsl.scoring.nodes.additive:year_to_date", "kpidsl.scoring.nodes.non_additive:year_to_date"
)
def year_is_the_month(right):
    def year_to_date(nodes, *arguments, **options):
        return YearToDate(nodes, right(nodes, *arguments, **options).last_month)

    return year_to_date


@mutant("close-enough", "kpidsl.scoring.judging.status:compare")
def close_enough(right):
    def compare(an, ad, bn, bd):
        """Equal within a millionth."""
        near = np.abs(np.asarray(an, dtype=float) / ad - np.asarray(bn, dtype=float) / bd) < 1e-6
        return np.where(near, 0, right(an, ad, bn, bd))

    return compare


@mutant("fixed-decimals", "kpidsl.wording.numbers:faithful_decimals")
def fixed_decimals(_right):
    return lambda _value, decimals, _edges: decimals


def _uncached(right, rounded):
    """`number` keeps what it printed before; a mutant's figures must neither come from there nor stay there."""
    return right.__wrapped__ if hasattr(right, "cache_clear") else rounded


@mutant("half-to-even", "kpidsl.wording.numbers:rounded", "kpidsl.wording.numbers:number")
def half_to_even(right):
    return _uncached(right, lambda value, decimals: Decimal(round(value * 10**decimals)).scaleb(-decimals))


@mutant("rounded-from-a-float", "kpidsl.wording.numbers:rounded", "kpidsl.wording.numbers:number")
def rounded_from_a_float(right):
    return _uncached(right, lambda value, decimals: Decimal(f"{float(value):.{decimals}f}"))


@mutant("per-cent-read-as-points", "kpidsl.scoring.judging.status:moved")
def per_cent_read_as_points(right):
    return lambda edge, tolerance, sign, indicator: right(edge, Tolerance(tolerance.value), sign, indicator)


@mutant("points-read-as-per-cent", "kpidsl.scoring.judging.status:moved")
def points_read_as_per_cent(right):
    return lambda edge, tolerance, sign, indicator: right(edge, Tolerance(tolerance.value, True), sign, indicator)


@mutant("amber-where-none-is-written", "kpidsl.language.checking.indicators:status_rule")
def amber_where_none_is_written(right):
    def status_rule(*arguments):
        rule = right(*arguments)
        return rule if rule.amber.value else replace(rule, amber=Tolerance(Fraction(5)))

    return status_rule


@mutant("part-of-the-target-is-the-tolerance", "kpidsl.language.checking.rules:_tolerance_of")
def part_of_the_target_is_the_tolerance(right):
    def tolerance_of(band, *arguments):
        return right(band, *arguments) if band.test == "worse_by_at_most" else Tolerance(band.tolerance.value, True)

    return tolerance_of


def _bands(green, amber):
    """Bands whose edges are judged by the two tests of a comparison's sign (better is positive)."""

    def bands(n, d, target, high, indicator):
        better = 1 if indicator.direction is Direction.HIGHER else -1
        edge = moved(target, indicator.status_rule.amber, -better, indicator)
        reached = green(better * compare(n, d, *target))
        near = amber(better * compare(n, d, *edge))
        return np.where(reached, Status.GREEN, np.where(near, Status.AMBER, Status.RED)).astype(np.int8)

    return bands


@mutant("green-edge-excluded", "kpidsl.scoring.judging.status:bands")
def green_edge_excluded(_right):
    return _bands(lambda sign: sign > 0, lambda sign: sign >= 0)


@mutant("amber-edge-excluded", "kpidsl.scoring.judging.status:bands")
def amber_edge_excluded(_right):
    return _bands(lambda sign: sign >= 0, lambda sign: sign > 0)


@mutant("zero-is-no-target", "kpidsl.scoring.judging.figures:status")
def zero_is_no_target(right):
    def status(indicator, nodes, target, high):
        there = TargetBound(target.numerator, np.where(target.numerator == 0, 0, target.denominator), target.derived)
        return right(indicator, nodes, there, high)

    return status


@mutant("distance-without-direction", "kpidsl.wording.cells:distance")
def distance_without_direction(_right):
    return lambda figure, indicator: (figure.target - figure.value) * indicator.scale


@mutant("distance-in-per-cent", "kpidsl.wording.cells:distance")
def distance_in_per_cent(right):
    def distance(figure, indicator):
        return Fraction(100) * right(figure, indicator) / (figure.target * indicator.scale)

    return distance


@mutant("one-target-for-all-lines", "kpidsl.scoring.targets.rows:holds_for")
def one_target_for_all_lines(right):
    return lambda target, node, leaves: right(replace(target, line=None), node, leaves)


@mutant("own-target-ignored", "kpidsl.scoring.targets.rows:holds_for")
def own_target_ignored(right):
    return lambda target, node, leaves: node.unit in leaves and right(target, node, leaves)


@mutant("decided-ignored", "kpidsl.scoring.score:known_at")
def decided_ignored(_right):
    return lambda spec, _period: spec


@mutant("improvement-over-last-month", "kpidsl.scoring.judging.window_targets:improvement_targets")
def improvement_over_last_month(right):
    return lambda *arguments: right(*arguments[:-1], np.arange(len(arguments[-1])) - 1)


@mutant("improvement-in-per-cent", "kpidsl.scoring.judging.window_targets:improvement_targets")
def improvement_in_per_cent(right):
    def improvement_targets(target, *arguments):
        """Last year's figure times 1.02, for what is two better."""
        base = right(replace(target, value=Fraction(0)), *arguments)
        return TargetBound(base.numerator * (100 + int(target.value)), base.denominator * 100, base.derived)

    return improvement_targets


@mutant("lacking-base-is-no-target", "kpidsl.scoring.judging.figures:status")
def lacking_base_is_no_target(right):
    def status(indicator, nodes, *edges):
        found = right(indicator, nodes, *edges)
        return np.where((nodes.state == State.VALUE) & (found == Status.NONE), Status.NO_TARGET, found)

    return status


@mutant("last-row-always", "kpidsl.scoring.targets.in_force:in_force")
def last_row_always(right):
    def in_force(indicator, *arguments):
        undated = tuple(replace(t, valid_from=None, valid_to=None) for t in indicator.targets)
        return right(replace(indicator, targets=undated), *arguments)

    return in_force


@mutant("one-shape", "kpidsl.rendering.shown.charts:status_shape")
def one_shape(right):
    return lambda _status: right(Status.GREEN)


@mutant("wald-interval", "kpidsl.scoring.judging.uncertainty:_covers")
def wald_interval(_right):
    def covers(nodes, edge, scale=1):
        """|p - t| <= 1.96 sqrt(p (1 - p) / n)."""
        share = nodes.numerator / np.maximum(nodes.denominator, 1)
        gap = np.abs(share - edge.numerator / np.maximum(edge.denominator, 1))
        return gap <= 1.96 * np.sqrt(np.maximum(share * (1 - share), 0) / np.maximum(nodes.denominator, 1))

    return covers


@mutant("base-not-required", "kpidsl.scoring.judging.figures:too_few")
def base_not_required(right):
    return lambda indicator, nodes: right(replace(indicator, minimum_base=0), nodes)


@mutant("higher-is-always-better", "kpidsl.scoring.judging.status:bands")
def higher_is_always_better(right):
    return lambda n, d, target, high, indicator: right(
        n, d, target, high, replace(indicator, direction=Direction.HIGHER)
    )


@mutant("floor-only", "kpidsl.scoring.judging.figures:status")
def floor_only(right):
    def status(indicator, *arguments):
        return right(replace(indicator, direction=Direction.HIGHER), *arguments)

    return status


@mutant("no-target-is-zero", "kpidsl.scoring.judging.figures:status")
def no_target_is_zero(right):
    def status(indicator, nodes, target, high):
        zeros = np.zeros_like(nodes.numerator)
        nothing = TargetBound(zeros, zeros + 1, np.zeros(zeros.shape, dtype=np.bool_))
        return right(indicator, nodes, target or nothing, high)

    return status


@mutant("mean-of-targets", "kpidsl.scoring.judging.window_targets:target_bound")
def mean_of_targets(right):
    def target_bound(indicator, leaf_nodes, months, edge, denominator, *rest):
        return right(indicator, leaf_nodes, months, edge, np.minimum(denominator, 1), *rest)

    return target_bound


@mutant("whole-against-a-part", "kpidsl.scoring.score:judged_on")
def whole_against_a_part(_right):
    def judged_on(indicator, inputs, windows):
        on = (JudgedOn.itself(nodes, windows.scale) for nodes in (windows.month, windows.ytd))
        return tuple(on), *window_targets(indicator, inputs, windows)

    return judged_on


@mutant("nothing-is-said-of-the-part", "kpidsl.wording.cells:judged_on")
def nothing_is_said_of_the_part(_right):
    return lambda *_, **__: []


@mutant("year-of-all", "kpidsl.scoring.score:judged_on")
def year_of_all(right):
    def judged_on(indicator, inputs, windows):
        (month, _), targets, year_targets = right(indicator, inputs, windows)
        return (month, JudgedOn.itself(windows.ytd, windows.scale)), targets, year_targets

    return judged_on


@mutant("lacks-what-is-not-judged", "kpidsl.scoring.judging.judged_on:apart")
def lacks_what_is_not_judged(right):
    def apart(one, other, scales, leaf_nodes):
        return right(one, replace(other, marks=one.marks, lacking=one.lacking), scales, leaf_nodes)

    return apart


@mutant("latest-target-for-the-year", "kpidsl.scoring.judging.window_targets:flow_targets")
def latest_target_for_the_year(_right):
    return lambda _indicator, month, *_: month


@mutant("latest-target-ignored", "kpidsl.scoring.judging.window_targets:flow_targets")
def latest_target_ignored(right):
    return lambda indicator, *rest: right(replace(indicator, latest_target=False), *rest)


@mutant("separate-targets-added", "kpidsl.scoring.judging.window_targets:target_bound")
def separate_targets_added(right):
    return lambda indicator, *rest: right(replace(indicator, targets_add_up=True), *rest)


@mutant("empty-is-a-hundred", "kpidsl.scoring.nodes.part_nodes:part_leaves")
def empty_is_a_hundred(right):
    def part_leaves(*arguments):
        """0/0 becomes 1/1 where the engine delivered a row."""
        leaves = right(*arguments)
        leaves.value[:, leaves.present & (leaves.value[0] == 0)] = 1
        return leaves

    return part_leaves


@mutant("table-over-clause", "kpidsl.sources.run_inputs:with_targets")
def table_over_clause(right):
    """The row wins, and nobody is told."""
    return lambda *arguments: (right(*arguments)[0], ())


@mutant("better-than-itself", "kpidsl.scoring.targets.in_force:TargetBound.at_the_month")
def better_than_itself(_right):
    return lambda self, *_: self


@mutant("breaks-three-months-back", "kpidsl.scoring.judging.window_targets:breaks_since")
def breaks_three_months_back(_right):
    return lambda marks, _base, frequency: breaks_between(marks, 3, frequency)


@mutant("tolerance-with-the-targets-sign", "kpidsl.scoring.judging.status:moved")
def tolerance_with_the_targets_sign(right):
    def moved(edge, tolerance, sign, indicator):
        n, d = edge
        factor = 1 + sign * tolerance.value / 100
        return (
            (n * factor.numerator, d * factor.denominator)
            if tolerance.of_target
            else right(edge, tolerance, sign, indicator)
        )

    return moved


@mutant("below-zero-is-too-few", "kpidsl.scoring.judging.figures:too_few")
def below_zero_is_too_few(_right):
    return lambda indicator, nodes: (nodes.n < indicator.minimum_base) & (nodes.state == State.VALUE)


@mutant(
    "a-late-months-target-is-the-years",
    "kpidsl.scoring.judging.window_targets:window_targets",
    "kpidsl.scoring.judging.judged_on:window_targets",
)
def a_late_months_target_is_the_years(right):
    def window_targets(indicator, inputs, windows):
        return right(indicator, inputs, replace(windows, of_month=windows.last_month))

    return window_targets
