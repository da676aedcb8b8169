"""A page's specification is checked once in a process: for its examples, both engines and most of its mutants."""

from __future__ import annotations

from functools import cache

from kpidsl.language import check_sources
from kpidsl.model.spec import Spec
from kpidsl.problems import Problem, SourceText


@cache
def check_once(path: str, text: str, local: str = "") -> tuple[Spec | None, tuple[Problem, ...]]:
    """What `check_sources` says of the text, with a unit's own file where there is one."""
    return check_sources([SourceText(path, text), *([SourceText("lokal.kpi", local)] if local else [])])


AFTER_CHECKING = frozenset(
    {"pipeline", "planning", "organisation", "sources", "engines", "scoring", "disclosure", "wording", "rendering"}
)
"""Rooms that no check enters: with another function in one of them, a specification is checked as before."""


def enters_checking(place: str) -> bool:
    """Whether what stands at `package.module:attribute` may change what a check says."""
    return place.partition(":")[0].split(".")[1] not in AFTER_CHECKING
