"""A sentence of a card in two parts, and how indicators are named in one."""

from __future__ import annotations

from typing import NamedTuple

from kpidsl.model.spec import Indicator
from kpidsl.wording.words import words


class Point(NamedTuple):
    """A sentence of a card in two parts: what it is of, which is set in bold, and what there is of it. `kind` is the
    same for the same sentence of other cards."""

    kind: str
    lead: str
    parts: tuple[str, ...] = ()

    @property
    def rest(self) -> str:
        """What there is of it, in one text."""
        return "; ".join(self.parts)

    @property
    def text(self) -> str:
        """The whole sentence: `Ikke avgjort: P.4 «Sykefravær».`"""
        return f"{self.lead}: {self.rest}." if self.parts else f"{self.lead}."


def quoted(title: str, language: str) -> str:
    """A title inside a sentence: `«Andel unge»`, “Share of the young”."""
    return words(language)["quoted"].format(text=title)


def coded(indicator: Indicator, language: str) -> str:
    """An indicator inside a sentence: `B.4 «Andel med jobbmatch»`."""
    return f"{indicator.code} {quoted(indicator.title, language)}"
