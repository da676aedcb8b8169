"""Targets that are the figure of a level above: better than the county, than the national average."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.language.checking.scope import Scope, refuse, renaming
from kpidsl.language.checking.types import Typed
from kpidsl.language.tree import phrases as tree
from kpidsl.model.spec import Target
from kpidsl.problems import Translated, replacing

_THE_COUNTRY = ("land", "landet", "country", "the country", "nasjon", "nasjonen", "nation", "riket")
"""What the level is called that `landsgjennomsnittet` is the figure of."""


def base_level(target: tree.Target, scope: Scope) -> str:
    """Return the slug of the level that the target is compared with. Raises Refused where there is none of that name
    (T175), or where nothing stands below it (T177)."""
    written = target.base_level
    name = None if written is None else written.text.casefold()
    names = _THE_COUNTRY if name is None or name in _THE_COUNTRY else (name,)
    level = next((scope.levels[one] for one in names if one in scope.levels), None)
    if level is None:
        at, text = (target.span, _COUNTRY) if written is None else (written.span, written.text)
        fixes = () if written is None else renaming(written.span, written.text, scope.levels)
        raise refuse("T175", at, fixes=fixes, found=text, levels=_listed(scope))
    if level not in scope.upper_levels:
        raise refuse("T177", written.span if written is not None else target.span, level=level)
    return level


def check_compared(code: str, target: tree.Target, typed: Typed) -> None:
    """Refuse a level's figure as the target of what is a part of it (T176): of a number, a sum or persons."""
    if target.base == "level" and typed.traits.combined in ("sum", "persons"):
        raise refuse("T176", target.span, indicator=code)


def check_on_line(code: str, written: tree.Target, target: Target, line: str, scope: Scope) -> None:
    """Refuse a level above as the target of an indicator that stands on one steering line alone (`line`; empty: on
    every line), where no unit of that line is below the level (T178)."""
    upper = scope.levels_of_line.get(line, ())[1:]
    if target.base_level is None or not line or target.base_level in upper:
        return
    name = written.base_level
    fixes = () if name is None else replacing(name.span, *upper)
    at = written.span if name is None else name.span
    raise refuse("T178", at, fixes=fixes, indicator=code, level=target.base_level, line=line)


def check_local(code: str, targets: Sequence[tree.Target], units: tuple[str, ...], scope: Scope) -> None:
    """Report a level above as the target of an indicator that is measured at its own units alone (T179): no level has
    it. `units` are empty for an indicator that is for all."""
    for target in targets:
        if units and target.base == "level":
            name = target.base_level
            level = _COUNTRY if name is None else name.text
            scope.report("T179", target.span if name is None else name.span, indicator=code, level=level)


def _listed(scope: Scope) -> str:
    return ", ".join(level for level in dict.fromkeys(scope.levels.values()) if level in scope.upper_levels)


_COUNTRY = Translated("landsgjennomsnittet", "landsgjennomsnittet", "the national average")
