"""`perspektiver økonomi, bruker` orders the card in every format, also where the file has them the other way round."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.pipeline import check, load, run
from kpidsl.rendering import render
from kpidsl.rendering.formats import FORMATS

from . import counted
from .read_back import made_here, read, reader
from .test_same_numbers import PERIOD

ORDERED = "perspektiver økonomi, bruker\n\n"
TITLES = ("Innenfor rammen", "Fornøyde brukere")
"""The requirements of the two perspectives, as ordered; in the file the second stands first."""
CODES = ("A.3", "A.1")
"""An indicator of each, for formats that have no headings: a row a figure, or a list of codes."""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, str]]:
    """(path, text) of an edition in every format, of a specification whose first line orders the perspectives."""
    place = tmp_path_factory.mktemp("perspectives")
    spec = counted.write(place, hiding=False)
    text = (spec / "spec.kpi").read_text(encoding="utf-8")
    first_source = text.index("kilde ")
    (spec / "spec.kpi").write_text(text[:first_source] + ORDERED + text[first_source:], encoding="utf-8")
    project = load(spec)
    report = check(project)
    assert report.spec is not None, [p.message("en") for p in report.problems]
    edition = run(project, report.spec, place / "data", PERIOD).edition
    assert edition is not None
    return list(read(render(edition, place / "out", formats=[f.name for f in made_here()], units=("F1",))))


@pytest.mark.parametrize("name", [f.name for f in made_here()])
def test_every_format_has_the_perspectives_in_their_order(texts: list[tuple[Path, str]], name: str) -> None:
    """Of each text that has both: the second never comes before the first. Lists of deviations are by unit and by
    urgency, and are left out."""
    suffixes = next(f.suffixes for f in FORMATS if f.name == name)
    marks = TITLES if reader(name).HOLDS == "cards" or name == "pdf" else CODES
    places = [
        (path.name, [text.find(mark) for mark in marks])
        for path, text in texts
        if path.suffix in suffixes and not path.name.startswith("deviations") and all(mark in text for mark in marks)
    ]
    assert {Path(file).suffix for file, _ in places} == set(suffixes)
    assert [file for file, (first, second) in places if second < first] == []
