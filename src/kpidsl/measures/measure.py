"""What a statistic declares of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Measure:
    """A statistic: its name, what messages call it (Norwegian, English), and what its sentence takes."""

    name: str
    called: tuple[str, str]
    takes: frozenset[Takes]

    def takes_in_words(self, language: Literal["nb", "en"]) -> str:
        """What its sentence takes, as a list for a reader."""
        return ", ".join(said[language == "en"] for clause, said in TAKES.items() if clause in self.takes)
