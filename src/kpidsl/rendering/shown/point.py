"""A sentence of a card in two parts, and how indicators are named in one."""

from __future__ import annotations

from typing import NamedTuple

from kpidsl.model.spec import Indicator
from kpidsl.wording.words import words


class Point(NamedTuple):
    """A sentence of a card in two parts: what it is of, which is set in bold, and what there is of it. `kind` is the
    same for the same sentence of other cards. `brief` is what there is of it by codes alone, for where there is little
    room and the indicators stand below; empty where it has no shorter form."""

    kind: str
    lead: str
    parts: tuple[str, ...] = ()
    brief: str = ""

    @property
    def rest(self) -> str:
        """What there is of it, in one text."""
        return "; ".join(self.parts)

    @property
    def in_brief(self) -> Point:
        """The sentence by codes alone, where it has that form."""
        return Point(self.kind, self.lead, (self.brief,)) if self.brief else self

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
