"""What the table of changes calls each change, held against its rows: the figures follow the rows."""

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
    """Kinds that the rows of their day contradict (D039) or that are not known (D041), each at its row.

    A split has several receivers, a merge and a renumbering one, and what is renumbered comes from one unit alone. An
    empty kind says nothing.
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
