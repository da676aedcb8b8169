"""While very much is made of which nearly all is needed, Python looks more seldom for objects that hold each other."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW = 50_000
"""After so many new objects it looks, not after its 700: a month's figures, a book or a document are hundreds of
thousands."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Around what makes them (or as its decorator); what was set before is set again."""
    usual = gc.get_threshold()
    gc.set_threshold(_NEW, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
