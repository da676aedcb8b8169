"""`kpidsl strike`: a text that should not have been written is in no file afterwards, and nothing else is lost."""

from __future__ import annotations

import json
import shutil
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from kpidsl.followup import exclusive_files
from kpidsl.followup.fold import Followed
from kpidsl.followup.ledger import Ledger, bind
from kpidsl.month import giving
from kpidsl.month.store import UnitFolder
from tests.cli.given import given
from tests.month.conftest import BOOK, UNIT
from tests.month.filling import filled, kept, rows
from tests.month.test_collect import PLAN, codes, collect
from tests.month.test_sign_off import month_project

NAME = "Per Åsen"
WHY = "Navn på bruker"
TEXTS = {
    **PLAN,
    "Tiltak!C5": f"Følge opp {NAME} til NAV",
    "Kommentar og risiko!F4": f"PER\u00a0ÅSEN og to andre ventet; {NAME}s sak er løst",
    "Kommentar og risiko!G4": "høy",
    "Rapport!C4": "Godt",
}


@pytest.fixture
def project(project: Path, given: Path) -> Path:
    """Kari N. has handed in a book with the name in it, and it has been read."""
    shutil.copytree(given / "oppfolging", project / "oppfolging")
    filled(project, TEXTS)
    assert collect(project).exit_code == 0
    assert holding(project)
    return project


def strike(project: Path, *options: str, text: str = NAME, reason: str = WHY) -> Result:
    arguments = ["strike", f"{project}/kort", "--for", "0101", "--text", text, "--reason", reason]
    return CliRunner().invoke(cli, [*arguments, *given({"--by": "Eva L.", "--on": "2026-11-16"}, options)])


def verify(project: Path) -> Result:
    return CliRunner().invoke(cli, ["verify", f"{project}/oppfolging"])


def holding(project: Path, name: str = NAME) -> list[str]:
    """The files of the follow-up folder with the bytes of the name, in any of its forms, workbooks unpacked."""
    spaced = (name, name.replace(" ", "\u00a0"))
    texts = [form for one in spaced for form in (one, one.upper(), unicodedata.normalize("NFD", one))]
    forms = [form for text in texts for form in (text.encode(), text.encode("ascii", "xmlcharrefreplace"))]
    found = []
    for path in sorted((project / "oppfolging").rglob("*")):
        if path.is_file():
            parts = [path.read_bytes()]
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as packed:
                    parts = [packed.read(one) for one in packed.namelist()]
            if any(form in part for part in parts for form in forms):
                found.append(path.relative_to(project / "oppfolging" / UNIT).as_posix())
    return found


def act(project: Path, number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((project / "oppfolging" / UNIT / "acts" / "2026" / f"{number}.json").read_text())
    return found


def test_the_name_is_in_no_file_and_all_else_stands(project: Path) -> None:
    """The acts: 1 the card, 2 the form, 3 the book that was read, 4 the form with what was read. 3 and 4 have it."""
    salt = act(project, 4)["said"]["salt"]
    assert holding(project, salt) == ["acts/2026/4.json"]
    done = strike(project)
    assert done.exit_code == 0, done.output
    assert holding(project) == holding(project, salt) == []
    assert rows(project, "Tiltak")[0][1:5] == ["Nye rutiner i mottaket", "Ola", PLAN["Tiltak!E4"], "pågår"]
    assert rows(project, "Tiltak")[1][1] == "Følge opp [strøket] til NAV"
    comment = rows(project, "Kommentar og risiko")[0]
    assert comment[4:6] == ["[strøket] og to andre ventet; [strøket]s sak er løst", "høy"]
    assert rows(project, "Rapport")[0] == ["Sammendrag", "Godt"]
    assert done.stdout.splitlines()[:2] == [
        f"{project}/oppfolging/{UNIT}/acts/2026/3.json: teksten er strøket (ført av Kari N. 12.11.2026)",
        f"{project}/oppfolging/{UNIT}/acts/2026/4.json: teksten er strøket (ført av kpidsl 12.11.2026)",
    ]
    assert "out/oppfolging-2026-10.xlsx: boka er skrevet på nytt" in done.stdout


def test_verify_says_by_whom_when_and_why_and_never_what(project: Path) -> None:
    strike(project)
    done = verify(project)
    assert (done.exit_code, done.stderr) == (0, "")
    assert (
        f"{UNIT}/2026: akt 3 (Kari N., 12.11.2026) er strøket av Eva L. 16.11.2026, akt 5: Navn på bruker\n"
        in done.stdout
    )
    assert "Åsen" not in done.stdout
    assert (act(project, 3)["said"], act(project, 3)["salt"]) == (None, None)
    assert (act(project, 5)["kind"], act(project, 5)["strikes"]) == ("strike", 3)


def test_a_book_is_read_as_before_afterwards(project: Path) -> None:
    """Someone else, with the book of before the strike at home, changes the deadline only."""
    home = kept(project, "hjemme.xlsx")
    strike(project)
    opened = openpyxl.load_workbook(home)
    opened["Tiltak"]["C5"] = "Følge opp [strøket] til NAV"
    opened["Kommentar og risiko"]["F4"] = rows(project, "Kommentar og risiko")[0][4]
    opened.save(home)
    filled(project, {"Tiltak!D4": "Lise"}, out=home, book="hjemmefra.xlsx")
    done = collect(project, on="2026-11-17")
    assert done.exit_code == 0, done.output
    assert rows(project, "Tiltak")[0][2] == "Lise"
    assert holding(project) == []


WRITES = ["strike 3", "text of 3", "strike 4", "text of 4", "read/", "in/", "form", "book"]
"""What a strike writes, in its order."""


@pytest.mark.parametrize("stops", range(len(WRITES)))
def test_what_is_interrupted_is_said_and_finished_by_the_same_command(
    project: Path, monkeypatch: pytest.MonkeyPatch, stops: int
) -> None:
    """Stopped before each of its writes. From the first strike till both copies of the book are gone, `verify` says so:
    before it nothing is struck, and after it only the book that is out is old."""
    writes = [0]

    def counted(function: Any) -> Any:
        def wrapped(*arguments: Any) -> Any:
            if writes[0] == stops:
                raise OSError("killed")
            writes[0] += 1
            return function(*arguments)

        return wrapped

    with monkeypatch.context() as patched:
        for name in ("create", "replace", "remove"):
            patched.setattr(exclusive_files, name, counted(getattr(exclusive_files, name)))
        patched.setattr(giving, "write_whole", counted(giving.write_whole))
        stopped = strike(project)
    assert isinstance(stopped.exception, OSError)
    assert holding(project)
    assert set(codes(verify(project))) == ({"F067"} if 1 <= stops <= 5 else set())
    assert NAME not in f"{entered(project)}" or stops == 0
    done = strike(project)
    assert done.exit_code == 0, done.output
    assert holding(project) == []
    assert rows(project, "Tiltak")[1][1] == "Følge opp [strøket] til NAV"
    assert verify(project).exit_code == 0


def entered(project: Path) -> Followed:
    followed, _ = UnitFolder(project / "oppfolging", UNIT).followed()
    assert followed is not None
    return replace(followed, forms={})  # that of act 4, which is struck after act 3


def test_a_name_that_stands_only_beside_what_is_read_goes_with_the_kept_book(project: Path) -> None:
    """In a column of one's own nothing is read, but the kept book has it."""
    filled(project, {"Tiltak!N4": "ring Anne Moe"}, book="egen kolonne.xlsx")
    collect(project, on="2026-11-13")
    assert holding(project, "Anne Moe")
    done = strike(project, text="anne moe")
    assert done.exit_code == 0, done.output
    assert holding(project, "Anne Moe") == []
    assert rows(project, "Tiltak")[1][1] == TEXTS["Tiltak!C5"]  # the other name is not struck


def test_a_bound_year_is_struck_too(project: Path) -> None:
    assert bind(Ledger(project / "oppfolging", UNIT, 2026))
    assert strike(project).exit_code == 0
    assert holding(project) == []
    assert verify(project).exit_code == 0


def test_what_stands_in_a_strike_can_be_struck(project: Path) -> None:
    """The second name of a comment is in the act that struck the first one."""
    filled(project, {"Kommentar og risiko!F4": f"{NAME} og Anne Moe"}, book="to.xlsx")
    collect(project, on="2026-11-13")
    assert strike(project).exit_code == 0
    assert strike(project, text="Anne Moe").exit_code == 0
    assert holding(project) == holding(project, "Anne Moe") == []
    assert "[strøket] og [strøket]" in f"{rows(project, 'Kommentar og risiko')[0][4]}"
    assert verify(project).exit_code == 0


def test_a_dry_run_names_what_has_it_and_writes_nothing(project: Path) -> None:
    before = holding(project)
    done = strike(project, "--dry-run")
    assert done.exit_code == 0, done.output
    assert holding(project) == before
    assert before == sorted(line.partition(": ")[0].partition(f"{UNIT}/")[2] for line in done.stdout.splitlines())


def test_files_that_were_made_with_it_are_named_and_stand(project: Path) -> None:
    """A page, a workbook whose cell has the name in two runs, and one that cannot be searched."""
    pages = project / "editions" / "2026-10"
    pages.mkdir(parents=True)
    (pages / "kort.html").write_text("<p>Følge opp <b>Per</b> &Aring;sen</p><p>Per</p>", encoding="utf-8")
    (pages / "annet.html").write_text("<p>Per og Anne</p><p>Åsen</p>", encoding="utf-8")
    with zipfile.ZipFile(pages / "kort.pptx", "w") as packed:
        packed.writestr("slide1.xml", "<a:p><a:r><a:t>Per </a:t></a:r><a:r><a:t>Åsen</a:t></a:r></a:p>")
    (pages / "kort.pdf").write_bytes(b"%PDF-1.7 ...")
    done = strike(project, "--rendered", f"{project}/editions")
    assert (done.exit_code, sorted(codes(done))) == (3, ["F065", "F065", "F066"])
    named = [path.name for path in pages.iterdir() if f"{path}" in done.stderr]
    assert sorted(named) == ["kort.html", "kort.pptx"]
    assert "1 fil kan ikke gjennomsøkes (.pdf)" in done.stderr
    assert "&Aring;sen" in (pages / "kort.html").read_text()
    assert holding(project) == []


def test_a_book_that_has_not_been_read_is_named_and_stands(project: Path) -> None:
    filled(project, {"Rapport!C5": NAME}, book="ulest.xlsx")
    done = strike(project)
    assert (done.exit_code, codes(done)) == (3, ["F064"])
    assert holding(project) == ["in/ulest.xlsx"]


def test_an_open_book_is_named_and_written_by_the_next_strike(project: Path) -> None:
    beside = project / "oppfolging" / UNIT / "out" / f"~${BOOK}"
    beside.write_text("Kari")
    done = strike(project)
    assert (done.exit_code, codes(done)) == (3, ["F006", "F064"])
    beside.unlink()
    assert strike(project).exit_code == 0
    assert holding(project) == []


def test_the_name_of_who_entered_it_cannot_be_struck(project: Path) -> None:
    done = strike(project, text="Kari N.")
    assert (done.exit_code, codes(done)[:1]) == (3, ["F063"])
    assert verify(project).exit_code == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"text": "Anne Moe"}, "F061"),
        ({"reason": "per åsen er bruker"}, "F062"),
        ({"reason": "Fødselsnummer 010190 12345"}, "F010"),
    ],
)
def test_nothing_is_struck(project: Path, options: dict[str, str], code: str) -> None:
    before = holding(project)
    done = strike(project, **options)
    assert (done.exit_code, codes(done)) == (1, [code])
    assert holding(project) == before


def test_a_unit_that_has_entered_nothing_has_nothing_to_strike(project: Path) -> None:
    done = CliRunner().invoke(
        cli, ["strike", f"{project}/kort", "--for", "0199", "--text", NAME, "--by", "Eva L.", "--reason", WHY]
    )
    assert (done.exit_code, codes(done)) == (1, ["F060"])


@pytest.mark.parametrize("text", ["Pe", "  a ", "strøket"])
def test_a_text_that_is_everywhere_or_the_mark_itself_is_wrong_usage(project: Path, text: str) -> None:
    assert strike(project, text=text).exit_code == 2


def test_who_strikes_has_a_role_in_the_unit_or_above_it(tmp_path: Path) -> None:
    """0101 is Kari N.'s, and stands in county 01, which is Dag Ås's; Per S. leads 0102, and Eva L. is in no table."""
    project = month_project(tmp_path)
    of_data = ("--data", f"{project}/data", "--dry-run")
    told = []
    for by in ("Per S.", "Eva L.", "kari  n.", "Dag Ås"):
        done = strike(project, *of_data, "--by", by, text="Godt i rute")
        told.append((done.exit_code, codes(done)))
    assert told == [(1, ["F072"]), (1, ["F072"]), (0, []), (0, [])]
    without = strike(project, text="Godt i rute")
    assert (without.exit_code, "roller.csv" in without.output) == (2, True)
    done = strike(project, "--data", f"{project}/data", "--by", "Dag Ås", text="Godt i rute")
    assert done.exit_code == 0, done.output
    strikes = [a for a in (act(project, number) for number in range(1, 7)) if a["kind"] == "strike"]
    assert {(a["by"], a["role"]) for a in strikes} == {("Dag Ås", "direktør")}
