"""Readiness as files: the calendar reads back, the table and the reminders say what the duties say."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest

from kpidsl.model.cycle import Task
from kpidsl.model.duty import Duty, Holder
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.rendering.readiness.calendar import calendar, events, uid
from kpidsl.rendering.readiness.lists import COLUMNS, reminders, table
from kpidsl.rendering.readiness.write import FILES, page, write_readiness
from kpidsl.wording.words import words
from tests.followup.test_duties import GRIMSTAD, HALDEN, duties
from tests.followup.test_readiness import act, ready

NB = words("nb")
AUD = Holder("Aud Ås", "A100", "leder", HALDEN)
DUTY = Duty(
    Task.UPDATE_PLAN, "leder", HALDEN, "Halden", "", Month.of(2026, 10), date(2026, 11, 15), date(2026, 11, 16), (AUD,)
)


def unfolded(text: str) -> list[str]:
    """The lines of a calendar, read by the rules of RFC 5545 (3.1) alone."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def properties(text: str) -> list[dict[str, str]]:
    """The properties of each event, by name, as a calendar program has them (3.3.11: escaped texts)."""
    found: list[dict[str, str]] = []
    for line in unfolded(text):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1][name] = re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)
    return found


def test_a_duty_is_an_event_of_a_whole_day() -> None:
    (event,) = properties(calendar([DUTY], NB))
    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]) == ("20261116", "20261117")  # the end is exclusive
    assert event["SUMMARY"] == "oppdatere tiltaksplanen: Halden"
    assert event["DESCRIPTION"] == "leder: Aud Ås"
    assert event["UID"] == "update_plan/leder/kontor/0101/2026-10@kpidsl"
    assert event["DTSTAMP"] == "20261101T000000Z"


def test_a_duty_without_a_person_says_so() -> None:
    assert properties(calendar([replace(DUTY, holders=())], NB))[0]["DESCRIPTION"] == "leder: Ingen har rollen"


def test_a_calendar_is_whole() -> None:
    lines = unfolded(calendar([DUTY], NB))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert sum(line == "BEGIN:VEVENT" for line in lines) == sum(line == "END:VEVENT" for line in lines) == 1


def test_the_sequence_rises_when_the_day_moves_and_only_then() -> None:
    first = calendar([DUTY], NB)
    again = calendar([replace(DUTY, holders=())], NB, first)
    moved = calendar([replace(DUTY, due=date(2026, 11, 18))], NB, again)
    back = calendar([DUTY], NB, moved)
    assert [properties(text)[0]["SEQUENCE"] for text in (first, again, moved, back)] == ["0", "0", "1", "2"]
    assert calendar([DUTY], NB, first) == first


SIGNS = "aÅé\\;,:\"'\n\r\t =+-@😀\u2028\x07BEGIN:VEVENT"


def test_texts_of_any_signs_read_back_as_they_were() -> None:
    chance = random.Random(5)
    for _ in range(2000):
        name, role, line = ("".join(chance.choices(SIGNS, k=chance.randint(1, 120))) for _ in range(3))
        duty = replace(DUTY, unit_name=name, role=role, line=line, unit=UnitKey("kontor", "01;01"))
        (event,) = properties(calendar([duty], NB))
        kept = [re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n")) for text in (name, role, line)]
        assert event["SUMMARY"] == f"oppdatere tiltaksplanen: {kept[0]} ({kept[2]})"
        assert event["DESCRIPTION"] == f"{kept[1]}: Aud Ås"
        (own,) = events(calendar([duty], NB)).items()
        assert own == (re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", uid(duty).replace("\r\n", "\n")), (duty.due, 0))


@pytest.mark.parametrize("broken", ["", "x", "BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n", "END:VEVENT\r\n"])
def test_an_earlier_calendar_that_is_none_is_as_if_it_were_not_there(broken: str) -> None:
    assert calendar([DUTY], NB, broken) == calendar([DUTY], NB)


def test_the_table_has_a_row_for_each_duty_with_who_when_and_how_it_stands() -> None:
    made = ready(date(2026, 11, 19), act("update_plan", HALDEN, date(2026, 11, 17), by="=Ola"))
    rows = {(row["unit"], row["task"]): row for row in csv.DictReader(StringIO(table(made)))}
    assert len(rows) == len(duties())
    assert tuple(rows["0101", "update_plan"]) == COLUMNS
    done, late = rows["0101", "update_plan"], rows["0201", "write_report"]
    assert (done["state"], done["delivered_on"], done["delivered_by"]) == ("delivered", "2026-11-17", "'=Ola")
    assert (late["state"], late["due"], late["days_overdue"], late["waits_for"]) == ("overdue", "2026-11-18", "1", "1")
    assert rows["01", "approve_report"]["line"] == "statlig"


def test_reminders_say_to_each_person_what_is_left_and_last_what_nobody_has() -> None:
    made = ready(date(2026, 11, 17), act("write_report", GRIMSTAD, date(2026, 11, 4)))
    held = tuple(
        replace(one, duty=replace(one.duty, holders=(AUD,))) if one.duty.unit == HALDEN else one for one in made.duties
    )
    text = reminders(replace(made, duties=held), NB, "nb")
    assert text.splitlines() == [
        "Aud Ås (A100)",
        "  16.11.2026: oppdatere tiltaksplanen, Halden – 1 dag over fristen",
        "  18.11.2026: skrive statusrapporten, Halden – 1 dag igjen, venter på «oppdatere tiltaksplanen»",
        "",
        "Ingen har rollen",
        "  16.11.2026: oppdatere tiltaksplanen, Grimstad (leder) – 1 dag over fristen",
        "  20.11.2026: godkjenne statusrapporten, Østfold (statlig) (direktør) – 3 dager igjen,"
        " venter på «skrive statusrapporten» (Halden)",
        "  20.11.2026: godkjenne statusrapporten, Agder (statlig) (direktør) – 3 dager igjen",
        "  20.11.2026: godkjenne statusrapporten, Halden kommune (kommunal) (rådmann) – 3 dager igjen,"
        " venter på «skrive statusrapporten» (Halden)",
    ]


def test_nobody_is_reminded_of_what_is_delivered() -> None:
    everything = [
        act(one.duty.task, one.duty.unit, date(2026, 11, 2), role=one.duty.role, line=one.duty.line)
        for one in ready(date.min).duties
    ]
    assert reminders(ready(date(2026, 11, 2), *everything), NB, "nb") == ""


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_page_has_every_unit_and_task_and_escapes_names(language: str) -> None:
    made = ready(date(2026, 11, 17))
    first = replace(made.duties[0], duty=replace(made.duties[0].duty, holders=(replace(AUD, name="<b>Aud"),)))
    text = page(replace(made, duties=(first, *made.duties[1:])), language)
    for status in made.duties:
        assert status.duty.unit_name in text
    assert "&lt;b&gt;Aud" in text
    assert "<b>Aud" not in text
    assert text.count('class="duty overdue"') == 1 + 2  # in the first line, and the plans of Halden and Grimstad


def test_the_files_are_the_same_for_the_same_duties_and_replace_each_other(tmp_path: Path) -> None:
    made = ready(date(2026, 11, 17))
    folder = write_readiness(made, tmp_path, "nb")
    assert folder == tmp_path / "2026-10"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(first) == set(FILES)
    write_readiness(made, tmp_path, "nb")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    write_readiness(ready(made.on + timedelta(1)), tmp_path, "nb")
    later = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name for name in FILES if later[name] != first[name]} == {
        "readiness.html", "readiness.csv", "reminders.txt",
    }  # fmt: skip
