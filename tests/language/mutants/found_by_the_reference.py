"""Wrong engines that the exact reference found, or that were like the ones it found."""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np

from kpidsl.engines.sql.nodes import column
from kpidsl.model.condition import PersonIn
from kpidsl.model.measure import Rate
from kpidsl.model.period import Frequency
from kpidsl.model.state import Mark, State, Status
from kpidsl.scoring.judging.window_targets import _bounds, _known
from kpidsl.scoring.time.series import shifted

from . import mutant


@mutant("rate-per-the-latest", "kpidsl.scoring.nodes.additive:_per_stock")
def rate_per_the_latest(_right):
    return lambda indicator: isinstance(indicator.formula, Rate)


@mutant("over-nothing-is-an-error", "kpidsl.scoring.nodes.part_nodes:_of_definition")
def over_nothing_is_an_error(right):
    def of_definition(indicator, *arguments):
        return right(replace(indicator, traits=replace(indicator.traits, numerator="values")), *arguments)

    return of_definition


@mutant("late-source-not-waited-for", "kpidsl.scoring.nodes.non_additive:outside")
def late_source_not_waited_for(right):
    return lambda *arguments: np.full_like(right(*arguments), State.VALUE)


@mutant("persons-of-no-unit-unmarked", "kpidsl.engines.duckdb:distinct")
def persons_of_no_unit_unmarked(right):
    def distinct(*arguments):
        found = right(*arguments)
        return replace(found, without_unit=array("q", [0] * len(found.without_unit)))

    return distinct


@mutant("parent-gets-a-target-all-the-same", "kpidsl.scoring.targets.in_force:in_force")
def parent_gets_a_target_all_the_same(right):
    def in_force(*arguments):
        value, scale, has, none = right(*arguments)
        return value, scale, has, np.zeros_like(none)

    return in_force


@mutant("undecided-without-target", "kpidsl.scoring.judging.figures:certain_status")
def undecided_without_target(right):
    def certain_status(indicator, nodes, found, *edges):
        sure, assumed = right(indicator, nodes, found, *edges)
        undecided = ((nodes.marks & Mark.PARTIAL) > 0) & (nodes.lacking > 0) & (found == Status.NO_TARGET)
        return np.where(undecided, Status.NONE, sure), assumed

    return certain_status


@mutant("late-office-has-no-target", "kpidsl.scoring.judging.judged_on:window_targets")
def late_office_has_no_target(right):
    def window_targets(indicator, *figures):
        month, year = right(indicator, *figures)
        return month, month if indicator.year_to_date_only else year

    return window_targets


@mutant("january-in-februarys-target", "kpidsl.scoring.judging.window_targets:own_targets")
def january_in_februarys_target(_right):
    return lambda indicator, inputs, windows: _bounds(indicator, inputs, windows, _known(windows.ytd))


@mutant("stock-of-a-late-month-has-no-target", "kpidsl.scoring.judging.window_targets:_at")
@mutant("an-old-figure-by-todays-target", "kpidsl.scoring.judging.window_targets:_at")
@mutant("the-old-year-has-no-target", "kpidsl.scoring.judging.window_targets:_at")
def the_cards_target(_right):
    return lambda bounds, *_: bounds


@mutant("weighs-in-each-quarter", "kpidsl.scoring.judging.judged_on:window_targets")
def weighs_in_each_quarter(right):
    def window_targets(indicator, inputs, windows):
        reaches = np.array([month.number for month in inputs.months]) + np.zeros_like(windows.last_month)
        return right(indicator, inputs, replace(windows, own=windows.month, last_month=reaches, of_month=reaches))

    return window_targets


@mutant(
    "nothing-relevant-hides-what-lacks",
    "kpidsl.scoring.nodes.additive:year_to_date",
    "kpidsl.scoring.nodes.of_figures:year_to_date",
)
def nothing_relevant_hides_what_lacks(right):
    def year_to_date(nodes, *arguments, **how):
        found = right(nodes, *arguments, **how)
        whole = found.nodes.marks & ~np.int16(Mark.PARTIAL | Mark.UNSIZED)
        empty = nodes.state == State.NOT_RELEVANT
        return replace(found, nodes=replace(found.nodes, marks=np.where(empty, whole, found.nodes.marks)))

    return year_to_date


@mutant("given-over-a-hundred", "kpidsl.scoring.nodes.part_nodes:given_parents")
def given_over_a_hundred(right):
    def given_parents(*arguments):
        return right(*arguments[:-1], np.zeros_like(arguments[-1]))

    return given_parents


@mutant("not-relevant-empties-the-sum", "kpidsl.engines.sql.scans:_signed_sum")
def not_relevant_empties_the_sum(right):
    return lambda terms, decimals, source: right(terms, decimals, replace(source, grain="case"))


@mutant("former-code-is-another-unit", "kpidsl.engines.duckdb:unit_of_today", "kpidsl.engines.sql.scans:unit_of_today")
def former_code_is_another_unit(_right):
    return column


@mutant("looked-up-source-not-waited-for", "kpidsl.scoring.leaves.arrays:links_in")
def looked_up_source_not_waited_for(right):
    return lambda condition: frozenset(link for link in right(condition) if not isinstance(link, PersonIn))


@mutant("what-is-later-lacks-too", "kpidsl.scoring.time.year_to_date:_Held.add")
def what_is_later_lacks_too(right):
    def add(self, *arguments):
        right(self, *arguments)
        self.lacking, self.late = self.lacking + self.late, np.zeros_like(self.late)

    return add


@mutant("corridor-at-nothing", "kpidsl.scoring.judging.trend:_has_corridor")
def corridor_at_nothing(_right):
    return lambda _target, _high: np.True_


@mutant("break-forgotten-within-a-quarter", "kpidsl.scoring.judging.trend:breaks_between")
def break_forgotten_within_a_quarter(right):
    return lambda marks, lag, _frequency: right(marks, lag, Frequency.MONTH)


@mutant("base-in-the-smallest-unit", "kpidsl.scoring.judging.figures:too_few")
def base_in_the_smallest_unit(right):
    return lambda indicator, nodes: right(indicator, replace(nodes, n=nodes.n * 100))


@mutant("index-forgets-its-marks", "kpidsl.scoring.nodes.index:index_nodes")
def index_forgets_its_marks(right):
    def index_nodes(*arguments):
        nodes = right(*arguments)
        return replace(nodes, marks=np.zeros_like(nodes.marks))

    return index_nodes


@mutant("stand-in-weighs-again", "kpidsl.scoring.judging.judged_on:window_targets")
def stand_in_weighs_again(right):
    return lambda indicator, inputs, windows: right(indicator, inputs, replace(windows, own=windows.month))


@mutant("stand-in-is-unchanged", "kpidsl.scoring.score:judged")
def stand_in_is_unchanged(right):
    return lambda indicator, windows, inputs: right(indicator, replace(windows, own=windows.month), inputs)


@mutant("an-index-forgets-the-window", "kpidsl.scoring.nodes.index:_own_breaks")
def an_index_forgets_the_window(right):
    def own_breaks(*arguments):
        marks = right(*arguments)
        return marks & ~shifted(marks, 1)

    return own_breaks


@mutant("breaks-off-while-it-stands-in", "kpidsl.scoring.nodes.index:_own_breaks")
def breaks_off_while_it_stands_in(_right):
    def own_breaks(_code, grid, inputs):
        size = len(inputs.structure.nodes) * len(inputs.months)
        return np.array(grid.month.marks[:size], dtype=np.int16).reshape(-1, len(inputs.months)) & int(Mark.BREAK)

    return own_breaks


@mutant("judged-on-an-older-figure", "kpidsl.scoring.judging.judged_on:_on")
def judged_on_an_older_figure(right):
    return lambda whole, some, where, *windows: right(whole, some, np.ones_like(where), *windows)
