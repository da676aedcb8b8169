"""Checks from when targets hold: a target for a part of the time that another is for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpidsl.language.checking.scope import Scope
from kpidsl.language.reading.words import MONTH_NAMES, load_words
from kpidsl.language.tree import phrases as tree
from kpidsl.model.period import Month
from kpidsl.model.spec import Target
from kpidsl.problems import LANGUAGES, Translated

_MONTHS = {"month": 1, "quarter": 3, "tertial": 4, "year": 12}
"""How many months what is written is; a day is none."""


def check_parts(targets: Sequence[tuple[tree.Target, Target]], scope: Scope) -> None:
    """Ask (Q017) of `80 % i 2026, 75 % i 2. kvartal 2026` what holds from the third quarter, unless a target of the
    same units and categories begins then, or in the quarter: a target holds until the next one."""
    for written, target in targets:
        same = [(w, t) for w, t in targets if _whom(t) == _whom(target)]
        part = _months(written)
        around = next((w for w, _ in same if _is_around(_months(w), part)), None)
        if part is None or around is None:
            continue
        first, following = part
        if not any(t.valid_from is not None and first < t.valid_from <= following for _, t in same):
            _ask(written, around, following, scope)


def _whom(target: Target) -> tuple[object, ...]:
    return target.level, target.units, target.line, target.categories


def _months(target: tree.Target) -> tuple[Month, Month] | None:
    """The first month of the time that the target is written for, and the one that follows it."""
    written = target.valid_from
    if written is None or not written.within or written.precision == "day":
        return None
    first = Month.of(written.day.year, written.day.month)
    return first, first + _MONTHS[written.precision]


def _is_around(whole: tuple[Month, Month] | None, part: tuple[Month, Month] | None) -> bool:
    """Whether the part begins within the whole, and time is left of it behind the part."""
    return whole is not None and part is not None and whole[0] < part[0] and part[1] < whole[1]


def _ask(written: tree.Target, around: tree.Target, following: Month, scope: Scope) -> None:
    assert written.valid_from is not None
    assert around.valid_from is not None
    names = [name for name, number in MONTH_NAMES.items() if number == following.month]
    nb, en = (f"{name} {following.year}" for name in (names[0], names[-1].capitalize()))
    named, date = Translated(nb, nb, en), written.valid_from.text
    scope.report(
        "Q017",
        written.valid_from.span,
        found=written.text,
        whole=around.valid_from.text,
        begins=_from(written, Translated(date, date, date)),
        again=_from(around, named),
        following=named,
    )


def _from(target: tree.Target, begins: Translated) -> Translated:
    """The target as it is written from that time."""
    assert target.valid_from is not None
    words = load_words()
    within = "|".join(sorted(map(re.escape, words.spellings("IN") | words.spellings("COURSE")), key=len, reverse=True))
    date = re.compile(rf"\b({within})\s+{re.escape(target.valid_from.text)}", re.IGNORECASE)
    by_language = zip(LANGUAGES, begins, strict=True)
    return Translated(*(date.sub(f"{words.canonical('FROM', of)} {day}", target.text) for of, day in by_language))
