"""Signs of a specification that are not what they look like: unseen ones, and figures and letters of other scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kpidsl.model.look_alikes import in_latin, numbers_of
from kpidsl.problems import Problem, Span, problem, replacing

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"\w+")


def misleading_signs(path: str, number: int, raw: str, content: str, plain: str) -> Iterator[Problem]:
    """Check a line as it stands in the file (`raw`), the part of it before a comment (`content`), and what is read of
    it (`plain`).

    S027 for signs that nobody sees, in a comment for those alone that turn the order of letters; S028 for each figure
    that is not 0-9, and for each word of Latin letters with others among them that look the same.
    """
    if raw.isascii() and not _UNSEEN.search(raw):
        return
    unseen = [*_UNSEEN.finditer(content), *_TURNING.finditer(raw, len(content))]
    if unseen:
        signs = numbers_of(match.group() for match in unseen)
        fixes = replacing(Span(path, number, 1, len(raw)), _UNSEEN.sub("", plain), safe=True)
        yield problem("S027", Span(path, number, unseen[0].start() + 1, 1), signs=signs, fixes=fixes)
        return
    for word in _WORD.finditer(content):
        meant = _word_as_typed(word.group())
        if meant != word.group():
            span = Span(path, number, word.start() + 1, len(word.group()))
            others = numbers_of(sign for sign, typed in zip(word.group(), meant, strict=True) if sign != typed)
            yield problem("S028", span, found=word.group(), signs=others, meant=meant, fixes=replacing(span, meant))


def as_typed(text: str) -> str:
    """Return the text with the signs that S028 suggests; of the same length."""
    return text if text.isascii() else _WORD.sub(lambda word: _word_as_typed(word.group()), text)


def _word_as_typed(word: str) -> str:
    """The word with the figures 0-9, an ordinary s, and Latin letters for those that look so, if it has Latin letters
    too."""
    if word.isascii():
        return word
    typed = "".join(str(unicodedata.decimal(sign, sign)) for sign in word).replace("\u017f", "s")
    is_latin = any("LATIN" in unicodedata.name(letter, "") for letter in typed if letter.isalpha())
    return in_latin(typed) if is_latin else typed
