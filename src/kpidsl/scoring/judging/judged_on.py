"""What each figure is judged on: itself, or what the units have whose targets are in its derived target."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State
from kpidsl.scoring.exact import Bools, Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.judging.window_targets import own_targets, positions, window_targets
from kpidsl.scoring.nodes.of_target_units import TargetUnits, apart, windows_of_target_units
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBounds, either, target_bound
from kpidsl.scoring.time.frequency import periods_of


@dataclass(frozen=True, slots=True)
class JudgedOn:
    """One window's figures to judge over (category, node, month).

    `nodes` hold the value itself but where it is judged on `some` of its units: there they hold what `units` of the
    `of_units` that are relevant have. `unknown`: where that is not known, and there is no colour. `scale`: how many
    times the counts stand in the fractions of `nodes`.
    """

    nodes: Nodes
    scale: Ints | int
    some: Bools
    units: Ints
    of_units: Ints
    unknown: Bools

    @staticmethod
    def itself(nodes: Nodes, scale: Ints | int) -> JudgedOn:
        """Every figure on itself."""
        nowhere, none = np.zeros(nodes.state.shape, dtype=np.bool_), np.zeros(nodes.state.shape, dtype=np.int64)
        return JudgedOn(nodes, scale, nowhere, none, none, nowhere)


Judged = tuple[JudgedOn, JudgedOn]
"""The month and the year to date."""


def judged_on(indicator: Indicator, inputs: Inputs, windows: Windows) -> tuple[Judged, TargetBounds, TargetBounds]:
    """What the month and the year to date are judged on, and their targets.

    Only where some unit with a value has no target does that differ from the windows themselves. What is not made of
    parts (medians, persons, indexes) is known for all units together alone: there it is unknown. So is a year in which
    the units had no target at all in some month, since they are then judged for longer than their parent.
    """
    targets, year_targets = window_targets(indicator, inputs, windows)
    themselves = JudgedOn.itself(windows.month, windows.scale), JudgedOn.itself(windows.ytd, windows.scale)
    units = _target_units(indicator, inputs, windows, targets)
    if units is None or not units.gap.any():
        return themselves, targets, year_targets
    if not indicator.traits.adds_up:
        periods = periods_of(indicator.frequency, inputs.months, inputs.year_starts)
        held = periods.spread(units.gap[..., periods.ends].astype(np.int8)) > 0
        return _unknown(themselves, np.broadcast_to(held, windows.month.state.shape)), targets, year_targets
    some = windows_of_target_units(indicator, inputs, units)
    some_targets, some_year_targets = window_targets(indicator, inputs, some)
    month = _on(windows.month, some.month, _together(windows.of_month, some.of_month), windows, some, inputs)
    is_flow = indicator.cumulation is Cumulation.FLOW
    reached = (_years(one.last_month, inputs) if is_flow else one.last_month for one in (windows, some))
    year = _on(windows.ytd, some.ytd, _together(*reached), windows, some, inputs)
    if is_flow:
        year = _without_gaps_in_time(year, windows, own_targets(indicator, inputs, windows), inputs)
    return (
        (month, year),
        either(targets, some_targets, month.some),
        either(year_targets, some_year_targets, year.some),
    )


def _target_units(indicator: Indicator, inputs: Inputs, windows: Windows, targets: TargetBounds) -> TargetUnits | None:
    """None where no target is derived: there is none, or it is an earlier figure."""
    if targets[0] is None or indicator.improvement is not None:
        return None
    known = np.where(windows.own.state == State.VALUE, windows.own.denominator, 0)
    by = windows.weights(known), windows.categories, windows.bases
    target = target_bound(indicator, inputs.leaf_nodes, inputs.months, "value", *by)
    return None if target is None else TargetUnits.of(indicator, inputs, windows, target)


def _unknown(themselves: Judged, unknown: Bools) -> Judged:
    month, year = (replace(one, unknown=unknown) for one in themselves)
    return month, year


def _together(whole: Ints | None, some: Ints | None) -> Bools:
    """Where both figures are of the same month, or year."""
    return np.asarray(True if whole is None or some is None else whole == some)


def _years(numbers: Ints, inputs: Inputs) -> Ints:
    """The year that each month belongs to, by its number."""
    return (numbers - (inputs.year_starts - 1)) // 12


def _on(whole: Nodes, some: Nodes, together: Bools, of_whole: Windows, of_some: Windows, inputs: Inputs) -> JudgedOn:
    """What the figures are judged on: where they differ on those of `some`, if the two are of the same time
    (`together`); else nothing is known of what to judge."""
    leaf_nodes = inputs.leaf_nodes
    differs = apart(whole, some, (of_whole.scale, of_some.scale), leaf_nodes) & (whole.state == State.VALUE)
    pairs = {name: (getattr(some, name), getattr(whole, name)) for name in Nodes.__slots__}
    nodes = Nodes(**{name: np.where(differs, theirs, own) for name, (theirs, own) in pairs.items()})
    scale = np.where(differs, of_some.scale, of_whole.scale)
    leaf = leaf_nodes.is_leaf[None, :, None]
    units, of_units = (
        leaf_nodes.over(np.add, (leaf & counted).astype(np.int64), 0)
        for counted in (some.state == State.VALUE, whole.state != State.NOT_RELEVANT)
    )
    unknown = differs & ((some.state != State.VALUE) | ~together)
    known = differs & ~unknown
    return JudgedOn(nodes, scale, known, np.where(known, units, 0), np.where(known, of_units, 0), unknown)


def _without_gaps_in_time(year: JudgedOn, windows: Windows, targets: TargetBounds, inputs: Inputs) -> JudgedOn:
    """The year is unknown where a month of it, to the one that it reaches, has a figure of its own and none of the
    `targets`, which are each month's own."""
    assert targets[0] is not None
    without = (windows.own.state == State.VALUE) & (targets[0].denominator == 0)
    for at, month in enumerate(inputs.months):
        if at and month.year_start(inputs.year_starts) != month:
            without[..., at] |= without[..., at - 1]
    unknown = year.some & np.take_along_axis(without, positions(windows.last_month, inputs), axis=-1)
    known = year.some & ~unknown
    units, of_units = (np.where(known, one, 0) for one in (year.units, year.of_units))
    return replace(year, some=known, units=units, of_units=of_units, unknown=year.unknown | unknown)
