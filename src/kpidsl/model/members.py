"""What a value of the model is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass


def members_of(value: object) -> Iterator[object]:
    """Yield the values directly inside a value: the items of a tuple or set, a mapping's values, a dataclass's fields.

    Yields nothing for any other value (a number, a text, a date).
    """
    if isinstance(value, tuple | frozenset):
        yield from value
    elif isinstance(value, Mapping):
        yield from value.values()
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (getattr(value, field.name) for field in fields(value))
