"""One slip, one message: what is the same is said once with all its places, what follows from an error is not said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from kpidsl.problems import Problem, SecondaryPlace

_OF_THE_WHOLE = frozenset(
    {"L004", "L006", "L008", "L010", "L028", "L030", "L031", "L032", "L036", "L037", "L039", "L040", "L041", "L044"}
)
"""Codes that say what is lacking, unused or without effect: known only of a specification that was read whole."""
_OF_INDICATORS: frozenset[str] = frozenset({"L003", "L009", "L037", "T016", "T050", "T055", "T056"})
"""Codes that one rule, or the lack of one, gives for every indicator."""
NAMED = 5
"""Indicators that are named before the rest is counted."""


def consolidated(problems: Iterable[Problem], lost: Collection[str] = ()) -> tuple[Problem, ...]:
    """The problems by place, each once (R29), without what an error may be the cause of: also what is lacking
    in a source of `lost`, of which a line could not be read."""
    problems = (p for p in problems if not (p.fields.get("source") in lost and _of_a_lost_column(p)))
    unique = {(p.code, p.span, tuple(p.fields.items())): p for p in problems}
    ordered = sorted(unique.values(), key=lambda p: (p.span is None, p.span or 0, p.code))
    errors = [p for p in ordered if p.severity == "error"]
    if any(p.code.startswith("S") or p.code == "T050" for p in errors):
        ordered = [p for p in ordered if p.code != "T055"]  # the rule that is lacking may be the one that does not read
        errors = [p for p in errors if p.code != "T055"]
    kept = [p for p in ordered if p.severity == "error" or not _follows(p, errors)]
    return tuple(_together(kept))


def _of_a_lost_column(problem: Problem) -> bool:
    """Whether a column is lacking that no other is near to: the line that could not be read may declare it."""
    return problem.code == "T008" or (problem.code == "T003" and not problem.fixes)


def _follows(problem: Problem, errors: list[Problem]) -> bool:
    """Whether an error may be the cause: of a lack anywhere, of a lack of rules where a line could not be read, of
    anything else where their places meet."""
    if problem.code == "L003" and any(e.code.startswith("S") for e in errors):
        return True
    return bool(errors) and (problem.code in _OF_THE_WHOLE or any(_meet(problem, error) for error in errors))


def _meet(one: Problem, other: Problem) -> bool:
    if one.span is None or other.span is None or (one.span.path, one.span.line) != (other.span.path, other.span.line):
        return False
    first, second = sorted((one.span, other.span))
    return first.length == 0 or second.length == 0 or second.column < first.column + first.length


def _together(problems: list[Problem]) -> list[Problem]:
    """Those that say the same of several indicators as one, at the first place, the others beside it."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for at, problem in enumerate(problems):
        fields = tuple((name, text) for name, text in problem.fields.items() if name != "indicator")
        key = (problem.code, fields) if problem.code in _OF_INDICATORS else (at,)
        groups.setdefault(key, []).append(problem)
    return [same[0] if len(same) == 1 else _one(same) for same in groups.values()]


def _one(same: list[Problem]) -> Problem:
    first, *others = same
    places = tuple(SecondaryPlace(p.span, "") for p in others if p.span is not None)
    if "indicator" not in first.fields:
        return replace(first, places=(*first.places, *places))
    named = first_named([p.fields["indicator"] for p in same])
    return replace(first, fields={**first.fields, "indicator": named}, places=(*first.places, *places))


def first_named(codes: Sequence[str]) -> str:
    """Return the first few codes, and how many more there are: `L.1, L.2, M.1, S.1, T.1 (+ 2)`."""
    return ", ".join(codes[:NAMED]) + (f" (+ {len(codes) - NAMED})" if len(codes) > NAMED else "")
