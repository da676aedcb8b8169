"""The nearest of many spellings, by edit distance with neighbours swapped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

_DECIMALS = re.compile(r"(?<=\d)[.,]0+$")
"""What a program that takes codes for numbers writes after them."""


def distance(left: str, right: str, limit: int) -> int:
    """The number of edits (insert, remove, change, swap two neighbours) between the texts; limit + 1 where it is
    larger."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    if left == right:
        return 0
    before: list[int] = []
    last = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return min(last[-1], limit + 1)


def tolerance(text: str) -> int:
    """How many edits still count as a slip of the pen: none under 3 letters, then one for every four letters, at
    most 3."""
    return 0 if len(text) < 3 else max(1, min(3, len(text) // 4))


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """The nearest candidate within the tolerance (the first of equals), or None; case does not matter."""
    wanted = text.casefold()
    best: tuple[int, str] | None = None
    limit = tolerance(wanted)
    for candidate in candidates:
        if abs(len(candidate) - len(wanted)) > limit:
            continue
        edits = distance(wanted, candidate.casefold(), limit)
        if edits <= limit and (best is None or edits < best[0]):
            best = (edits, candidate)
            if edits == 0:
                break
            limit = edits
    return best[1] if best is not None else None


def begun_alike(one: str, other: str) -> int:
    """How many letters the two begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


SURE_FROM = 5
"""Letters from which on a word that differs by one edit from exactly one other is a slip of it for sure."""


def only_near(text: str, candidates: Iterable[str]) -> bool:
    """Whether the text is a slip of one candidate for sure: one edit from it and from no other, or two and no other is
    within the tolerance. Never of a short word, or of one with a figure in it."""
    if len(text) < SURE_FROM or any(c.isdigit() for c in text):
        return False
    wanted, limit = text.casefold(), tolerance(text)
    edits = sorted(distance(wanted, c, limit) for c in {c.casefold() for c in candidates})
    first, second = (*edits, limit + 1, limit + 1)[:2]
    return (first == 1 and second > 1) or (first == 2 <= limit < second)


def nearest_code(text: str, codes: Iterable[str]) -> str | None:
    """The code most likely meant by `text`: the one that `alike` finds, else the nearest spelling; None where there
    is none."""
    known = list(codes)
    return alike(text, known) or nearest(text, known)


def alike(text: str, codes: Iterable[str]) -> str | None:
    """The code that differs from `text` in leading zeros, in case or in punctuation alone (`101` and `101.0` for
    `0101`, `s1` for `S.1`), where exactly one does; else None."""
    known = list(codes)
    for bare in (_without_zeros, _letters_and_digits):
        same = {code for code in known if bare(code) == bare(text)}
        if len(same) == 1:
            return same.pop()
    return None


def _without_zeros(code: str) -> str:
    return _DECIMALS.sub("", code.strip()).lstrip("0").casefold()


def _letters_and_digits(code: str) -> str:
    return "".join(c for c in code.casefold() if c.isalnum())
