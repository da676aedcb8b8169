"""What may be a person's number, which no message shows."""

from __future__ import annotations

import re

_PERSON = re.compile(r"(?<!\d)\d{6}[ .-]?\d{5,}")
"""A person's number: 11 digits, in some registers more."""


def may_be_person_number(code: str) -> bool:
    """Return whether the code contains what may be a person number."""
    return _PERSON.search(code) is not None


def without_person_number(cell: str) -> str:
    """Return the cell as a message shows it: three dots for one that may hold a person's number."""
    return "…" if may_be_person_number(cell) else cell
