"""Compares the kind of each organisational change with its rows, with the register and with the month that is run: the
figures follow the rows, whatever the kind says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kpidsl.model.organisation import UnitChange, UnitRow
from kpidsl.model.period import Month, month_number
from kpidsl.problems import Problem, Span, problem

_MERGE, _RENUMBER, _SPLIT, _ANY = "merge", "renumber", "split", "change"
_KINDS = {
    **dict.fromkeys(("merge", "merged", "merger", "sammenslåing", "samanslåing", "slått sammen", "fusjon"), _MERGE),
    **dict.fromkeys(("renumber", "renumbered", "renumbering", "omnummerering", "ny kode", "nytt nummer"), _RENUMBER),
    **dict.fromkeys(("split", "deling", "delt", "oppdeling"), _SPLIT),
    **dict.fromkeys(("change", "endring", "move", "moved", "flytting", "overføring"), _ANY),
}
FAR = 10
"""Years from the month that is run to a change, from which on the date is hardly meant."""
_KNOWN = ("sammenslåing/merge", "omnummerering/renumber", "deling/split", "endring/change")


def wrong_kinds(changes: Sequence[tuple[int, UnitChange]], path: str) -> Iterator[Problem]:
    """Yield D039 for each kind that the rows of its day contradict, and D041 for each unknown kind.

    A split has several successors; a merger and a renumbering have one, and a renumbering has one predecessor. None has
    itself alone. An empty kind is not checked.
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
            became == [change.old]
            or (kind == _SPLIT and len(became) == 1)
            or (kind in (_MERGE, _RENUMBER) and len(became) > 1)
            or (kind == _RENUMBER and len(came_from) > 1)
        ):
            rows = f"{', '.join(came_from)} → {', '.join(became)}"
            yield problem("D039", Span(path, number), kind=change.kind, rows=rows)


def ended_but_registered(
    changes: Sequence[tuple[int, UnitChange]], units: Sequence[UnitRow], until: date, path: str
) -> Iterator[Problem]:
    """Yield D047 for each change up to the day `until` by which a unit became another as a whole, while the register
    still has the unit in a month after it.

    A unit that parted (several receivers, or itself among them), and a change whose kind is `change` or `split`, may
    leave the unit in the register.
    """
    receivers: dict[tuple[str, date], set[str]] = {}
    for _, change in changes:
        receivers.setdefault((change.old, change.on), set()).add(change.new)
    for number, change in changes:
        whole = receivers[change.old, change.on] == {change.new} and change.new != change.old and change.weight == 1
        kind = _KINDS.get(change.kind.casefold())
        if whole and change.on <= until and kind not in (_SPLIT, _ANY) and _is_registered(change, units):
            yield problem("D047", Span(path, number), old=change.old, new=change.new, on=change.on)


def far_ahead(changes: Sequence[tuple[int, UnitChange]], until: date, path: str) -> Iterator[Problem]:
    """Yield D110 for each change more than ten years after the day `until`: a year is easily mistyped."""
    month = month_number(until)
    for number, change in changes:
        if month_number(change.on) > month + 12 * FAR:
            yield problem("D110", Span(path, number), old=change.old, new=change.new, on=change.on, month=Month(month))


def _is_registered(change: UnitChange, units: Sequence[UnitRow]) -> bool:
    """Whether a row has the unit that a change ends, in a month after the change."""
    ends = [row.valid_to or date.max for row in units if row.unit.code == change.old]
    return any(end > change.on and month_number(end - timedelta(1)) > month_number(change.on) for end in ends)
