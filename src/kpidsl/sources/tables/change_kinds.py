"""Compares the kind of each organisational change with its rows: the figures follow the rows, whatever the kind
says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kpidsl.model.organisation import UnitChange
from kpidsl.problems import Problem, Span, problem

_MERGE, _RENUMBER, _SPLIT, _ANY = "merge", "renumber", "split", "change"
_KINDS = {
    **dict.fromkeys(("merge", "merged", "merger", "sammenslåing", "samanslåing", "slått sammen", "fusjon"), _MERGE),
    **dict.fromkeys(("renumber", "renumbered", "renumbering", "omnummerering", "ny kode", "nytt nummer"), _RENUMBER),
    **dict.fromkeys(("split", "deling", "delt", "oppdeling"), _SPLIT),
    **dict.fromkeys(("change", "endring", "move", "moved", "flytting", "overføring"), _ANY),
}
_KNOWN = ("sammenslåing/merge", "omnummerering/renumber", "deling/split", "endring/change")


def wrong_kinds(changes: Sequence[tuple[int, UnitChange]], path: str) -> Iterator[Problem]:
    """Yield D039 for each kind that the rows of its day contradict, and D041 for each unknown kind.

    A split has several successors; a merger and a renumbering have one, and a renumbering has one predecessor. An empty
    kind is not checked.
    """
    receivers: dict[tuple[str, date], list[str]] = {}
    sources: dict[tuple[str, date], list[str]] = {}
    for _, change in changes:
        receivers.setdefault((change.old, change.on), []).append(change.new)
        sources.setdefault((change.new, change.on), []).append(change.old)
    for number, change in changes:
        if not change.kind:
            continue
        kind = _KINDS.get(change.kind.casefold())
        became, came_from = receivers[change.old, change.on], sources[change.new, change.on]
        if kind is None:
            yield problem("D041", Span(path, number), kind=change.kind, known=", ".join(_KNOWN))
        elif (
            (kind == _SPLIT and len(became) == 1)
            or (kind in (_MERGE, _RENUMBER) and len(became) > 1)
            or (kind == _RENUMBER and len(came_from) > 1)
        ):
            rows = f"{', '.join(came_from)} → {', '.join(became)}"
            yield problem("D039", Span(path, number), kind=change.kind, rows=rows)
