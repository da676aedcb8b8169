"""Plausible wrong implementations, each switched on for the page that would catch it.

A page names its mutants in lines `> Would catch: <name>: <what is wrong with it>`. A module of this folder holds
those of one section of SEMANTICS; `@mutant(name, "package.module:attribute")` decorates a function that takes the
right attribute and returns the wrong one, and the attribute is patched where it is *used*.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from tests.language.check_once import check_once, enters_checking

_MUTANTS: dict[str, list[tuple[str, Callable[[Any], Any]]]] = {}


def mutant(name: str, *places: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Register `wrong`, which makes the wrong attribute from the right one, under `name` at each place."""

    def register(wrong: Callable[[Any], Any]) -> Callable[[Any], Any]:
        assert name not in _MUTANTS, name
        _MUTANTS[name] = [(place, wrong) for place in places]
        return wrong

    return register


def names() -> list[str]:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return sorted(_MUTANTS)


@contextmanager
def switched_on(name: str) -> Iterator[None]:
    names()
    with ExitStack() as stack:
        if any(enters_checking(place) for place, _ in _MUTANTS[name]):
            check_once.cache_clear()
            stack.callback(check_once.cache_clear)
        for place, wrong in _MUTANTS[name]:
            path, _, attribute = place.partition(":")
            owner: Any = importlib.import_module(path)
            *outer, last = attribute.split(".")
            for part in outer:
                owner = getattr(owner, part)
            stack.enter_context(patch.object(owner, last, wrong(getattr(owner, last))))
        yield
