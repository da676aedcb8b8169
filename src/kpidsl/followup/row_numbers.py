"""The number of a row: five consonants, as KTRWB.

It is no word, no date and no number to a spreadsheet, and dragging a cell repeats it, where `B.1` would become `B.2`.
The last letter is a check: one wrong letter, or two neighbours swapped, is no number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

LETTERS = "BCDFGHJKLMNPRSTVWXZ"
"""A prime number of letters, so that the check sees every single mistake."""
_LENGTH = 5


def is_number(text: str) -> bool:
    """Whether the text is a row's number, its check letter right."""
    return (
        len(text) == _LENGTH
        and set(text) <= set(LETTERS)
        and not _remainder([LETTERS.index(letter) for letter in text])
    )


def new_number(about: str, taken: Collection[str]) -> str:
    """A number that is not taken; the same for the same text and the same taken numbers."""
    for attempt in range(100_000):
        drawn = int.from_bytes(hashlib.sha256(f"{attempt} {about}".encode()).digest())
        places = [drawn // len(LETTERS) ** at % len(LETTERS) for at in range(_LENGTH - 1)]
        last = -_remainder([*places, 0]) * pow(_LENGTH, -1, len(LETTERS)) % len(LETTERS)
        number = "".join(LETTERS[place] for place in [*places, last])
        if number not in taken:
            return number
    raise ValueError("all row numbers are taken")


def _remainder(places: list[int]) -> int:
    return sum(weight * place for weight, place in enumerate(places, 1)) % len(LETTERS)
