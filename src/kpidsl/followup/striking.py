"""Texts that are struck: where they are searched for in an act, and what stands in their place.

The text of a struck act is gone with its salt. What it said besides the struck words is in the act that strikes it, so
that a leader's plan does not go because a name stood in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from kpidsl.followup.fold import FORM, READING
from kpidsl.followup.ledger import STRIKE
from kpidsl.model.act import Act, Json

_UNSEEN = "[\u00ad\u200b-\u200d\u2060\ufeff]*"
"""Characters that do not show: a name with a soft hyphen in it is the same name."""
_WRITTEN = ("remark", "reason", "why")
"""What a person writes in the acts that are neither forms nor books."""


@dataclass(frozen=True)
class StruckText:
    """The text that is struck, and the mark that is put in its place.

    It is the same text whatever the case of its letters and the blanks between its words, also as part of a word.
    """

    text: str
    mark: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the text in a text of composed characters (NFC)."""
        words = (_UNSEEN.join(map(re.escape, word)) for word in _composed(self.text).split())
        return re.compile(r"\s+".join(words), re.IGNORECASE)

    def is_in(self, text: str) -> bool:
        """Whether the text has it."""
        return self.pattern.search(_composed(text)) is not None

    def out_of(self, text: str) -> str:
        """The text with the mark in each place of it; as it was where it has none."""
        struck, places = self.pattern.subn(lambda _: self.mark, _composed(text))
        return struck if places else text

    def out_of_act(self, act: Act, acts: Mapping[int, Act]) -> dict[str, Json]:
        """What the act says, without the text; `acts` are those of its ledger by number. The act is not struck."""
        return self._out_of(dict(act.said or {}), act, acts)

    def _out_of(self, content: dict[str, Any], act: Act, acts: Mapping[int, Act]) -> dict[str, Json]:
        before = dict(content)
        if act.header.kind in (FORM, READING):
            content["tables"] = {name: [self._row(row) for row in rows] for name, rows in content["tables"].items()}
        if act.header.kind == READING:  # of a remark: place, text, help; then what it is about
            content["remarks"] = [[*map(self.out_of, one[:3]), *one[3:]] for one in content["remarks"]]
        struck = acts.get(act.header.strikes or 0)
        if act.header.kind == STRIKE and content.get("instead") is not None and struck is not None:
            content["instead"] = self._out_of(dict(content["instead"]), struck, acts)
        struck_texts = {key: self.out_of(content[key]) for key in _WRITTEN if isinstance(content.get(key), str)}
        without_text = {**content, **struck_texts}
        if without_text != before:
            without_text.pop("salt", None)  # a form's: with it the id would tell whether a guess at the text is right
        return without_text

    def _row(self, row: Any) -> Json:
        number, cells = row
        return [number, {column: self.out_of(text) for column, text in cells.items()}]


def standing_texts(acts: Iterable[Act]) -> list[Act]:
    """The acts of a ledger in their order, each struck one with what stands in place of its text: None where nothing
    does, and without its salt. It is the same before a strike is carried out, and after."""
    instead: dict[int, Mapping[str, Any] | None] = {}
    standing = []
    for act in sorted(acts, key=lambda one: one.number, reverse=True):
        content: Any = instead.get(act.number, act.said)
        if act.header.kind == STRIKE and act.header.strikes is not None and act.header.strikes < act.number:
            instead.setdefault(act.header.strikes, (content or {}).get("instead"))
        standing.append(replace(act, said=content, salt=act.salt if act.number not in instead else None))
    return standing[::-1]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
