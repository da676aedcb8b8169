"""Readiness as a table for machines and spreadsheets, and as reminders to send."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO

from kpidsl.model.duty import Correction, Duty, DutyState, DutyStatus, Readiness
from kpidsl.problems.counts import counted
from kpidsl.rendering.shown.csv_cells import safe
from kpidsl.wording.numbers import day_name

COLUMNS = (
    "period", "on", "line", "level", "unit", "unit_name", "task", "role", "names", "ids", "due", "state",
    "days_overdue", "waits_for", "delivered_on", "delivered_by", "sources", "lacking", "corrected_on",
    "corrected_by", "correction",
)  # fmt: skip
_NAMED = 3


def table(readiness: Readiness) -> str:
    """readiness.csv: a row a duty, ordered by due day. Several names are parted by `|`; `waits_for` is a number."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for status in readiness.duties:
        duty = status.duty
        overdue = str((readiness.on - duty.due).days) if status.state is DutyState.OVERDUE else ""
        texts = (
            str(duty.period), readiness.on.isoformat(), duty.line, duty.unit.kind, duty.unit.code, duty.unit_name,
            duty.task, duty.role, "|".join(h.name for h in duty.holders), "|".join(h.id for h in duty.holders),
            duty.due.isoformat(), status.state, overdue, str(len(status.waits_for) or ""),
            status.delivered_on.isoformat() if status.delivered_on is not None else "", status.delivered_by or "",
            "|".join(duty.sources), "|".join(status.lacking), *_of_correction(status.corrected),
        )  # fmt: skip
        writer.writerow([safe(text) for text in texts])
    return written.getvalue()


def reminders(readiness: Readiness, words: Mapping[str, str], language: str) -> str:
    """reminders.txt: for each person, by name, what is left to do and by when; last the duties that nobody has. Empty
    where everything is delivered."""
    by_person: dict[tuple[str, str], list[DutyStatus]] = {}
    nobody: list[DutyStatus] = []
    for status in readiness.duties:
        if status.state is DutyState.DELIVERED:
            continue
        for holder in status.duty.holders:
            by_person.setdefault((holder.name, holder.id), []).append(status)
        if not status.duty.holders:
            nobody.append(status)
    lines: list[str] = []
    for (name, ident), left in sorted(by_person.items()):
        lines += [f"{name} ({ident})" if ident else name, *_lines(left, readiness.on, words, language), ""]
    if nobody:
        lines += [words["nobody_has_the_role"], *_lines(nobody, readiness.on, words, language, roles=True), ""]
    return "\n".join(lines)


def _lines(
    left: list[DutyStatus], on: date, words: Mapping[str, str], language: str, *, roles: bool = False
) -> Iterator[str]:
    for status in left:
        sources = f" ({', '.join(status.duty.sources)})" if status.duty.sources else ""
        what = f"{words[f'task_{status.duty.task}']}{sources}, {place(status.duty)}"
        role = f" ({status.duty.role})" if roles else ""
        yield f"  {day_name(status.duty.due, language)}: {what}{role} – {next_step(status, on, words, language)}"


def place(duty: Duty) -> str:
    """The duty's unit, with its line where it is done on one."""
    return f"{duty.unit_name} ({duty.line})" if duty.line else duty.unit_name


def next_step(status: DutyStatus, on: date, words: Mapping[str, str], language: str) -> str:
    """How the duty stands and what comes next, in a few words."""
    duty = status.duty
    if status.state is DutyState.DELIVERED and status.delivered_on is None:
        return words["duty_in_the_data"]
    if status.delivered_on is not None:
        template = words["duty_delivered_late" if status.late else "duty_delivered"]
        text = template.format(day=day_name(status.delivered_on, language), name=status.delivered_by)
        if status.lacking:
            text = f"{text}, {words[f'lacks_{duty.task}'].format(codes=', '.join(status.lacking))}"
        return f"{text}; {_corrected(status.corrected, words, language)}" if status.corrected is not None else text
    if status.state is DutyState.UNKNOWN:
        return words["duty_unknown"]
    if status.returned is not None:
        by, day = status.returned.by, day_name(status.returned.on, language)
        return words["duty_returned"].format(day=day, name=by, remark=status.returned.remark)
    text = words["duty_open"].format(days=_days((duty.due - on).days, words))
    if status.state is DutyState.OVERDUE:
        text = words["duty_overdue"].format(days=_days((on - duty.due).days, words))
    elif duty.due == on:
        text = words["duty_today"]
    if status.waits_for:
        text = f"{text}, {waiting(status, words)}"
    return text


def _corrected(correction: Correction, words: Mapping[str, str], language: str) -> str:
    template = words["duty_corrected" if correction.reason else "duty_corrected_struck"]
    return template.format(day=day_name(correction.on, language), name=correction.by, reason=correction.reason)


def _of_correction(correction: Correction | None) -> tuple[str, str, str]:
    """The cells of the correction: its day, who made it and why; empty where there is none."""
    return (correction.on.isoformat(), correction.by, correction.reason) if correction is not None else ("", "", "")


def _days(count: int, words: Mapping[str, str]) -> str:
    return counted(count, words["one_day"], words["several_days"])


def waiting(status: DutyStatus, words: Mapping[str, str]) -> str:
    """What the duty waits for: each task, and where it is others' the first few units and how many more."""
    waits = []
    for task in dict.fromkeys(needed.task for needed in status.waits_for):
        of_task = [needed for needed in status.waits_for if needed.task is task]
        names = list(dict.fromkeys(needed.unit_name for needed in of_task))
        own = all(needed.unit == status.duty.unit for needed in of_task)
        more = words["and_more"].format(count=len(names) - _NAMED) if len(names) > _NAMED else ""
        units = "" if own else f" ({', '.join(names[:_NAMED])}{more})"
        waits.append(f"{words['quoted'].format(text=words[f'task_{task}'])}{units}")
    return words["waits_for"].format(tasks=", ".join(waits))
