"""`keep_originals`: the books that were read are kept as long as declared, and what was read of them for good."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.followup import exclusive_files
from kpidsl.model.act import ActHeader
from kpidsl.month.collecting import collect as collected
from kpidsl.month.store import UnitFolder
from tests.month.conftest import BOOK, UNIT
from tests.month.filling import filled, kept, rows
from tests.month.test_collect import PLAN, acts, codes, collect

TEXT = "Nye rutiner i mottaket"


@pytest.fixture
def project(project: Path, given: Path) -> Path:
    """Kari N.'s book for October 2026 was read on 12 November 2026."""
    shutil.copytree(given / "oppfolging", project / "oppfolging")
    filled(project, PLAN)
    assert collect(project).exit_code == 0
    assert len(originals(project)) == 1
    return project


def originals(project: Path) -> list[Path]:
    return sorted((project / "oppfolging" / UNIT / "read").glob("*.xlsx"))


def declare(project: Path, months: object) -> None:
    settings = f'[follow_up]\nfolder = "../oppfolging"\nkeep_originals = {months}\n'
    (project / "kort" / "kpidsl.toml").write_text(settings, encoding="utf-8")


def verify(project: Path) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["verify", f"{project}/oppfolging"])
    return done.exit_code, done.stderr


def test_originals_are_removed_when_they_have_been_kept_as_long_as_declared(project: Path) -> None:
    """18 months from November 2026 are over with May 2028; the year 2026 is closed from 2028."""
    declare(project, 18)
    assert codes(collect(project, on="2028-05-31")) == []
    assert len(originals(project)) == 1
    done = collect(project, "--lang", "nb", on="2028-06-01")
    assert (done.exit_code, codes(done)) == (0, ["F092"])
    assert f"merknad[F092] {UNIT}/read: tok bort 1 bok som ble lest for over 18 måneder siden." in done.output
    assert originals(project) == []
    assert codes(collect(project, on="2028-06-01")) == []


def test_nothing_but_the_original_goes(project: Path) -> None:
    declare(project, 1)
    collect(project, on="2028-01-01")
    assert originals(project) == []
    assert verify(project) == (0, "")
    assert rows(project, "Tiltak")[0][1] == TEXT
    assert (project / "oppfolging" / UNIT / "in" / BOOK).exists()
    again = collect(project, on="2028-01-02")
    assert f"{UNIT}/in/{BOOK}: " in again.output  # it is known, though its original is gone
    assert (codes(again), originals(project)) == ([], [])


def test_a_year_that_is_not_closed_keeps_its_originals(project: Path) -> None:
    declare(project, 1)
    assert codes(collect(project, on="2027-12-31")) == []
    assert len(originals(project)) == 1
    assert codes(collect(project, on="2028-01-01")) == ["F092"]


def test_what_is_not_declared_is_kept(project: Path) -> None:
    assert codes(collect(project, on="2050-01-01")) == []
    assert len(originals(project)) == 1


def test_a_dry_run_removes_nothing(project: Path) -> None:
    declare(project, 1)
    assert codes(collect(project, "--dry-run", on="2029-01-01")) == []
    assert len(originals(project)) == 1


def test_a_book_of_an_old_year_that_came_late_is_kept_from_when_it_came(project: Path) -> None:
    """Ola's book for October 2026 is read in March 2028; it was old when it came."""
    declare(project, 2)
    home = kept(project, "hjemme.xlsx")
    filled(project, {"Rapport!C4": "Godt"}, by="Ola", book="ola.xlsx", out=home)
    done = collect(project, on="2028-03-15")
    assert codes(done) == ["F092"]
    (left,) = originals(project)
    with_file = [act for act in read_acts(project) if act.file == left.stem]
    assert [act.by for act in with_file] == ["Ola"]
    assert codes(collect(project, on="2028-05-31")) == []
    assert codes(collect(project, on="2028-06-01")) == ["F092"]


def read_acts(project: Path) -> list[ActHeader]:
    found, wrong = UnitFolder(project / "oppfolging", UNIT).acts()
    assert (found is not None, wrong) == (True, ())
    return [act.header for act in found or ()]


def test_one_that_has_been_changed_stays_for_verify_to_say(project: Path) -> None:
    declare(project, 1)
    (path,) = originals(project)
    path.write_bytes(path.read_bytes() + b"\0")
    assert codes(collect(project, on="2029-01-01")) == []
    assert path.exists()
    status, said = verify(project)
    assert (status, "F051" in said) == (1, True)


def test_a_file_that_no_act_names_stays(project: Path) -> None:
    declare(project, 1)
    strange = UnitFolder(project / "oppfolging", UNIT).original("0" * 64)
    strange.write_bytes(b"not read")
    collect(project, on="2029-01-01")
    assert originals(project) == [strange]


def test_a_ledger_that_is_not_whole_keeps_its_originals(project: Path) -> None:
    declare(project, 1)
    number = next(act["n"] for act in acts(project) if act["by"] == "Kari N.")
    path = project / "oppfolging" / UNIT / "acts" / "2026" / f"{number}.json"
    path.write_bytes(path.read_bytes().replace(b"Kari", b"Mari"))
    assert codes(collect(project, on="2029-01-01")) == ["F031"]
    assert len(originals(project)) == 1


def test_a_share_without_hard_links_has_folders_for_originals(project: Path) -> None:
    (path,) = originals(project)
    content = path.read_bytes()
    path.unlink()
    path.mkdir()
    (path / "content").write_bytes(content)
    assert exclusive_files.digest(path) == path.stem
    problems = [
        one
        for result in collected(project / "oppfolging", date(2029, 1, 1), keep_originals=1)
        for one in result.problems
    ]
    assert [one.code for one in problems] == ["F092"]
    assert originals(project) == []


@pytest.mark.parametrize("months", ["0", "-1", "true", "12.0", '"12"', "[]"])
def test_what_is_no_number_of_months_is_refused_and_removes_nothing(project: Path, months: str) -> None:
    declare(project, months)
    done = collect(project, "--lang", "nb", on="2029-01-01")
    assert (done.exit_code, "P002" in done.output, "follow_up.keep_originals" in done.output) == (1, True, True)
    assert ("verdien skal være minst 1" in done.output) == (months in ("0", "-1"))
    assert "kpidsl.toml:3" in done.output
    assert len(originals(project)) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "tok bort 1 bok som ble lest for over 1 måned siden."),
        ("nn", "tok bort 1 bok som vart lesen for over 1 månad sidan."),
        ("en", "removed 1 book that was read more than 1 month ago."),
    ],
)
def test_it_is_said_in_every_language(project: Path, language: str, text: str) -> None:
    declare(project, 1)
    assert f"{UNIT}/read: {text}" in collect(project, "--lang", language, on="2029-01-01").output


@pytest.mark.parametrize(
    ("on", "closed"), [(date(2027, 12, 31), []), (date(2028, 1, 1), [2026]), (date(2026, 11, 2), [])]
)
def test_the_years_that_are_closed(project: Path, on: date, closed: list[int]) -> None:
    assert UnitFolder(project / "oppfolging", UNIT).closed_years(on) == closed
