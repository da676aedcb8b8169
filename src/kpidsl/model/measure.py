"""What an indicator measures: a formula over rows, with everything resolved.

The raw result of every formula is an exact fraction; `Formula.scale` times it is the number in the unit
that is printed (100 for a share in per cent).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, assert_never

from kpidsl.model.condition import Condition, Deadline, Duration, IsMissing, Not, conjunction, links_in
from kpidsl.model.members import members_of
from kpidsl.model.unit_of_measure import UnitOfMeasure as UnitOfMeasure


class Cumulation(StrEnum):
    """What the year to date is: a sum (flow), the latest (stock, rolling)."""

    STOCK = "stock"
    FLOW = "flow"
    ROLLING = "rolling"


@dataclass(frozen=True, slots=True)
class OwnPeriod:
    """A row belongs to the period in its own period column (state rows, ready-made rows; of a year: its last month)."""


@dataclass(frozen=True, slots=True)
class InYear:
    """A ready-made row for a year belongs to each of its months: in full (a stock that holds all year), or a twelfth
    of it."""

    twelfth: bool


@dataclass(frozen=True, slots=True)
class DateIn:
    """A row belongs to the month its date in `column` lies in; `months` > 1 counts it in a rolling window."""

    column: str
    months: int = 1


@dataclass(frozen=True, slots=True)
class DueIn:
    """A case belongs to the month its deadline lies in."""

    deadline: Deadline


@dataclass(frozen=True, slots=True)
class AtCutOff:
    """A case belongs to every month at whose end it exists (any of its dates has come) and its condition holds."""


@dataclass(frozen=True, slots=True)
class LeftIn:
    """State rows of month m - 1 whose person meets `condition` nowhere in month m; counted in m at m - 1's unit."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class PresentAtStart:
    """State rows of the month before the window of `months` months that ends with the period, at that unit."""

    months: int = 1


Anchor = OwnPeriod | InYear | DateIn | DueIn | AtCutOff | LeftIn | PresentAtStart


@dataclass(frozen=True, slots=True)
class Rows:
    """A set of rows of one source, and the moment each is counted.

    `exclusions` are exceptions (of a deadline, or `unntatt`): rows that meet one are left out and counted.
    `term` is the phrase the analyst used.
    """

    source: str
    condition: Condition
    anchor: Anchor
    exclusions: tuple[Condition, ...] = ()
    term: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """A signed sum of numeric columns of a ready-made or case source: ((1, "a"), (-1, "b")) is a minus b."""

    terms: tuple[tuple[Literal[1, -1], str], ...]

    @property
    def text(self) -> str:
        """As it is written for readers: `a + b − c`."""
        signed = "".join(f" {'+' if sign > 0 else '−'} {name}" for sign, name in self.terms)
        return signed.removeprefix(" + ").strip()


@dataclass(frozen=True, slots=True)
class Share:
    """Rows that meet `numerator` among `rows`; 0-100 %."""

    rows: Rows
    numerator: Condition
    term: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Number of rows."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class DistinctPersons:
    """Number of persons among `rows`, each once: from rows, at every node."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class Rate:
    """Number of `rows` per `per` of `base`."""

    rows: Rows
    base: Rows
    per: int


@dataclass(frozen=True, slots=True)
class Column:
    """The number in a column of a row; a row without one has no value."""

    name: str


@dataclass(frozen=True, slots=True)
class ValueStatistic:
    """A statistic of the value of each row: a mean, a median, a range.

    `statistic` is its name in the measures' registry; `percent` is the percentile (50: the median), None for a
    statistic without one.
    """

    rows: Rows
    value: Duration | Column
    statistic: str
    percent: int | None = None

    @property
    def known(self) -> Condition:
        """That a row has a value: the number, or both dates."""
        columns = (self.value.name,) if isinstance(self.value, Column) else (self.value.start, self.value.end)
        return conjunction(*(Not(IsMissing(name)) for name in columns if name is not None))


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """The mean of a ready-made mean in `column`, weighted by the column `weight`."""

    rows: Rows
    column: str
    weight: str


@dataclass(frozen=True, slots=True)
class Amount:
    """Sum of a column."""

    rows: Rows
    columns: Columns


@dataclass(frozen=True, slots=True)
class AmountOfRows:
    """Sum of columns of rows about persons, cases or events."""

    rows: Rows
    columns: Columns

    @property
    def known(self) -> Condition:
        """That a row has a number in each column."""
        return conjunction(*(Not(IsMissing(name)) for _, name in self.columns.terms))


@dataclass(frozen=True, slots=True)
class ReadyShare:
    """A share that is delivered: its numerator and its denominator are columns of the source."""

    rows: Rows
    numerator: Columns
    denominator: Columns


@dataclass(frozen=True, slots=True)
class ColumnRatio:
    """A sum of columns as a percentage of another sum."""

    rows: Rows
    numerator: Columns
    denominator: Columns
    base_rows: Rows | None = None


@dataclass(frozen=True, slots=True)
class AmountPer:
    """Sum of columns of `rows` for each of so many of `base`: rows, or where `denominator` is given the sum of it.

    `over_stock`: what it is divided by is a stock.
    """

    rows: Rows
    columns: Columns
    base: Rows
    denominator: Columns | None = None
    over_stock: bool = False


@dataclass(frozen=True, slots=True)
class PersonsPer:
    """`rows` for each of so many of `base`, where those of `persons` count as persons, each once.

    Of the other side rows are counted, or `columns` added up. `over_stock`: what it is divided by is a stock.
    """

    rows: Rows
    base: Rows
    persons: Literal["above", "below", "both"]
    columns: Columns | None = None
    over_stock: bool = False


def asks_for_working_days(*measures: object) -> bool:
    """Whether any of the formulas or parts contains a duration or a deadline in working days, or a deadline that moves.

    Every field of every value is visited, however deep; the names of columns and terms do not matter.
    """
    return any(map(_asks, measures))


def _asks(value: object) -> bool:
    match value:
        case Duration(unit="working_days") | Deadline(moves=True) | Deadline(unit="working_days"):
            return True
        case _:
            return any(map(_asks, members_of(value)))


@dataclass(frozen=True, slots=True)
class Index:
    """Weighted attainment of other indicators: ((code, weight), …); the weights sum to exactly 1.

    It is computed from the components present where at most `missing_limit` of the weight is missing. No component
    scores above `cap`.
    """

    components: tuple[tuple[str, Fraction], ...]
    missing_limit: Fraction = Fraction(1, 4)
    cap: Fraction = Fraction(6, 5)


@dataclass(frozen=True, slots=True)
class Change:
    """What the figure of the indicator with that code is above its own of `months` earlier, in its unit."""

    code: str
    months: int = 12


Formula = (
    Share
    | ReadyShare
    | Count
    | DistinctPersons
    | Rate
    | ValueStatistic
    | WeightedMean
    | Amount
    | AmountOfRows
    | AmountPer
    | PersonsPer
    | ColumnRatio
    | Index
    | Change
)


def rows_of(formula: Formula) -> dict[str, Rows]:
    """The sets of rows that a formula is made of, by the name of the field; empty for an index."""
    match formula:
        case Share() | ReadyShare() | Count() | DistinctPersons() | ValueStatistic() | WeightedMean():
            return {"rows": formula.rows}
        case Amount() | AmountOfRows():
            return {"rows": formula.rows}
        case Rate() | AmountPer() | PersonsPer():
            return {"rows": formula.rows, "base": formula.base}
        case ColumnRatio():
            below = {"base_rows": formula.base_rows} if formula.base_rows is not None else {}
            return {"rows": formula.rows, **below}
        case Index() | Change():
            return {}
        case _:
            assert_never(formula)


def composite_of(formula: Formula) -> Index | None:
    """The formula as weighted attainment of other indicators; None where it is computed from rows."""
    return formula if isinstance(formula, Index) else None


def change_in(formula: Formula) -> Change | None:
    """The formula as a change in another indicator; None where it is none."""
    return formula if isinstance(formula, Change) else None


def components_of(formula: Formula) -> tuple[str, ...]:
    """The codes of the indicators that a formula is made of; empty where it is computed from rows."""
    match formula:
        case Index():
            return tuple(code for code, _ in formula.components)
        case Change():
            return (formula.code,)
        case _:
            return ()


def months_behind(formula: Formula) -> tuple[int, ...]:
    """How many months before its own the figures are of that a formula is made of: of a change of two months."""
    return (0, formula.months) if isinstance(formula, Change) else (0,)


def values_of(formula: Formula) -> ValueStatistic | None:
    """The formula as a statistic of a value in each row; None where it is none."""
    return formula if isinstance(formula, ValueStatistic) else None


def with_rows(formula: Formula, rows: Mapping[str, Rows]) -> Formula:
    """The formula over other sets of rows, by the name of the field (those of `rows_of`); itself where there are none,
    as an index has none."""
    other: dict[str, Any] = dict(rows)
    return replace(formula, **other) if other else formula


def changed(
    formula: Formula, of_rows: Callable[[Rows], Rows], of_numerator: Callable[[Condition], Condition]
) -> Formula:
    """The formula with each of its sets of rows changed, and what those in the numerator must meet where it is a part
    of the rows. An index has neither, and is returned as it is."""
    other = with_rows(formula, {name: of_rows(rows) for name, rows in rows_of(formula).items()})
    return replace(other, numerator=of_numerator(other.numerator)) if isinstance(other, Share) else other


def conditions_of(formula: Formula) -> Iterator[tuple[str, Condition]]:
    """Each condition that a formula puts to rows, with the source of those rows; none for an index."""
    for rows in rows_of(formula).values():
        yield from ((rows.source, condition) for condition in (rows.condition, *rows.exclusions))
        if isinstance(rows.anchor, LeftIn):
            yield rows.source, rows.anchor.condition
    if isinstance(formula, Share):
        yield formula.rows.source, formula.numerator


def meaning(formula: Formula) -> Formula:
    """The formula without the analyst's wording: equal for two formulas that count the same."""
    plain = with_rows(formula, {name: replace(rows, term="") for name, rows in rows_of(formula).items()})
    return replace(plain, term="") if isinstance(plain, Share) else plain


OF_THE_WHOLE = 1000
"""Per cent. The target of a ratio may well be above 100 (110 % of the budget is spent); above ten times the whole it is
a slip, most often a lost decimal mark (6000 for 60,00)."""


def sources_of(formula: Formula) -> set[str]:
    """The names of the sources that the rows of a formula are of, or are linked with."""
    linked = {link.source for _, condition in conditions_of(formula) for link in links_in(condition)}
    return linked | {rows.source for rows in rows_of(formula).values()}
