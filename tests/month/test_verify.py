"""`kpidsl verify`: what has been changed since it was entered or locked is said, with whose it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from kpidsl.followup.ledger import Ledger, bind
from kpidsl.followup.lock_files import from_bytes, to_bytes, with_hash
from kpidsl.model.period import Month
from kpidsl.month.verifying import verify
from tests.month.filling import filled
from tests.month.flips import flipped_bits
from tests.month.kills import kills
from tests.month.test_lock import corrected, edition_named, lock
from tests.month.test_lock import month as month  # a fixture
from tests.month.test_sign_off import codes, said, sign

OCTOBER = Month.of(2026, 10)


@pytest.fixture(scope="module")
def locked(month: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The month, locked by Dag Ås on the 20th; to be copied."""
    project = Path(shutil.copytree(month, tmp_path_factory.mktemp("locked") / "month"))
    done = lock(project)
    assert done.exit_code == 0, done.output
    return project


@pytest.fixture
def project(locked: Path, tmp_path: Path) -> Path:
    """A copy of the locked month: a copy verifies as what it is a copy of."""
    return Path(shutil.copytree(locked, tmp_path / "month"))


def places(project: Path) -> list[Path]:
    return [project / "oppfolging", project / "editions"]


def run(project: Path, *folders: Path) -> Result:
    return CliRunner().invoke(cli, ["verify", *map(str, folders or places(project))])


def act_file(project: Path, number: int, unit: str = "kontor-0101") -> Path:
    return project / "oppfolging" / unit / "acts" / "2026" / f"{number}.json"


def test_what_nobody_has_changed_is_whole(project: Path) -> None:
    done = run(project)
    assert (done.exit_code, done.stderr) == (0, "")
    first, last = done.stdout.splitlines()
    assert first.startswith("lås 1 (")
    folder = edition_named(project, "1-").name
    assert first.endswith(f"): fylke-01 statlig 2026-10, 2026-10/{folder}, Dag Ås 20.11.2026, ikke signert")
    # each office: a card, a form, a reading, and the form again with what was read; the director: check, approval, lock
    acts = sum(1 for _ in (project / "oppfolging").rglob("acts/2026/*.json"))
    assert last == f"akter: {acts}, låser: 1, ingenting er endret"


def replaced(path: Path, old: str, new: str) -> None:
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode()))


def an_act_is_rewritten(project: Path) -> None:
    replaced(act_file(project, 3), "Godt i rute", "Dårlig stelt")


def an_act_is_removed(project: Path) -> None:
    act_file(project, 2).unlink()


def acts_are_swapped(project: Path) -> None:
    one, other = act_file(project, 2), act_file(project, 3)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def a_file_is_put_in(project: Path) -> None:
    shutil.copyfile(act_file(project, 3), act_file(project, 3).with_name("3-kopi.json"))


def a_book_that_was_read_is_changed(project: Path) -> None:
    book = next((project / "oppfolging" / "kontor-0101" / "read").glob("*.xlsx"))
    book.write_bytes(book.read_bytes() + b" ")


def a_figure_is_changed(project: Path) -> None:
    replaced(edition_named(project, "1-") / "results.csv", "50.000000", "95.000000")


def a_file_of_the_edition_is_removed(project: Path) -> None:
    (edition_named(project, "1-") / "units.csv").unlink()


def a_file_is_added_to_the_edition(project: Path) -> None:
    (edition_named(project, "1-") / "merknad.txt").write_text("x", encoding="utf-8")


def the_edition_is_removed(project: Path) -> None:
    shutil.rmtree(edition_named(project, "1-"))


def the_lock_is_rewritten(project: Path) -> None:
    replaced(project / "editions" / "locks" / "1.json", "Dag Ås", "Eva L.")


def the_lock_is_removed(project: Path) -> None:
    (project / "editions" / "locks" / "1.json").unlink()


def another_lock_is_in_its_place(project: Path) -> None:
    """One with a hash of its own, and without a file that has then been changed: only the act shows it."""
    path = project / "editions" / "locks" / "1.json"
    whole = from_bytes(path.read_bytes())
    files = {name: digest for name, digest in whole.files.items() if name != "results.csv"}
    path.write_bytes(to_bytes(with_hash(replace(whole, files=files))))


def the_end_of_a_ledger_is_cut_off(project: Path) -> None:
    """The chain that is left is whole: only the lock shows it."""
    numbers = sorted(int(path.stem) for path in act_file(project, 1).parent.iterdir())
    act_file(project, numbers[-1]).unlink()


def a_ledger_is_removed(project: Path) -> None:
    shutil.rmtree(project / "oppfolging" / "kontor-0102")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (an_act_is_rewritten, [("F051", "3.json: akten er endret (akt 3: Kari N., 12.11.2026)")]),
        (an_act_is_removed, [("F051", "2.json: akten er tatt bort (ukjent hvem sin)")]),
        (acts_are_swapped, [("F051", f"{n}.json: filen hører ikke til her") for n in (2, 3)]),
        (a_file_is_put_in, [("F051", "3-kopi.json: filen hører ikke til her")]),
        (a_book_that_was_read_is_changed, [("F051", ".xlsx: filen er endret")]),
        (a_figure_is_changed, [("F052", "results.csv: filen er endret etter lås 1 (Dag Ås, 20.11.2026)")]),
        (a_file_of_the_edition_is_removed, [("F052", "units.csv: filen er tatt bort etter lås 1")]),
        (a_file_is_added_to_the_edition, [("F052", "merknad.txt: filen er lagt til etter lås 1")]),
        (the_edition_is_removed, [("F052", "edition.json: filen er tatt bort etter lås 1")]),
        (the_lock_is_rewritten, [("F051", "1.json: låsen er endret eller ødelagt"), ("F055", "(lås 1)")]),
        (the_lock_is_removed, [("F055", "Dag Ås låste kortet 20.11.2026 (lås 1)")]),
        (another_lock_is_in_its_place, [("F055", "Dag Ås låste kortet 20.11.2026 (lås 1)")]),
        (the_end_of_a_ledger_is_cut_off, [("F053", "kontor-0101/2026: lås 1 (Dag Ås, 20.11.2026) har akt")]),
        (a_ledger_is_removed, [("F053", "kontor-0102/2026: lås 1 (Dag Ås, 20.11.2026) har akt")]),
    ],
)  # fmt: skip
def test_every_change_is_said_with_the_file_and_whose_it_was(
    project: Path, change: Callable[[Path], None], found: Sequence[tuple[str, str]]
) -> None:
    change(project)
    done = run(project)
    assert done.exit_code == 1, done.output
    for code, text in found:
        assert code in codes(done)
        assert text in done.stderr
    assert "ingenting er endret" not in done.stdout


LEFT_BEHIND = (
    "Thumbs.db", "thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini", "Icon\r", ".DS_Store", "._1.json",
    ".~lock.1.json#", ".sync_3f2a.db", "~$1.json", "~WRL0001.tmp", "3.json.tmp", "5D1E.TMP",
)  # fmt: skip
"""What Windows, a Mac, Office, LibreOffice and sync programs leave in a folder that someone looks into."""


def kept_folders(project: Path) -> list[Path]:
    """Every folder of what is entered and locked."""
    return [folder for place in places(project) for folder in (place, *place.rglob("*")) if folder.is_dir()]


@pytest.mark.parametrize("name", LEFT_BEHIND)
def test_what_programs_leave_in_the_folders_is_no_act_no_lock_and_no_book(project: Path, name: str) -> None:
    for folder in kept_folders(project):
        (folder / name).write_bytes(b"\0left")
    done = run(project)
    assert (done.exit_code, done.stderr) == (0, "")


def test_the_month_goes_on_over_what_programs_leave_in_the_folders(project: Path) -> None:
    for folder in kept_folders(project):
        for name in LEFT_BEHIND:
            (folder / name).write_bytes(b"\0left")
    filled(project, {"Rapport!C4": "Noe annet."}, by="Kari N.", book="sist.xlsx")
    collected = said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-23")
    assert (codes(collected), collected.stdout.count("/in/")) == (["F059"], 3)
    assert sign(project, "approve", "--on", "2026-11-24").exit_code == 0
    done = lock(project, "--reason", "Sak 2 var i tide.", "--on", "2026-11-25", of=corrected(project))
    assert (done.exit_code, done.stderr) == (0, "")
    done = run(project)
    assert (done.exit_code, done.stderr) == (0, "")


def test_what_was_left_behind_before_the_lock_may_change_or_go(month: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(month, tmp_path / "month"))
    beside = edition_named(project, "1-") / "desktop.ini"
    beside.write_bytes(b"icon 1")
    assert lock(project).exit_code == 0
    beside.write_bytes(b"icon 2")
    assert run(project).stderr == ""
    beside.unlink()
    assert run(project).stderr == ""


@pytest.mark.parametrize("name", ["Thumbs (1).db", "desktop.ini.txt", "notat.txt", "3-kopi.json", "tmp", "4.json~"])
def test_a_file_that_no_program_leaves_by_itself_does_not_belong_there(project: Path, name: str) -> None:
    for folder in (act_file(project, 1).parent, project / "editions" / "locks"):
        path = folder / name
        path.write_bytes(b"x")
        done = run(project)
        assert (done.exit_code, codes(done)) == (1, ["F051"])
        assert f"{name}: filen hører ikke til her" in done.stderr
        path.unlink()


def test_what_was_entered_after_the_lock_is_said_with_who_and_when(project: Path) -> None:
    """The next month's book is no news of October; a book of October is."""
    filled(project, {"Rapport!C4": "Noe annet."}, by="Kari N.", book="sist.xlsx")
    said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-23")
    assert sign(project, "approve", "--on", "2026-11-24").exit_code == 0
    done = run(project)
    assert (done.exit_code, codes(done)) == (3, ["F054", "F054"])
    assert (
        "kontor-0101/2026, 5: ført av Kari N. 23.11.2026 for 2026-10, etter lås 1 (Dag Ås, 20.11.2026)." in done.stderr
    )
    assert "ført av Dag Ås 24.11.2026 for 2026-10, etter lås 1" in done.stderr


def test_a_correction_is_said_and_what_came_before_it_is_no_longer_late(project: Path) -> None:
    filled(project, {"Rapport!C4": "Noe annet."}, by="Kari N.", book="sist.xlsx")
    said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-23")
    assert sign(project, "approve", "--on", "2026-11-24").exit_code == 0
    done = lock(project, "--reason", "Sak 2 var i tide.", "--on", "2026-11-25", of=corrected(project))
    assert done.exit_code == 0, done.output
    done = run(project)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "  retter lås 1: Sak 2 var i tide.\n" in done.stdout
    changes = next((project / "editions" / "locks").glob("changes-*.csv"))
    replaced(changes, "55.555556", "50.000000")
    done = run(project)
    assert (done.exit_code, codes(done)) == (1, ["F052"])


def test_a_struck_text_and_a_bound_year_are_whole(project: Path) -> None:
    """The strikes, of the book that was read and of the form that repeats it, are acts after the lock, and are said as
    such."""
    said = [
        "--data",
        f"{project}/data",
        "--text",
        "Godt i rute",
        "--by",
        "Eva L.",
        "--reason",
        "Et navn",
        "--on",
        "2026-11-26",
    ]
    struck = CliRunner().invoke(cli, ["strike", f"{project}/kort", "--for", "0101", *said])
    assert struck.exit_code == 0, struck.output
    assert bind(Ledger(project / "oppfolging", "kontor-0101", 2026))
    done = run(project)
    assert (done.exit_code, codes(done)) == (3, ["F054", "F054"])
    assert "akt 3 (Kari N." in done.stdout
    assert "ført av Eva L. 26.11.2026" in done.stderr


def test_a_lock_whose_act_was_not_entered_is_said(project: Path) -> None:
    act_file(project, 3, "fylke-01").unlink()
    done = run(project)
    assert (done.exit_code, codes(done)) == (3, ["F056"])


def test_one_of_the_two_folders_alone_is_said_to_be_too_little(project: Path) -> None:
    follow_up, store = places(project)
    alone = run(project, store)
    assert (alone.exit_code, codes(alone)) == (3, ["F056"])
    alone = run(project, follow_up)
    assert (alone.exit_code, codes(alone)) == (1, ["F055"])
    nothing = run(project, project / "data")
    assert (nothing.exit_code, codes(nothing)) == (1, ["F057"])


def test_all_of_it_may_lie_in_one_folder(project: Path, tmp_path: Path) -> None:
    both = tmp_path / "begge"
    for place in places(project):
        shutil.copytree(place, both / place.name)
    done = run(project, both)
    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.long
def test_a_lock_that_is_killed_is_whole_and_finished_by_the_same_command(month: Path, tmp_path: Path) -> None:
    """A few here; `make kills` does a thousand."""
    assert len(list(kills(month, tmp_path, 10, seed=5))) == 10


def test_a_flipped_bit_is_found_every_time(project: Path) -> None:
    """A few here; `make flips` does ten thousand."""
    unseen = [place for place in flipped_bits(places(project), 60, seed=1) if not verify(places(project)).problems]
    assert unseen == []
    assert verify(places(project)).problems == ()
