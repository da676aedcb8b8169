"""What a checked specification means, for comparing two that are written in different words.

The engine sees only the typed specification: where all of it but the words for people is equal, all figures are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from kpidsl.model.spec import Spec

WORDS_FOR_PEOPLE = frozenset({"language", "sentence", "title", "written"})
TERMS = frozenset({"term", "terms", "assumptions"})
PLACES = frozenset({"location"})


def meaning(
    value: object, without: Iterable[str] = WORDS_FOR_PEOPLE, called: Mapping[str, str] | None = None
) -> object:
    """The specification (or a part of it) as plain values beside their types' names, without the fields `without`.

    `called` are other names for what the specification itself names (see `names`).
    """
    left_out, other = frozenset(without), called or {}

    def plain(one: object) -> object:
        if is_dataclass(one):
            kept = (f.name for f in fields(one) if f.name not in left_out)
            return type(one).__name__, {name: plain(getattr(one, name)) for name in kept}
        if isinstance(one, Mapping):
            return {plain(key): plain(inner) for key, inner in one.items()}
        if isinstance(one, tuple):
            return tuple(plain(inner) for inner in one)
        return other.get(one, one) if isinstance(one, str) else one

    return plain(value)


def names(spec: Spec) -> Iterator[str]:
    """What the specification calls its levels, steering lines, requirements and perspectives, in its order."""
    if spec.organisation is not None:
        for forms in spec.organisation.levels.values():
            yield from forms
        yield from (line.name for line in spec.organisation.lines)
    for requirement in spec.requirements:
        yield from (requirement.title, requirement.perspective)
