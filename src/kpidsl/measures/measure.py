"""The declaration of a statistic (`Measure`), and the defaults that most statistics share."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from kpidsl.model.measure import Formula, UnitOfMeasure, ValueStatistic, rows_of
from kpidsl.model.quotient import Quotient
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import LANGUAGES, Translated

Takes = Literal["with", "threshold", "within", "out_of", "per", "except", "of_set", "times", "window", "year"]

TAKES: dict[Takes, Translated] = {
    "with": Translated("«med …» og «uten …»", "«med …» og «utan …»", "“with …” and “without …”"),
    "threshold": Translated("«med STØRRELSE over …»", "«med STORLEIK over …»", "“with QUANTITY over …”"),
    "within": Translated("«innen …»", "«innan …»", "“within …”"),
    "out_of": Translated("«av …»", "«av …»", "“of …”"),
    "per": Translated("«per …»", "«per …»", "“per …”"),
    "except": Translated("«unntatt …»", "«unnateke …»", "“except …”"),
    "of_set": Translated("«på …»", "«på …»", "“of …”"),
    "times": Translated("«ganger n»", "«gonger n»", "“times n”"),
    "window": Translated("«siste n mnd»", "«siste n mnd»", "“last n months”"),
    "year": Translated("«hittil i år»", "«hittil i år»", "“year to date”"),
}
"""What may stand in a sentence beside its statistic, as a reader sees it."""


Reduced = Callable[[Sequence[int], int, int | None], Fraction]
"""The statistic, exactly, from ascending values (as many as it needs), how many of their integers make 1, and the
percentile where it has one."""

FROM_ALL_ROWS = Traits(kind=Kind.QUANTILE, combined="values", targets="latest", hidden_by="cases")
"""The traits of what does not add up: computed from the values of all rows, at every node."""


F = TypeVar("F", bound=Formula)


def rows_in_words(formula: Formula) -> tuple[str, str]:
    """Return no numerator, and as denominator the rows as the analyst named them; both empty without rows."""
    rows = rows_of(formula).get("rows")
    return "", rows.term if rows is not None else ""


def no_side(_formula: Formula) -> tuple[bool, bool]:
    """Return that neither numerator nor denominator is such."""
    return False, False


def kind_of_formula(formula: Formula) -> Hashable:
    """Return what two definitions of one series must share: the class of the formula; for statistics of values, the
    statistic and the class of the value."""
    if isinstance(formula, ValueStatistic):
        return formula.statistic, type(formula.value)
    return type(formula).__name__


@dataclass(frozen=True, slots=True)
class Measure(Generic[F]):
    """A statistic: its name, its name in messages (Norwegian, English), the clauses its sentence takes, and its traits.

    `unit` is the unit of its results (None: that of the values). `words` are the tokens of words.toml that start its
    sentence, each with the percentile it means (None: none, or the sentence gives it).

    `quotient` returns what adds up over units and months; None if nothing does. A statistic that needs the values of
    all rows has `reduced` instead, and a figure only if there are at least `least_rows` rows.

    `keeps_direction`: a higher figure is good or bad as a higher value is; not so for measures of spread. `in_words`
    returns the names of numerator and denominator, empty where there is none. `each_once` returns whether either counts
    each person once, and not each row. `series` returns what a later definition
    of an indicator must share with an earlier one to continue its series (T104).
    """

    name: str
    called: Translated
    takes: frozenset[Takes]
    traits: Traits
    unit: UnitOfMeasure | None = None
    words: Mapping[str, int | None] = field(default_factory=dict)
    quotient: Callable[[F], Quotient] | None = None
    reduced: Reduced | None = None
    least_rows: int = 1
    keeps_direction: bool = True
    in_words: Callable[[F], tuple[str, str]] = rows_in_words
    each_once: Callable[[F], tuple[bool, bool]] = no_side
    series: Callable[[F], Hashable] = kind_of_formula

    def takes_in_words(self) -> Translated:
        """Return the clauses that its sentence takes, as a list for messages."""
        taken = [words for clause, words in TAKES.items() if clause in self.takes]
        return Translated(*(", ".join(words[at] for words in taken) for at in range(len(LANGUAGES))))
