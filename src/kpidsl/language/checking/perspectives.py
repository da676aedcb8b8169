"""Orders indicators by their perspectives, as on the card."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.language.checking.scope import Scope, mending
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree.blocks import Perspectives, RequirementBlock
from kpidsl.language.tree.phrases import Name
from kpidsl.model.spec import Indicator, Requirement


def in_order(
    blocks: Sequence[object], indicators: list[Indicator], requirements: list[Requirement], scope: Scope
) -> tuple[list[Indicator], list[Requirement]]:
    """Both in the order of the line `perspektiver …`, and as they were written where there is none.

    Within a perspective their order is kept; what has no perspective stands last. A name that no requirement has, one
    that stands twice, and a requirement's perspective that is not among them are reported.
    """
    listed = next((b for b in blocks if isinstance(b, Perspectives)), None)
    if listed is None:
        return indicators, requirements
    used = [b.perspective for b in blocks if isinstance(b, RequirementBlock) and b.perspective is not None]
    _check(listed, used, scope)
    places = {name.text.casefold(): at for at, name in reversed(list(enumerate(listed.names)))}

    def place(of: Indicator | Requirement) -> int:
        return places.get(of.perspective.casefold(), len(places))

    return sorted(indicators, key=place), sorted(requirements, key=place)


def _check(listed: Perspectives, used: Sequence[Name], scope: Scope) -> None:
    seen: dict[str, Name] = {}
    names = {name.text.casefold(): name.text for name in used}
    for name in listed.names:
        key = name.text.casefold()
        if key in seen:
            scope.problems.append(written_twice(seen[key].span, name.span))
        elif key not in names:
            scope.report("T113", name.span, name=name.text, **mending(name.span, name.text, set(names.values())))
        seen.setdefault(key, name)
    where = listed.span.where
    for name in used:
        if name.text.casefold() not in seen:
            choice = {n.text for n in listed.names}
            scope.report("T114", name.span, name=name.text, first=where, **mending(name.span, name.text, choice))
