"""One row of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]
LANGUAGES = ("nb", "nn", "en")
"""What a message can be read in: bokmål, nynorsk, English."""


class Translated(NamedTuple):
    """A word or phrase of a message in every language."""

    nb: str
    nn: str
    en: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A code's severity, its message and its help in each language; `{name}` are the problem's fields.

    Where the nynorsk is empty, the bokmål is shown.
    """

    severity: Severity
    nb: str
    en: str
    help_nb: str = ""
    help_en: str = ""
    nn: str = ""
    help_nn: str = ""

    def message_in(self, language: str) -> str:
        """The message's template in `nb`, `nn` or `en`."""
        return Translated(self.nb, self.nn or self.nb, self.en)[LANGUAGES.index(language)]

    def help_in(self, language: str) -> str:
        """The help's template in `nb`, `nn` or `en`; empty where the message says it all."""
        return Translated(self.help_nb, self.help_nn or self.help_nb, self.help_en)[LANGUAGES.index(language)]
