"""The tree of a specification as written: nothing is resolved, every node knows its place.

Names stay names (`Name`), phrases stay phrases (`TermRef`: the declared phrase and the kind it was read as);
the checker resolves them; a node's `text` as written is no part of what it says. Numbers are exact, dates are
dates, units are slugs. This file holds what stands inside a line; conditions stand in `conditions`, declarations in
`terms`, indicators in `indicators`, blocks in `blocks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from kpidsl.problems import Span

TermKind = Literal["set", "property", "outcome", "quantity"]
Operator = Literal["=", "<>", "<", "<=", ">", ">="]
DirectionWord = Literal["higher", "lower"]
Unit = Literal[
    "percent",
    "percentage_points",
    "seconds",
    "minutes",
    "hours",
    "days",
    "working_days",
    "weeks",
    "months",
    "years",
    "count",
    "points",
    "kroner",
]


@dataclass(frozen=True, slots=True)
class Name:
    """A name, a code or a quoted text as written, without quotes: column, source, level, code, title."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class TermRef:
    """A use of a declared phrase: `key` is the first form of its declaration, casefolded; `text` is what is written
    here."""

    key: str
    kind: TermKind
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reference:
    """The rows that a declaration or a ratio is about: the name of a source, or of a declared set.

    `term` is the key of the declared set with that name; None if there is none. A source with the same name takes
    precedence in the checker (in `begrep sykefravær betyr sykefravær` it must be the source).
    """

    text: str
    term: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An exact number with its unit as written (None: no unit). 12,5 mill. kroner is 12 500 000 kroner.

    `number` is what is written before the unit, `language` that of the file.
    """

    value: Fraction
    unit: Unit | None
    text: str
    span: Span
    number: str = field(default="", compare=False)
    language: Literal["nb", "nn", "en"] = field(default="nb", compare=False)


@dataclass(frozen=True, slots=True)
class DateLiteral:
    """A date; `day` is the first day of what was written (a month, quarter, tertial or year). `within`: the words
    before it are those of all of that time (`i 2026`)."""

    day: date
    precision: Literal["day", "month", "quarter", "tertial", "year"]
    text: str
    span: Span
    within: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Window:
    """`siste n T`: length as written (unit days, weeks, months or years); `every`: in each of its months."""

    length: WrittenAmount
    span: Span
    text: str = field(compare=False)
    every: bool = False


@dataclass(frozen=True, slots=True)
class AgePhrase:
    """`under 30 år`, `over 66 år`, `fra 55 år`, `mellom 18 og 24 år` (both ends included): each limit with its
    comparison. One that is written without a unit is in years, and `names_unit` is false. `waiting`: it is said of
    those who still wait (`who have been waiting over 52 weeks`)."""

    limits: tuple[tuple[Operator, WrittenAmount], ...]
    names_unit: bool
    span: Span
    text: str = field(compare=False)
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class SetPhrase:
    """A set with the properties and outcomes around it (before it or after it, in the order written), and its age."""

    noun: TermRef
    modifiers: tuple[TermRef, ...]
    window: Window | None
    span: Span
    text: str = field(compare=False)
    age: AgePhrase | None = None


@dataclass(frozen=True, slots=True)
class SameUnit:
    """`ved samme enhet`."""

    span: Span
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class WithClause:
    """`med SETT` or (negated) `uten SETT`, with its window (R22) and `ved samme enhet`.

    `past`: it is written `som har hatt`, about a state, and says neither that it holds today nor since when. `at_least`
    is the number of `med minst n` (1 if none is written).
    """

    negated: bool
    phrase: SetPhrase
    same_unit: SameUnit | None
    span: Span
    text: str = field(compare=False)
    past: bool = False
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class JoinedClause:
    """At least two `med` or `uten` that are joined: all of them (`og`), or any (`eller`).

    `shared` are the positions of those without a word of their own: they have that of the one before. `neither` is
    `verken A eller B`, which is `uten A og uten B` but for a window, which may be of both.
    """

    join: Literal["and", "or"]
    parts: tuple[WithClause, ...]
    shared: tuple[int, ...]
    span: Span
    text: str = field(compare=False)
    neither: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class ThresholdClause:
    """`med STØRRELSE over/under/minst/høyst n T`; negated with `uten`."""

    negated: bool
    quantity: TermRef
    operator: Operator
    limit: WrittenAmount
    span: Span
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class WithinClause:
    """`innen n T`, or `innen fristen` (limit None); `since` is where the time starts, in `innen n T fra START`.

    `unbroken` where it is written `ingen fristbrudd`: by the one outcome that is declared of the set.
    """

    limit: WrittenAmount | None
    span: Span
    text: str = field(compare=False)
    since: Name | None = None
    unbroken: bool = False


@dataclass(frozen=True, slots=True)
class OutOfClause:
    """`av SETT`: the denominator of a share."""

    phrase: SetPhrase
    span: Span
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class PerClause:
    """`per n SETT` (n is 1 where none is written); `persons`: `per n ulike personer blant SETT`."""

    number: int
    phrase: SetPhrase
    span: Span
    text: str = field(compare=False)
    persons: bool = False


@dataclass(frozen=True, slots=True)
class WindowClause:
    """`siste n T` behind a quantity: its months are added up."""

    window: Window
    span: Span
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class PerQuantityClause:
    """`per n STØRRELSE` (n is 1 where none is written), and the window behind it: kroner per FTE."""

    number: int
    quantity: TermRef
    span: Span
    text: str = field(compare=False)
    window: WindowClause | None = None


@dataclass(frozen=True, slots=True)
class ExceptClause:
    """`unntatt SETT`."""

    phrase: SetPhrase
    span: Span
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class TimeClause:
    """`hittil i år` (also `i løpet av 2026`, which dates the target too), `i forrige måned`, `ved månedens slutt`."""

    time: Literal["year_to_date", "previous_month", "month_end"]
    span: Span
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class TimesClause:
    """`ganger 1,25` or `delt på 1 750`: the constant that a sum is multiplied or divided by."""

    number: Fraction
    divided: bool
    span: Span
    text: str = field(compare=False)

    @property
    def factor(self) -> Fraction:
        """What the sum is multiplied by; 0 where it would be divided by 0."""
        return (1 / self.number if self.number else Fraction(0)) if self.divided else self.number


Clause = (
    WithClause
    | JoinedClause
    | ThresholdClause
    | WithinClause
    | OutOfClause
    | PerClause
    | PerQuantityClause
    | ExceptClause
    | TimeClause
    | WindowClause
    | TimesClause
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One reading of an indicator's sentence.

    share, count, distinct: `head` is the set. sum: a quantity alone or after `samlet` (the checker knows whether it
    is an amount or a ratio). ratio: `quantity` in per cent of `base`. Any other `statistic` is a measure's name:
    `quantity`, and `head` after på/for/av where written. `percent` is the percentile (None otherwise). `total` is the
    place of `samlet` (None where it is not written).
    """

    statistic: str
    head: SetPhrase | None
    quantity: TermRef | None
    base: TermRef | None
    percent: int | None
    clauses: tuple[Clause, ...]
    span: Span
    total: Span | None = None


@dataclass(frozen=True, slots=True)
class IndexSentence:
    """`Vektet indeks "…"`; its components are the indicator's `ComponentLine`s."""

    title: Name
    span: Span


@dataclass(frozen=True, slots=True)
class TitleSentence:
    """`"Tittel"` alone: the figures are fetched (`hentes fra`)."""

    title: Name
    span: Span


@dataclass(frozen=True, slots=True)
class ChangeSentence:
    """`Endring fra i fjor i B.1`."""

    code: Name
    span: Span


Reading = Sentence | IndexSentence | TitleSentence | ChangeSentence


@dataclass(frozen=True, slots=True)
class Target:
    """A target, in a sentence's bracket or a line of `måltall for`.

    level: `value`; `operator` is ">=" (minst), "<=" (høyst), ">" (over), "<" (under) or None (bare: as the direction
    says), `word` the place of that word where another may stand there.
    corridor: `value` to `high`. improvement: `value` `comparison` enn `base` (last_year, previous for
    forrige måned/periode/kvartal/tertial, or year for `i 2025`, which is `base_year`); `value` is None for `lavere enn
    i fjor`, and for `høyst som i fjor`, which has an `operator` for its `comparison`. `of_value`: `10 % av verdien`.
    none: `uten mål`.
    `level` with `units` is `for kontor 1902, 1903`; `level` alone `for kontor`; a quoted name stands in
    `units` as a code does. `line` is the steering line of `for den statlige linjen` (None: both). `category` is what
    `for "unge"` names (None: no category); with `others` it is `andre`, those that no target of the indicator names.
    `average` is `i gjennomsnitt`, which says again of what is an average that it is one (None: it is not said).
    `text`: the words that it was read from, over the end of a line that continues.
    """

    form: Literal["level", "corridor", "improvement", "none"]
    span: Span
    value: WrittenAmount | None = None
    high: WrittenAmount | None = None
    operator: Literal[">=", "<=", ">", "<"] | None = None
    word: Span | None = field(default=None, compare=False)
    comparison: Literal["better", "higher", "lower"] | None = None
    base: Literal["last_year", "previous", "year", "level"] | None = None
    base_year: int | None = None
    base_level: Name | None = None
    of_value: bool = False
    valid_from: DateLiteral | None = None
    level: Name | None = None
    units: tuple[Name, ...] = ()
    line: Name | None = None
    category: Name | None = None
    others: bool = False
    decided: DateLiteral | None = None
    average: Name | None = field(default=None, compare=False)
    text: str = field(default="", compare=False)


def dated_together(goals: Sequence[Target]) -> tuple[Target, ...]:
    """The targets of a sentence; a date behind the last category alone is that of every one: `60 % for "unge" og 50 %
    for andre i 2026`."""
    if not goals:
        return ()
    *before, last = goals
    if all(goal.category is not None and goal.valid_from is None for goal in before) and last.category is not None:
        return tuple(replace(goal, valid_from=last.valid_from) for goal in goals)
    return tuple(goals)
