"""The duties as a calendar (RFC 5545): an all-day event a duty. There is no clock in it: the same duties give the same
bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from kpidsl.model.duty import Duty

_MAX_OCTETS = 75
_SPECIAL = re.compile(r"([\\;,])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Event = tuple[date, int]
"""The day of an event, and how many times it has moved."""


def calendar(duties: Iterable[Duty], words: Mapping[str, str], earlier: str = "") -> str:
    """The calendar of the duties. `earlier` is the calendar that this one replaces, empty where there is none: the
    SEQUENCE of a duty whose day has moved since is one higher, and otherwise what it was."""
    before = events(earlier)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kpidsl//readiness//EN", "METHOD:PUBLISH"]
    for duty in duties:
        lines += _event(duty, words, before.get(uid(duty)))
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def uid(duty: Duty) -> str:
    """What identifies the duty's event in every calendar."""
    return f"{duty.key}@kpidsl"


def events(text: str) -> dict[str, Event]:
    """The events of a calendar by UID. What is not as this program writes it is left out."""
    events_by_key: dict[str, Event] = {}
    fields: dict[str, str] = {}
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            fields = {}
        elif line == "END:VEVENT" and {"UID", "DTSTART;VALUE=DATE", "SEQUENCE"} <= fields.keys():
            day, sequence = fields["DTSTART;VALUE=DATE"], fields["SEQUENCE"]
            if re.fullmatch(r"\d{8}", day) and re.fullmatch(r"\d{1,6}", sequence):
                events_by_key[_unescaped(fields["UID"])] = (date.fromisoformat(day), int(sequence))
        else:
            fields[name] = value
    return events_by_key


def _event(duty: Duty, words: Mapping[str, str], before: Event | None) -> list[str]:
    moved = before is not None and before[0] != duty.due
    sequence = 0 if before is None else before[1] + moved
    what = f"{words[f'task_{duty.task}']}: {duty.unit_name}" + (f" ({duty.line})" if duty.line else "")
    names = ", ".join(holder.name for holder in duty.holders) or words["nobody_has_the_role"]
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(uid(duty))}",
        f"DTSTAMP:{(duty.period + 1).first_day:%Y%m%d}T000000Z",
        f"SEQUENCE:{sequence}",
        f"DTSTART;VALUE=DATE:{duty.due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{duty.due + timedelta(1):%Y%m%d}",
        f"SUMMARY:{_escaped(what)}",
        f"DESCRIPTION:{_escaped(f'{duty.role}: {names}')}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    return _UNSEEN.sub("", _SPECIAL.sub(r"\\\1", text).replace("\r\n", "\n")).replace("\n", r"\n")


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; each but the first begins with a blank. No character is split."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _MAX_OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece
