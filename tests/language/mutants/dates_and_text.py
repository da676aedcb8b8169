"""Section H: deadlines, working days, weeks, text."""

from dataclasses import replace
from datetime import date, timedelta

import sqlglot
from sqlglot import exp

from kpidsl.engines.duckdb_typing import text
from kpidsl.engines.sql.nodes import column, day, days_between, integer
from kpidsl.language.checking.types import Lines

from . import mutant


@mutant("deadline-day-is-late", "kpidsl.engines.sql.conditions:_deadline")
def deadline_day_is_late(right):
    return lambda name, operator, deadline, to: right(name, "<" if operator == "<=" else operator, deadline, to)


@mutant("half-a-year-for-26-weeks", "kpidsl.language.checking.lengths:days_of")
def half_a_year_for_26_weeks(right):
    """A week is a twelfth and a bit of a quarter: 26 weeks are 184 days, as from May to October."""

    def days_of(amount):
        days = right(amount)
        return 184 if days == 182 else days

    return days_of


@mutant("deadline-share-of-decided", "kpidsl.language.checking.shares:_deadline_share")
def deadline_share_of_decided(right):
    return lambda head, within, clauses, lines, scope: right(
        head, within, clauses, Lines("decided", lines.whole_window), scope
    )


@mutant("deadlines-move-to-monday", "kpidsl.engines.sql.conditions:_deadline")
def deadlines_move_to_monday(right):
    def deadline(name, operator, deadline, to):
        if deadline.start is None:
            return right(name, operator, deadline, to)
        due = f'("r"."{deadline.start}" + {deadline.length})'
        moved = f"({due} + CASE isodow({due}) WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END)"
        return sqlglot.parse_one(f'"r"."{name}" {operator} {moved}', dialect="duckdb")

    return deadline


@mutant("moved-deadline-in-its-old-month", "kpidsl.engines.due_days:earliest_moved_to")
def moved_deadline_in_its_old_month(_right):
    return lambda day: day


@mutant("moved-month-in-its-old-month", "kpidsl.engines.duckdb:earliest_start")
def moved_month_in_its_old_month(right):
    return lambda day, length, unit, moves: right(day, length, unit, moves and unit != "months")


@mutant("deadlines-end-on-holidays", "kpidsl.engines.working_days:next_working_day")
def deadlines_end_on_holidays(_right):
    return lambda day: day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


@mutant("holidays-are-worked", "kpidsl.engines.working_days:is_working_day")
def holidays_are_worked(_right):
    return lambda day: day.weekday() < 5


@mutant("receipt-day-counts", "kpidsl.engines.sql.conditions:Lowering.duration")
def receipt_day_counts(right):
    return lambda self, duration: exp.Add(this=exp.Paren(this=right(self, duration)), expression=integer(1))


@mutant("no-breach-is-no-case", "kpidsl.language.building.letters:all_of_them")
def no_breach_is_no_case(right):
    """The share of the breaches' own target: at least 0 % of the cases are within the deadline."""

    def kept(builder, word):
        made = right(builder, word)
        return replace(made, value=replace(made.value, value=made.value.value * 0))

    return kept


@mutant("months-are-thirty-days", "kpidsl.language.checking.shares:deadline_length")
def months_are_thirty_days(right):
    def deadline_length(amount):
        length, unit = right(amount)
        return (30 * length, "days") if unit == "months" else (length, unit)

    return deadline_length


@mutant("a-month-runs-over", "kpidsl.engines.sql.conditions:months_after")
def a_month_runs_over(right):
    """The same day of a month that has none is counted on into the next: 31 January and a month are 3 March."""

    def months_after(start, months):
        first = exp.Cast(this=exp.func("date_trunc", exp.Literal.string("month"), start), to=exp.DataType.build("date"))
        days = exp.Sub(this=exp.func("day", start.copy()), expression=integer(1))
        return exp.Paren(this=exp.Add(this=right(first, months), expression=exp.cast(days, "int")))

    return months_after


@mutant("ten-working-days-are-a-fortnight", "kpidsl.language.checking.shares:deadline_length")
def ten_working_days_are_a_fortnight(right):
    def deadline_length(amount):
        length, unit = right(amount)
        return (length * 7 // 5, "days") if unit == "working_days" else (length, unit)

    return deadline_length


@mutant("the-start-day-is-the-first", "kpidsl.language.checking.shares:deadline_length")
def the_start_day_is_the_first(right):
    def deadline_length(amount):
        length, unit = right(amount)
        return length - 1, unit

    return deadline_length


@mutant("a-saturday-is-its-friday", "kpidsl.engines.sql.conditions:_deadline")
def a_saturday_is_its_friday(right):
    """Working days are counted to the day on which the case was done, and a Saturday adds none to its Friday."""

    def deadline(name, operator, deadline, to):
        if deadline.unit != "working_days":
            return right(name, operator, deadline, to)
        taken = exp.Sub(this=to.working_day(name), expression=to.working_day(deadline.start))
        return exp.LTE(this=taken, expression=integer(deadline.length))

    return deadline


@mutant("weeks-of-the-year-in-twelve", "kpidsl.engines.duckdb_typing:month")
def weeks_of_the_year_in_twelve(right):
    def month(cell, *rest):
        year, week = f"CAST(substr({cell}, 1, 4) AS INTEGER)", f"CAST(substr({cell}, 7, 2) AS INTEGER)"
        mostly = f"CAST({year} * 12 + least({week} // 4, 11) AS INTEGER)"
        return f"CASE WHEN {cell} LIKE '____-W__' THEN {mostly} ELSE {right(cell, *rest)} END"

    return month


@mutant("letters-compared-as-bytes", "kpidsl.engines.duckdb_typing:_text")
def letters_compared_as_bytes(right):
    return lambda *cell: right(*cell).replace("nfc_normalize", "")


@mutant("unseen-signs-kept", "kpidsl.engines.duckdb_typing:plain_text")
def unseen_signs_kept(_right):
    return lambda column: f"nfc_normalize({text(column)})"


@mutant("categories-in-byte-order", "kpidsl.scoring.nodes.part_nodes:sort_key")
def categories_in_byte_order(_right):
    return lambda name: name


@mutant("comma-is-thousands", "kpidsl.engines.duckdb_typing:number")
def comma_is_thousands(right):
    return lambda cell, *rest: right(f"replace({cell}, ',', '')", *rest)


_A_DAY = 24 * 60 * 60 * 1_000_000
"""Microseconds."""


@mutant("clocks-are-days", "kpidsl.engines.sql.conditions:clock")
def clocks_are_days(right):
    """The moment is midnight."""
    return lambda name: exp.Mul(
        this=exp.Paren(this=days_between(day(date(1970, 1, 1)), column(name))), expression=integer(_A_DAY)
    )


@mutant("seconds-are-cut", "kpidsl.engines.sql.conditions:clock")
def seconds_are_cut(right):
    """What is behind the second is lost."""
    second = integer(1_000_000)
    return lambda name: exp.Mul(this=exp.Paren(this=exp.IntDiv(this=right(name), expression=second)), expression=second)


@mutant("clock-of-london", "kpidsl.engines.duckdb_dates:_local")
def clock_of_london(right):
    """A time without a zone is not the local one."""
    return lambda moment: f"epoch_us({moment})"
