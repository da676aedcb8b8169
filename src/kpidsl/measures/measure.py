"""What a statistic declares of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from kpidsl.model.measure import UnitOfMeasure
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


@dataclass(frozen=True, slots=True)
class Measure:
    """A statistic: its name, what messages call it (Norwegian, English), what its sentence takes, and its traits.

    `unit` is that of its results (None: that of what it measures).

    `words` are those of the table of words that a sentence about a quantity begins with, each with the percentile
    that it means (None: it has none, or says it itself). What is made of all rows at once has `reduced`, and a figure
    where there are at least `least_rows` rows; what adds up over units and months has None. With `keeps_direction` more
    of it is as good or bad as more of the quantity; how far values spread is neither.
    """

    name: str
    called: tuple[str, str]
    takes: frozenset[Takes]
    traits: Traits
    unit: UnitOfMeasure | None = None
    words: Mapping[str, int | None] = field(default_factory=dict)
    reduced: Reduced | None = None
    least_rows: int = 1
    keeps_direction: bool = True

    def takes_in_words(self, language: Literal["nb", "en"]) -> str:
        """What its sentence takes, as a list for a reader."""
        return ", ".join(said[language == "en"] for clause, said in TAKES.items() if clause in self.takes)
