"""The made-up people of `make demo-month`, each way on the small project: what is answered, and what is entered in the
end."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from scripts.month_people import MEASURES, WAYS, Desk

from tests.month.conftest import UNIT, write_project
from tests.month.filling import rows
from tests.month.test_collect import collect

FIRST, DAYS = 2, (5, 9, 13, 17, 23)
"""When a copy is taken home, and when the books are read."""
SAID = {
    "all at once": {},
    "the plan first, the report later": {},
    "a deadline that is no date": {5: {"F012"}},
    "eleven digits in a comment": {5: {"F010"}},
    "two change one measure": {9: {"F021"}},
    "one column sorted alone": {},
    "rows turned, copied and deleted": {},
    "the book is left open": {9: {"F006"}},
    "too late": {},
    "after the lock": {},
    "does not come": {},
}
"""The codes on each day. 0101 has one deviation and so one measure: a column of one cell cannot be sorted alone."""
NOT_IN = {
    "the plan first, the report later": [5],
    "the book is left open": [5, 9],
    "too late": [5, 9, 13],
    "after the lock": [5, 9, 13, 17],
    "does not come": [5, 9, 13, 17, 23],
}
"""The days after which there is no measure yet."""


def lived(project: Path, way: str) -> tuple[dict[int, set[str]], dict[int, list[list[Any]]]]:
    """The codes that each day's reading says, and the measures that the next book then has."""
    desk = Desk(project / "oppfolging" / UNIT, "Kari N.", "Ola M.", random.Random(1))
    said, measures = {}, {}
    for day in (FIRST, *DAYS):
        for act in WAYS[way].get(day, ()):
            act(desk, f"oppfolging {day}.xlsx")
        found = set(re.findall(r"\[(F\d{3})\]", collect(project, on=f"2026-11-{day:02}").output))
        if found:
            said[day] = found
        measures[day] = [row for row in rows(project, "Tiltak") if row[1]]
    return said, measures


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_filling_in_a_book(given: Path, tmp_path: Path, way: str) -> None:
    project = write_project(tmp_path)
    shutil.copytree(given / "oppfolging", project / "oppfolging")
    said, measures = lived(project, way)
    assert said == SAID[way]
    assert [day for day in DAYS if not measures[day]] == NOT_IN.get(way, [])
    for measure in measures[DAYS[-1]]:
        assert measure[0] == "P.1 Andel avgjorte søknader innen 4 uker"
        assert measure[3] is not None  # the deadline, also where the first was no date
        is_colleagues = way == "two change one measure"
        assert measure[1] in (("Ringerunde til alle som venter",) if is_colleagues else MEASURES)
    assert len(measures[DAYS[-1]]) == (0 if way == "does not come" else 1)
