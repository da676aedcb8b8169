"""A text of the report for one steering line: asked for, shown and approved on that line, and on no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from tests.month.conftest import write_project
from tests.month.filling import filled, rows
from tests.month.test_sign_off import CYCLE, ROLES, said, sign, states

LINE = "  styringslinje statlig: kontor i fylke i land\n"
SUMMARY, TO_STATE, TO_REGION = "Rapport!C4", "Rapport!C6", "Rapport!C8"
TEXTS = {SUMMARY: "Godt i rute.", TO_STATE: "To stillinger er ledige.", TO_REGION: "Kurset i mai er fullt."}
SOUTH = "kontor-0102"
HEADINGS = [
    "Sammendrag",
    "Hjelp vi trenger",
    "Sammendrag, bare for styringslinje statlig",
    "Hjelp vi trenger, bare for styringslinje statlig",
    "Sammendrag, bare for styringslinje faglig",
    "Hjelp vi trenger, bare for styringslinje faglig",
]
MONTH = ("--period", "2026-10")


def out(project: Path, unit: str = SOUTH) -> Path:
    return project / "oppfolging" / unit / "out" / "oppfolging-2026-10.xlsx"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Office 0102 stands below county 01 on the line statlig, and below region 09 on the line faglig; 0101 below 01
    alone. The books are given out."""
    project = write_project(tmp_path_factory.mktemp("lines"))
    spec = project / "kort" / "kort.kpi"
    text = spec.read_text(encoding="utf-8").replace(LINE, LINE + "  styringslinje faglig: kontor i fylke\n")
    spec.write_text(text + CYCLE, encoding="utf-8")
    with (project / "data" / "enheter.csv").open("a", encoding="utf-8") as register:
        register.write("09,Region 9,fylke,faglig,,,\n0102,Sør,kontor,faglig,09,,\n")
    (project / "data" / "roller.csv").write_text(ROLES + "direktør;fylke;09;Eva Li;;\n", encoding="utf-8")
    give(project)
    return project


@pytest.fixture
def project(given: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(given, tmp_path / "month"))


def give(project: Path, *options: str) -> None:
    place = (f"{project}/kort", "--data", f"{project}/data")
    said("forms", *place, *MONTH, "--for", "0101,0102", "--on", "2026-11-02", *options)


def collect(project: Path, on: str = "2026-11-12") -> str:
    """What is said of the books that lie in `in`, problems too."""
    place = (f"{project}/kort", "--data", f"{project}/data")
    return CliRunner().invoke(cli, ["collect", *place, "--on", on]).output


def handed_in(project: Path, texts: dict[str, str], *, book: str = "1.xlsx", on: str = "2026-11-12") -> None:
    filled(project, texts, by="Per S.", unit=SOUTH, out=out(project), book=book)
    output = collect(project, on)
    assert "[F" not in output, output


def page(project: Path, *options: str) -> str:
    place = (f"{project}/kort", "--data", f"{project}/data")
    done = said("run", *place, *MONTH, "--out", f"{project}/ut", "--formats", "html", "--units", "all", *options)
    return (Path(done.output.splitlines()[-1]) / f"unit-{SOUTH}.html").read_text(encoding="utf-8")


def test_a_unit_on_two_lines_is_asked_for_texts_for_both_and_for_each(project: Path) -> None:
    assert [row[0] for row in rows(project, "Rapport", out=out(project))] == HEADINGS


def test_a_unit_on_one_line_is_asked_for_two_texts_as_before(project: Path) -> None:
    assert [row[0] for row in rows(project, "Rapport", out=out(project, "kontor-0101"))] == HEADINGS[:2]


def test_an_english_book_names_the_line_too(project: Path) -> None:
    give(project, "--lang", "en")
    texts = [row[0] for row in rows(project, "Report", out=out(project).with_name("follow-up-2026-10.xlsx"))]
    assert texts[3:5] == ["Help we need, only for steering line statlig", "Summary, only for steering line faglig"]


def test_what_was_written_for_a_line_stands_in_the_next_book_of_the_unit(project: Path) -> None:
    handed_in(project, TEXTS)
    texts = dict(zip(HEADINGS, ["Godt i rute.", None, TEXTS[TO_STATE], None, TEXTS[TO_REGION], None], strict=True))
    assert dict(rows(project, "Rapport", out=out(project))) == texts
    give(project)
    assert dict(rows(project, "Rapport", out=out(project))) == texts


@pytest.mark.parametrize(
    ("options", "places"),
    [
        (("--for", "0102"), [SUMMARY, TO_STATE, TO_REGION]),
        (("--for", "0102", "--line", "statlig"), [SUMMARY, TO_STATE]),
        (("--for", "0102", "--line", "faglig"), [SUMMARY, TO_REGION]),
        (("--for", "01"), [SUMMARY, TO_STATE]),
        (("--for", "09"), [SUMMARY, TO_REGION]),
    ],
)
def test_each_text_is_read_where_it_is_for(project: Path, options: tuple[str, ...], places: list[str]) -> None:
    handed_in(project, TEXTS)
    shown = page(project, *options)
    assert [place for place, text in TEXTS.items() if text in shown] == places
    assert (HEADINGS[4] in shown, HEADINGS[2] in shown) == (TO_REGION in places, TO_STATE in places)


def test_a_report_for_one_line_alone_is_a_report(project: Path) -> None:
    handed_in(project, {TO_REGION: "Kurset i mai er fullt."})
    assert states(project)["0102", "write_report"]["state"] == "delivered"


def test_a_text_that_is_changed_for_one_line_changes_what_was_approved_on_that_line_alone(project: Path) -> None:
    """01 has approved both offices' reports on statlig, and 09 that of 0102 on faglig. 0102 then writes another text
    for faglig, and at last another for both."""
    filled(project, {SUMMARY: "Alt vel."}, by="Kari N.")
    handed_in(project, TEXTS)
    assert sign(project, "approve").exit_code == 0
    assert sign(project, "approve", unit="09", by="Eva Li").exit_code == 0
    approving = "approve_report"
    before = states(project)
    assert (before["01", approving]["state"], before["09", approving]["state"]) == ("delivered", "delivered")
    handed_in(project, {TO_REGION: "Kurset er avlyst."}, book="2.xlsx", on="2026-11-20")
    after = states(project)
    assert (after["01", approving]["lacking"], after["09", approving]["lacking"]) == ("", "0102")
    handed_in(project, {SUMMARY: "Ikke i rute."}, book="3.xlsx", on="2026-11-21")
    last = states(project)
    assert (last["01", approving]["lacking"], last["09", approving]["lacking"]) == ("0102", "0102")


def test_the_line_is_not_moved_by_writing_another_in_the_heading(project: Path) -> None:
    """The heading is given: what is written over it is refused at the cell, and the text stays with its line."""
    filled(
        project,
        {"Rapport!B8": "Sammendrag, bare for styringslinje privat", TO_REGION: TEXTS[TO_REGION]},
        by="Per S.",
        unit=SOUTH,
        out=out(project),
    )
    said_of_book = collect(project)
    assert "F017" in said_of_book
    assert "Rapport!B8" in said_of_book
    assert TEXTS[TO_REGION] in page(project, "--for", "09")
    assert TEXTS[TO_REGION] not in page(project, "--for", "01")


def test_a_text_that_is_moved_with_its_heading_alone_stays_with_its_line(project: Path) -> None:
    """The rows are sorted the other way round, and the numbers stay where they were."""
    texts = [TEXTS[SUMMARY], None, TEXTS[TO_STATE], None, TEXTS[TO_REGION], None]
    turned = zip(reversed(HEADINGS), reversed(texts), strict=True)
    cells = {
        f"Rapport!{column}{4 + at}": text
        for at, pair in enumerate(turned)
        for column, text in zip("BC", pair, strict=True)
    }
    handed_in(project, cells)
    assert [row[1] for row in rows(project, "Rapport", out=out(project))] == texts


def test_without_numbers_the_headings_say_which_text_is_for_which_line(project: Path) -> None:
    handed_in(project, {**TEXTS, **{f"Rapport!A{line}": None for line in range(4, 10)}})
    assert [row[1] for row in rows(project, "Rapport", out=out(project))][::2] == list(TEXTS.values())
