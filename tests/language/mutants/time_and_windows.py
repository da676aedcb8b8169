"""Section B: windows, cut-off, year to date, rolling, seasons."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import sqlglot
from sqlglot import exp

from kpidsl.model.measure import Cumulation, DateIn, LeftIn, OwnPeriod, PresentAtStart
from kpidsl.model.period import Month
from kpidsl.model.state import Mark, State
from kpidsl.scoring.rollup import Nodes

from . import mutant


def events_in(condition):
    """A mutant of the events' window: `condition` in SQL in place of the months; {day} is the event's date."""

    def wrong(right):
        def events(self, link, source, name, person):
            query = right(self, link, source, name, person)
            day = next(c.name for c in source.columns if c.type == "date")
            written = condition.format(day=f'"r"."{day}"', back=link.months, last=link.months - 1)
            for between in query.find_all(exp.Between):
                if "event_month" in between.sql():
                    between.replace(sqlglot.parse_one(f"({written})", dialect="duckdb"))
            return query

        return events

    return wrong


EVENTS = "kpidsl.engines.duckdb:_Reducer._events"
mutant("window-by-date-subtraction", EVENTS)(
    events_in("{day} > CAST(c.next_first - 1 AS DATE) - INTERVAL {back} MONTH AND {day} < c.next_first")
)
mutant("future-events-count", EVENTS)(events_in("r.event_month >= c.month - {last}"))
mutant("window-before-the-month", EVENTS)(events_in("r.event_month BETWEEN c.month - {back} AND c.month - 1"))
mutant("window-starts-with-the-year", EVENTS)(
    events_in("r.event_month BETWEEN c.month - {last} AND c.month AND r.event_month // 12 = c.month // 12")
)


@mutant("merged-offices-forgotten", "kpidsl.organisation.structure:successors")
def merged_offices_forgotten(_right):
    return lambda changes, today, day: ({}, frozenset(), {})


def each_year(months, year_starts):
    """(first, last) positions of every month's year to date."""
    starts = [m.year_start(year_starts).number - months[0].number for m in months]
    return [(max(first, 0), at) for at, first in enumerate(starts)]


@mutant(
    "year-is-mean-of-months",
    "kpidsl.scoring.nodes.additive:year_to_date",
    "kpidsl.scoring.nodes.non_additive:year_to_date",
)
def year_is_mean_of_months(right):
    def year_to_date(nodes, cumulation, months, year_starts, **rest):
        found = right(nodes, cumulation, months, year_starts, **rest)
        numerator, denominator = (a.astype(object) for a in (found.nodes.numerator, found.nodes.denominator))
        for first, last in each_year(months, year_starts):
            for at in np.ndindex(numerator.shape[:2]):
                values = [
                    Fraction(int(nodes.numerator[*at, m]), int(nodes.denominator[*at, m]))
                    for m in range(first, last + 1)
                    if nodes.state[*at, m] == State.VALUE
                ]
                if values:
                    mean = sum(values) / len(values)
                    numerator[*at, last], denominator[*at, last] = mean.numerator, mean.denominator
        return replace(found, nodes=replace(found.nodes, numerator=numerator, denominator=denominator))

    return year_to_date


@mutant(
    "year-is-the-latest-month",
    "kpidsl.scoring.nodes.additive:year_to_date",
    "kpidsl.scoring.nodes.non_additive:year_to_date",
)
def year_is_the_latest_month(right):
    def year_to_date(nodes, *rest, **more):
        return replace(right(nodes, *rest, **more), nodes=nodes)

    return year_to_date


@mutant(
    "year-adds-the-months",
    "kpidsl.scoring.nodes.additive:year_to_date",
    "kpidsl.scoring.nodes.non_additive:year_to_date",
)
def year_adds_the_months(right):
    """Stocks and windows are summed over the year, as if they were flows."""

    def year_to_date(nodes, _cumulation, *rest, **more):
        return right(nodes, Cumulation.FLOW, *rest, **more)

    return year_to_date


@mutant(
    "empty-month-empties-the-year",
    "kpidsl.scoring.nodes.additive:year_to_date",
    "kpidsl.scoring.nodes.non_additive:year_to_date",
)
def empty_month_empties_the_year(right):
    def year_to_date(nodes, *rest, **more):
        found = right(nodes, *rest, **more)
        found.nodes.state[nodes.state == State.NOT_RELEVANT] = State.NOT_RELEVANT
        return found

    return year_to_date


@mutant(
    "late-office-stops-the-year",
    "kpidsl.scoring.nodes.additive:year_to_date",
    "kpidsl.scoring.nodes.non_additive:year_to_date",
)
def late_office_stops_the_year(right):
    def year_to_date(nodes, *rest, **more):
        found = right(nodes, *rest, **more)
        found.nodes.state[nodes.state == State.NOT_READY] = State.NOT_READY
        return found

    return year_to_date


@mutant("late-office-unmarked", "kpidsl.scoring.rollup:RollUp.states")
def late_office_unmarked(right):
    def states(self, state):
        found, marks = right(self, state)
        return found, marks & ~int(Mark.PARTIAL)

    return states


@mutant("calendar-year-always", "kpidsl.model.period:Month.year_start")
def calendar_year_always(_right):
    return lambda self, starts=1: Month.of(self.year, 1)


@mutant("counted-at-opening", "kpidsl.planning.plan:Part")
def counted_at_opening(right):
    def part(source, anchor, *rest):
        return right(source, DateIn("start") if anchor == DateIn("slutt") else anchor, *rest)

    return part


@mutant("thirty-day-months", "kpidsl.engines.sql.conditions:days_between")
def thirty_day_months(_right):
    def days_between(start, end):
        def number(day):
            return f"(year({day}) * 360 + month({day}) * 30 + day({day}))"

        one, other = start.sql("duckdb"), end.sql("duckdb")
        return sqlglot.parse_one(f"({number(other)} - {number(one)})", dialect="duckdb")

    return days_between


@mutant("last-year-by-day-number", "kpidsl.scoring.judging.window_targets:improvement_targets")
def last_year_by_day_number(right):
    """Day 60 of a year before is the month after February."""

    def improvement_targets(*arguments):
        return right(*arguments[:-1], arguments[-1] + 1)

    return improvement_targets


@mutant("always-the-previous-month", "kpidsl.scoring.judging.trend:lag_of", "kpidsl.model.comparison:lag_of")
def always_the_previous_month(_right):
    return lambda indicator, rule: 1


@mutant("transition-at-cut-off", "kpidsl.planning.plan:Part")
def transition_at_cut_off(right):
    def part(source, anchor, *rest):
        return right(source, OwnPeriod() if isinstance(anchor, LeftIn) else anchor, *rest)

    return part


@mutant("population-at-the-start", "kpidsl.planning.plan:Part")
def population_at_the_start(right):
    """The denominator is who was in the population when the month began."""

    def part(source, anchor, *rest):
        return right(source, PresentAtStart(1) if anchor == OwnPeriod() and source == "personstatus" else anchor, *rest)

    return part


@mutant(
    "quarter-repeated-monthly",
    "kpidsl.scoring.nodes.additive:year_to_date",
    "kpidsl.scoring.nodes.non_additive:year_to_date",
)
def quarter_repeated_monthly(right):
    """The year to date sums what every month's card shows."""

    def year_to_date(nodes, cumulation, months, *rest, **more):
        step = months[1].number - months[0].number
        shown = Nodes(*(np.repeat(getattr(nodes, name), step, axis=-1) for name in Nodes.__slots__))
        monthly = tuple(m + n for m in months for n in range(step))
        found = right(shown, cumulation, monthly, *rest, **more)
        kept = Nodes(*(getattr(found.nodes, name)[..., ::step] for name in Nodes.__slots__))
        return replace(found, nodes=kept, last_month=found.last_month[..., ::step])

    return year_to_date


@mutant("quarter-against-the-month-before", "kpidsl.scoring.judging.trend:lag_of", "kpidsl.model.comparison:lag_of")
def quarter_against_the_month_before(_right):
    return lambda indicator, rule: 1


@mutant("half-a-year-of-three-months", "kpidsl.model.period:Frequency.months")
def half_a_year_of_three_months(right):
    return property(lambda frequency: 3 if frequency == "half_year" else right.fget(frequency))


@mutant("never-too-old", "kpidsl.scoring.nodes.additive:on_months")
def never_too_old(right):
    def on_months(so_far, periods, valid):
        return right(so_far, periods, 1200 if valid else 0)

    return on_months


@mutant("timestamps-cut-to-their-date", "kpidsl.engines.duckdb_typing:day")
def timestamps_cut_to_their_date(_right):
    return lambda cell: f"TRY_CAST(substr({cell}, 1, 10) AS DATE)"


@mutant("counted-at-registration", "kpidsl.language.checking.sets:_anchor")
def counted_at_registration(right):
    """An event belongs to the month of its last date."""

    def anchor(term, moment, months, phrase):
        if moment is None and term.source.grain == "event":
            moment = [c.name for c in term.source.columns if c.type == "date"][-1]
        return right(term, moment, months, phrase)

    return anchor


@mutant("named-date-forgotten", "kpidsl.language.checking.sets:EventExists")
def named_date_forgotten(right):
    return lambda source, condition, months=1, same_unit=False, day=None, *often: right(
        source, condition, months, same_unit, None, *often
    )


@mutant("quarter-is-its-last-month", "kpidsl.scoring.nodes.additive:by_period")
def quarter_is_its_last_month(_right):
    def by_period(nodes, periods, _cumulation, *, adds_denominator, has_rows):
        return Nodes(*(getattr(nodes, name)[..., periods.ends] for name in Nodes.__slots__))

    return by_period


@mutant("a-year-from-the-delivery", "kpidsl.scoring.leaves.arrays:last_of_year")
def a_year_from_the_delivery(_right):
    return lambda _source, month: month + 11


@mutant("not-ready-is-never-delivered", "kpidsl.scoring.time.frequency:_at_ends_alone")
def not_ready_is_never_delivered(right):
    return lambda nodes, periods, told: right(nodes, periods, np.zeros_like(told))


@mutant("withheld-is-never-delivered", "kpidsl.scoring.time.frequency:_at_ends_alone")
def withheld_is_never_delivered(_right):
    def at_ends_alone(nodes, periods, _told):
        return not (np.delete(nodes.state, periods.ends, axis=-1) == State.VALUE).any()

    return at_ends_alone


@mutant("a-twelfth-is-not-marked", "kpidsl.scoring.nodes.part_nodes:marked")
def a_twelfth_is_not_marked(_right):
    return lambda how, plan, state: np.zeros(state.shape, dtype=np.int16)


@mutant("whole-years-budget-each-month", "kpidsl.scoring.leaves.apportioned:_scaled")
def whole_years_budget_each_month(right):
    return lambda leaves, *, evenly: right(leaves, evenly=False)


@mutant("rounded-to-whole-kroner", "kpidsl.scoring.leaves.apportioned:_scaled")
def rounded_to_whole_kroner(right):
    def scaled(leaves, *, evenly):
        found = right(leaves, evenly=evenly)
        return replace(found, value=(found.value + 600) // 1200 * 1200) if evenly else found

    return scaled


@mutant("mark-stays-all-year", "kpidsl.scoring.nodes.additive:unmark")
def mark_stays_all_year(_right):
    return lambda nodes, whole: None


@mutant("old-and-new-year-added", "kpidsl.pipeline:void_doubled_years")
def old_and_new_year_added(_right):
    return lambda *_: ()


@mutant("weighed-at-unlike-scales", "kpidsl.scoring.nodes.windows:Windows.weights")
def weighed_at_unlike_scales(_right):
    return lambda self, denominator: denominator


@mutant("a-window-forgets-its-gaps", "kpidsl.scoring.nodes.additive:over_window")
def a_window_forgets_its_gaps(right):
    def over_window(nodes, length, **how):
        made = right(nodes, length, **how)
        return replace(made, marks=made.marks & ~int(Mark.PARTIAL))

    return over_window


@mutant("a-window-until-the-month-before", "kpidsl.scoring.nodes.additive:over_window")
def a_window_until_the_month_before(right):
    def over_window(nodes, length, **how):
        made = right(nodes, length, **how)
        return Nodes(*(np.roll(getattr(made, name), 1, axis=-1) for name in Nodes.__slots__))

    return over_window


@mutant("a-window-over-its-last-month", "kpidsl.scoring.nodes.additive:over_window")
def a_window_over_its_last_month(right):
    return lambda nodes, length, **_how: right(nodes, length, adds_denominator=False)


@mutant("limit-rounded", "kpidsl.language.checking.thresholds:_nearest_held")
def limit_rounded(_right):
    return lambda limit, _operator, decimals: round(limit, decimals)


@mutant("length-in-seconds", "kpidsl.engines.duckdb_typing:_seconds")
def length_in_seconds(right):
    return lambda column: 1 if right(column) else 0
