"""What a statistic declares of itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from kpidsl.model.measure import Formula, UnitOfMeasure, ValueStatistic, rows_of
from kpidsl.model.quotient import Quotient
from kpidsl.model.traits import Kind, Traits

Takes = Literal["with", "threshold", "within", "out_of", "per", "except", "of_set", "window", "year"]

TAKES: dict[Takes, tuple[str, str]] = {
    "with": ("«med …» og «uten …»", "“with …” and “without …”"),
    "threshold": ("«med STØRRELSE over …»", "“with QUANTITY over …”"),
    "within": ("«innen …»", "“within …”"),
    "out_of": ("«av …»", "“of …”"),
    "per": ("«per …»", "“per …”"),
    "except": ("«unntatt …»", "“except …”"),
    "of_set": ("«på …»", "“of …”"),
    "window": ("«siste n mnd»", "“last n months”"),
    "year": ("«hittil i år»", "“year to date”"),
}
"""What may stand in a sentence beside its statistic, as a reader sees it in Norwegian and English."""


Reduced = Callable[[Sequence[int], int, int | None], Fraction]
"""The statistic, exactly, from ascending values (as many as it needs), how many of their integers make 1, and the
percentile where it has one."""

FROM_ALL_ROWS = Traits(kind=Kind.QUANTILE, combined="values", targets="latest", hidden_by="cases")
"""The traits of what does not add up: computed from the values of all rows, at every node."""


F = TypeVar("F", bound=Formula)


def rows_in_words(formula: Formula) -> tuple[str, str]:
    """What a figure of rows is computed from: no numerator, and below it the rows as the analyst called them."""
    rows = rows_of(formula).get("rows")
    return "", rows.term if rows is not None else ""


def kind_of_formula(formula: Formula) -> Hashable:
    """The kind of formula, of values the statistic and what the values are."""
    if isinstance(formula, ValueStatistic):
        return formula.statistic, type(formula.value)
    return type(formula).__name__


@dataclass(frozen=True, slots=True)
class Measure(Generic[F]):
    """A statistic: its name, what messages call it (Norwegian, English), what its sentence takes, and its traits.

    `unit` is that of its results (None: that of what it measures).
    `words` are those of the table of words that a sentence about a quantity begins with, each with the percentile
    that it means (None: it has none, or says it itself).
    `quotient` is what it adds up over units and months, None where it does not add up. What is computed from the
    values of all rows has `reduced` instead, and a figure where there are at least `least_rows` rows.
    With `keeps_direction` more of it is as good or bad as more of the quantity; how far values spread is neither.
    `in_words` names the numerator and the denominator for a reader, each empty where there is none to name.
    `series` is what a later definition of an indicator must not change: else its figures are no series (T104).
    """

    name: str
    called: tuple[str, str]
    takes: frozenset[Takes]
    traits: Traits
    unit: UnitOfMeasure | None = None
    words: Mapping[str, int | None] = field(default_factory=dict)
    quotient: Callable[[F], Quotient] | None = None
    reduced: Reduced | None = None
    least_rows: int = 1
    keeps_direction: bool = True
    in_words: Callable[[F], tuple[str, str]] = rows_in_words
    series: Callable[[F], Hashable] = kind_of_formula

    def takes_in_words(self, language: Literal["nb", "en"]) -> str:
        """What its sentence takes, as a list for a reader."""
        return ", ".join(said[language == "en"] for clause, said in TAKES.items() if clause in self.takes)
