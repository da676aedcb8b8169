"""One scan for each (source, anchor, breakdown): rows beside the calendar, the linked tables, one aggregate per
part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from sqlglot import exp

from kpidsl.engines.sql.conditions import Lowering, lower
from kpidsl.engines.sql.nodes import all_of, clock, column, integer, paren, state_of
from kpidsl.model.condition import Deadline, DeadlineUnit, Duration, EventExists, PersonIn
from kpidsl.model.measure import Anchor, AtCutOff, DateIn, DueIn, InYear, LeftIn, OwnPeriod, PresentAtStart
from kpidsl.model.plan import (
    CountRows,
    Function,
    Part,
    SumColumns,
    SumDuration,
    SumProduct,
    SumSquares,
    SumWeights,
    ValuesPart,
)
from kpidsl.model.spec import Source
from kpidsl.model.tables import WORKING_DAYS

CALENDAR, UNITS = "calendar", "units"


@dataclass(frozen=True, slots=True)
class Scan:
    """Parts that one pass over a source computes."""

    source: str
    anchor: Anchor
    breakdown: str | None
    parts: tuple[Part, ...]


def scans(parts: Sequence[Part], sources: Mapping[str, Source]) -> list[Scan]:
    """Group parts into scans, in a stable order.

    Parts of a ready-made source with different conditions are scans of their own: which cells exist depends
    on the condition.
    """
    groups: dict[str, list[Part]] = {}
    for part in sorted(parts, key=lambda p: p.key):
        given = sources[part.source].ready_made
        key = repr((part.source, part.anchor, part.breakdown, part.condition if given else None))
        groups.setdefault(key, []).append(part)
    return [Scan(g[0].source, g[0].anchor, g[0].breakdown, tuple(g)) for _, g in sorted(groups.items())]


@dataclass(slots=True)
class Frame:
    """A source's rows beside the calendar: the FROM and the join conditions of a scan."""

    select: exp.Select
    lowering: Lowering


def table(name: str, alias: str) -> exp.Expr:
    """A quoted table under an alias."""
    return exp.alias_(exp.Table(this=exp.to_identifier(name, quoted=True)), alias, table=True, quoted=True)


def frame(source: Source, name: str, anchor: Anchor) -> Frame:
    """Rows of `name` joined with the months they count in; `c` is the calendar, `r` the rows."""
    cut_off = column("first_day", "c") if isinstance(anchor, LeftIn) else column("next_first", "c")
    if isinstance(anchor, PresentAtStart):
        cut_off = column(f"back_{anchor.months - 1}", "c")
    select = (
        exp.Select()
        .from_(table(name, "r"))
        .join(table(CALENDAR, "c"), on=_counts_in(source, anchor), join_type="inner")
    )
    return Frame(select, Lowering(source, cut_off))


def _counts_in(source: Source, anchor: Anchor) -> exp.Expr:
    month = column("month", "c")
    period = source.column("period")
    match anchor:
        case OwnPeriod():
            assert period is not None
            if source.grain == "person_year":
                return exp.Between(this=month, low=column(period), high=_last_of_year(period))
            own = _last_of_year(period) if source.grain == "unit_year" else column(period)
            return exp.EQ(this=own, expression=month)
        case InYear():
            assert period is not None
            return exp.Between(this=month, low=column(period), high=_last_of_year(period))
        case DateIn():
            return _between_days(column(anchor.column), f"back_{anchor.months - 1}", "next_first")
        case DueIn(deadline):
            if deadline.column is not None and not deadline.moves:
                return _between_days(column(deadline.column), "back_0", "next_first")
            counted = deadline.column or deadline.start
            assert counted is not None
            value = clock(counted) if deadline.unit == "seconds" else column(counted)
            return _between_days(value, *due_columns(deadline.length, deadline.unit, deadline.moves))
        case AtCutOff():
            dates = [c.name for c in source.columns if c.type == "date"]
            come = [exp.LT(this=column(d), expression=column("next_first", "c")) for d in dates]
            result: exp.Expr = exp.false()
            for node in come:
                result = exp.Or(this=result, expression=node)
            return paren(result)
        case LeftIn():
            assert period is not None
            return exp.EQ(this=exp.Add(this=column(period), expression=integer(1)), expression=month)
        case PresentAtStart():
            assert period is not None
            return exp.EQ(this=exp.Add(this=column(period), expression=integer(anchor.months)), expression=month)
        case _:
            assert_never(anchor)


def _last_of_year(period: str) -> exp.Expr:
    """The last month of the year whose first is in the column."""
    return exp.Add(this=column(period), expression=integer(11))


def _between_days(value: exp.Expr, first: str, after: str) -> exp.Expr:
    return exp.And(
        this=exp.GTE(this=value, expression=column(first, "c")),
        expression=exp.LT(this=value.copy(), expression=column(after, "c")),
    )


Due = tuple[int, DeadlineUnit, bool]
"""Length, unit and whether it moves: of a deadline that is counted from a start."""


def due_columns(length: int, unit: DeadlineUnit, moves: bool) -> tuple[str, str]:
    """The calendar's columns: cases begun from the first and before the second day fall due in the month."""
    name = f"{'moved_' if moves else ''}{length}_{unit}"
    return f"due_{name}", f"due_next_{name}"


def calendar_needs(parts: Sequence[Part | Scan]) -> tuple[set[int], set[Due]]:
    """Months to look back, and the deadlines, that the calendar must carry as columns."""
    back, due = {0}, set()
    for part in parts:
        match part.anchor:
            case DateIn(months=months) | PresentAtStart(months=months):
                back.add(months - 1)
            case DueIn(deadline) if deadline.start is not None or deadline.moves:
                due.add((deadline.length, deadline.unit, deadline.moves))
            case _:
                pass
    return back, due


def join_units(select: exp.Select, source: Source, parts: Sequence[str]) -> exp.Select:
    """The rows joined with the table of units, as `u`, by their unit's code; by the part's code where the row names a
    part.

    `parts`: the codes of units' parts in the table of units (`Structure.parts`).
    """
    unit, above = source.column("unit"), source.column("unit_above")
    code = column(unit or "")
    if above is not None and parts:
        part = exp.DPipe(this=exp.DPipe(this=code.copy(), expression=exp.Literal.string("-")), expression=column(above))
        named = exp.In(this=part, expressions=[exp.Literal.string(one) for one in parts])
        code = exp.Case(ifs=[exp.If(this=named, true=part.copy())], default=code)
    return select.join(table(UNITS, "u"), on=exp.EQ(this=column("code", "u"), expression=code), join_type="left")


def select_scan(
    scan: Scan, source: Source, name: str, link_tables: Mapping[object, str], parts: Sequence[str]
) -> exp.Select:
    """The query of a scan: month, unit, category, then a value per part. For ready-made sources each value has its
    state beside it, as a rank; it is NULL where there are rows and none of them meets the condition."""
    base = frame(source, name, scan.anchor)
    given = source.ready_made
    columns: list[exp.Expr] = []
    for position, part in enumerate(scan.parts):
        met = lower(part.condition, base.lowering)
        columns.append(exp.alias_(_aggregate(part, met, base.lowering), f"v{position}", quoted=True))
        if given:
            columns.append(exp.alias_(_state(part, met), f"s{position}", quoted=True))
    left = left_in(scan.anchor, base.lowering)
    select = join_units(base.select, source, parts)
    select = join_links(select, base.lowering, source, scan.anchor, link_tables)
    if left is not None:
        select = select.where(left)
    place = exp.Coalesce(this=column("position", "u"), expressions=[integer(-1)])
    keys = [column("month", "c"), place]
    category = (
        exp.Coalesce(this=column(scan.breakdown), expressions=[exp.Literal.string("ukjent")])
        if scan.breakdown
        else None
    )
    head = [exp.alias_(keys[0].copy(), "month", quoted=True), exp.alias_(keys[1].copy(), "unit", quoted=True)]
    if category is None:
        head.append(exp.alias_(exp.Literal.string(""), "category", quoted=True))
        select = select.group_by(*(k.copy() for k in keys))
    else:
        head.append(exp.alias_(category.copy(), "category", quoted=True))
        select = select.group_by(*(k.copy() for k in keys), category.copy())
    return select.select(*head, *columns)


def left_in(anchor: Anchor, lowering: Lowering) -> exp.Expr | None:
    """For a transition: the row's person meets the condition nowhere in the month itself; None for other moments."""
    if not isinstance(anchor, LeftIn):
        return None
    still_in = column("month", lowering.alias(PersonIn(lowering.source.name, anchor.condition)))
    return exp.Is(this=still_in, expression=exp.null())


def _aggregate(part: Part, met: exp.Expr, to: Lowering) -> exp.Expr:
    reduce = exp.Count if isinstance(part.function, CountRows) else exp.Sum
    return reduce(this=exp.Case(ifs=[exp.If(this=met, true=_summed(part.function, to))]))


def _summed(function: Function, to: Lowering) -> exp.Expr:
    """The amount that a row adds to the sum."""
    match function:
        case CountRows():
            return integer(1)
        case SumDuration(duration):
            return to.duration(duration)
        case SumColumns(columns, decimals):
            return _signed_sum(columns.terms, decimals, to.source)
        case SumProduct(name, weight, _):
            return exp.Mul(this=_wide(column(name)), expression=column(weight))
        case SumWeights(name, weight, _):
            return exp.Case(ifs=[exp.If(this=column(name).is_(exp.null()).not_(), true=column(weight))])
        case SumSquares(of):
            value = _wide(_summed(of, to))
            return exp.Mul(this=value, expression=value.copy())
        case _:
            assert_never(function)


def row_value(part: ValuesPart, to: Lowering) -> exp.Expr:
    """The value of a row for a statistic over all rows; NULL where the row has none."""
    if isinstance(part.value, Duration):
        return to.duration(part.value)
    if to.source.ready_made:
        given = exp.EQ(this=state_of(part.value.name), expression=integer(0))
        return exp.Case(ifs=[exp.If(this=given, true=column(part.value.name))])
    return _signed_sum(((1, part.value.name),), part.decimals, to.source)


def _signed_sum(terms: Sequence[tuple[int, str]], decimals: int, source: Source) -> exp.Expr:
    result: exp.Expr = integer(0)
    for sign, name in terms:
        named = source.named(name)
        own = named.decimals if named else 0
        value: exp.Expr = column(name)
        if source.ready_made:  # what lacks is said by the state; what is not relevant adds nothing
            value = exp.Coalesce(this=value, expressions=[integer(0)])
        factor = sign * 10 ** (decimals - own)
        term = value if factor == 1 else exp.Mul(this=_wide(value), expression=integer(factor))
        result = exp.Add(this=_wide(result), expression=term) if len(terms) > 1 else term
    return paren(result)


def _wide(value: exp.Expr) -> exp.Expr:
    """As an integer of 128 bits: what is made of two of 64 bits fits."""
    return exp.Cast(this=paren(value), to=exp.DataType.build("int128"))


def _state(part: Part, met: exp.Expr) -> exp.Expr:
    """The state of a ready-made sum of the rows where `met` holds, as a rank: 1 value, 3 missing, 4 withheld, 5 not
    ready; NULL where it holds of none.

    One missing figure makes the sum missing: its size is unknown. A figure that is not relevant (0) adds nothing.
    """
    names = part.columns
    ranks: list[exp.Expr] = [] if names else [integer(1)]
    for name in names:
        ranks.append(
            exp.Case(
                this=state_of(name),
                ifs=[exp.If(this=integer(s), true=integer(r)) for s, r in ((0, 1), (3, 0), (2, 3), (4, 4), (1, 5))],
                default=integer(3),
            )
        )
    rank: exp.Expr = exp.Greatest(this=ranks[0], expressions=ranks[1:]) if len(ranks) > 1 else ranks[0]
    if isinstance(part.function, SumProduct | SumWeights):  # a product that has something not relevant is not either
        least = exp.Least(this=ranks[0].copy(), expressions=[r.copy() for r in ranks[1:]])
        rank = exp.Case(ifs=[exp.If(this=exp.GT(this=rank, expression=integer(1)), true=rank.copy())], default=least)
    return exp.Max(this=exp.Case(ifs=[exp.If(this=met.copy(), true=rank)]))


def unit_of_today(unit: str) -> exp.Expr:
    """An expression that is the same for every code and part of a unit, by the joined table of units; for an unknown
    unit it is the code."""
    leaf = exp.Cast(this=column("whole", "u"), to=exp.DataType.build("varchar"))
    return exp.Coalesce(this=exp.DPipe(this=exp.Literal.string("#"), expression=leaf), expressions=[column(unit)])


def enough_events(select: exp.Select, link: EventExists) -> exp.Select:
    """Each row of a query of events once; only those with as many events as the link asks for, or with one in each
    month of its window."""
    if link.at_least == 1 and not link.every_month:
        return select.distinct()
    select = select.group_by(*(named.this.copy() for named in select.expressions))
    if link.every_month:
        months = exp.Count(this=exp.Distinct(expressions=[column("event_month", "r")]))
        return select.having(exp.EQ(this=months, expression=integer(link.months)))
    return select.having(exp.GTE(this=exp.Count(this=exp.Star()), expression=integer(link.at_least)))


def join_links(
    select: exp.Select, lowering: Lowering, source: Source, anchor: Anchor, link_tables: Mapping[object, str]
) -> exp.Select:
    """Left joins for the linked conditions and the working days that lowering asked for."""
    person, period = source.column("person"), source.column("period")
    for link, alias in lowering.links.items():
        assert person is not None
        month = column("month", "c")
        if isinstance(link, PersonIn) and not isinstance(anchor, LeftIn) and period is not None:
            month = column(period)
        on: list[exp.Expr] = [
            exp.EQ(this=column("person", alias), expression=column(person)),
            exp.EQ(this=column("month", alias), expression=month),
        ]
        if isinstance(link, EventExists) and link.same_unit:
            unit = source.column("unit")
            assert unit is not None
            on.append(exp.EQ(this=column("unit", alias), expression=unit_of_today(unit)))
        select = select.join(table(link_tables[link], alias), on=all_of(on), join_type="left")
    for name, alias in lowering.working_days.items():
        on_day = exp.EQ(this=column("day", alias), expression=lowering.day(name))
        select = select.join(table(WORKING_DAYS, alias), on=on_day, join_type="left")
    for deadline, alias in lowering.due.items():
        select = select.join(table(WORKING_DAYS, alias), on=_is_due(deadline, alias, lowering), join_type="left")
    for deadline, alias in lowering.moved.items():
        on_day = exp.EQ(this=column("day", alias), expression=lowering.deadline_day(deadline))
        select = select.join(table(WORKING_DAYS, alias), on=on_day, join_type="left")
    return select


def _is_due(deadline: Deadline, alias: str, lowering: Lowering) -> exp.Expr:
    """That the day at `alias` is the last of the deadline's working days."""
    assert deadline.start is not None
    last = exp.Add(this=lowering.working_day(deadline.start), expression=integer(deadline.length))
    return exp.And(
        this=exp.EQ(this=column("number", alias), expression=last),
        expression=exp.EQ(this=column("day", alias), expression=column("moved_to", alias)),
    )
