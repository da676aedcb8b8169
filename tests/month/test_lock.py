"""`kpidsl lock`: an edition and what is entered behind it are locked once; a correction is a lock of its own."""

from __future__ import annotations

import errno
import html
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from pptx import Presentation

from kpidsl.cli import cli
from kpidsl.followup.lock_files import FIRST_PREV, read_locks
from kpidsl.followup.striking import StruckText
from kpidsl.month import locking, sign_off
from kpidsl.month.text_search import holds
from tests.cli.given import given
from tests.month.filling import filled
from tests.month.test_sign_off import acts, codes, edition, month_project, said, sign, states


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after the check and the approvals, to be copied."""
    project = month_project(tmp_path_factory.mktemp("month"))
    with (project / "data" / "roller.csv").open("a", encoding="utf-8") as roles:
        roles.write("direktør;fylke;01;Eva L.;;\n")
    assert sign(project, "check", "--edition", f"{edition(project)}").exit_code == 0
    assert sign(project, "approve").exit_code == 0
    return project


@pytest.fixture
def project(month: Path, tmp_path: Path) -> Path:
    """A copy of the month."""
    return Path(shutil.copytree(month, tmp_path / "month"))


def lock(project: Path, *more: str, by: str = "Dag Ås", of: Path | None = None) -> Result:
    line = ["lock", f"{project}/kort", "--data", f"{project}/data", "--for", "01"]
    usual = {"--period": "2026-10", "--by": by, "--edition": f"{of or edition(project)}", "--on": "2026-11-20"}
    return CliRunner().invoke(cli, [*line, *given(usual, more)])


def locks(project: Path) -> list[dict[str, Any]]:
    folder = project / "editions" / "locks"
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return [json.loads((path / "content" if path.is_dir() else path).read_bytes()) for path in paths]


def locking_acts(project: Path) -> list[dict[str, Any]]:
    return [act for act in acts(project) if act["kind"] == "lock_card"]


def corrected(project: Path, *more: str, formats: str = "csv,json") -> Path:
    """A new edition of the month, after a case that was decided late turned out to be in time."""
    cases = project / "data" / "saker.csv"
    text = cases.read_text(encoding="utf-8")
    assert "2;0101;05.09.2026;20.10.2026" in text
    cases.write_text(text.replace("2;0101;05.09.2026;20.10.2026", "2;0101;05.09.2026;01.10.2026"), encoding="utf-8")
    before = edition(project)
    month = ["--data", f"{project}/data", "--period", "2026-10"]
    said("run", f"{project}/kort", *month, "--out", f"{project}/editions", "--formats", formats, *more)
    (new,) = [folder for folder in before.parent.glob("[1-9]-*") if folder != before]
    return new


def test_a_lock_names_the_edition_its_files_and_the_last_act_of_each_ledger_below(project: Path) -> None:
    done = lock(project)
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    (made,) = locks(project)
    folder = edition(project)
    assert (made["number"], made["prev"], made["unit"], made["line"]) == (1, FIRST_PREV, "fylke-01", "statlig")
    assert (made["by"], made["role"], made["on"]) == ("Dag Ås", "direktør", "2026-11-20")
    assert (made["edition"], made["folder"]) == (folder.name.partition("-")[2], f"2026-10/{folder.name}")
    assert made["files"].keys() == {path.name for path in folder.iterdir()}
    last = {unit: acts(project, unit)[-1] for unit in ("kontor-0101", "kontor-0102")}
    last["fylke-01"] = acts(project)[-2]  # the last before the lock's own act
    assert made["heads"] == {f"{unit}/2026": f"{act['n']} {act['hash']}" for unit, act in last.items()}
    assert (made["incomplete"], made["corrects"], made["reason"], made["changes"]) == ([], None, "", None)
    (act,) = locking_acts(project)
    assert (act["said"]["lock"], act["said"]["hash"], act["said"]["edition"]) == (1, made["hash"], made["edition"])
    assert made["hash"][:16] in done.stdout
    assert states(project)["01", "lock_card"]["state"] == "delivered"


def test_what_is_entered_after_the_lock_shows_on_the_lock_and_not_before(project: Path) -> None:
    assert lock(project).exit_code == 0
    filled(project, {"Rapport!C4": "Noe annet."}, by="Kari N.", book="sist.xlsx")
    said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-23")
    row = states(project)["01", "lock_card"]
    assert (row["state"], row["lacking"]) == ("lacking", "0101")
    assert states(project, on="2026-11-22")["01", "lock_card"]["state"] == "delivered"
    page = (project / "ready" / "2026-10" / "readiness.csv").read_text(encoding="utf-8")
    assert "Noe annet" not in page


def collected(project: Path, *more: str) -> Result:
    return said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-23", *more)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "sist.xlsx: kom etter at kortet for 2026-10 ble låst (fylke-01 statlig: Dag Ås, 20.11.2026)"),
        ("nn", "sist.xlsx: kom etter at kortet for 2026-10 vart låst (fylke-01 statlig: Dag Ås, 20.11.2026)"),
        ("en", "sist.xlsx: came after the card of 2026-10 was locked (fylke-01 statlig: Dag Ås, 20.11.2026)"),
    ],
)
def test_a_book_that_comes_after_the_lock_is_read_and_said(project: Path, language: str, text: str) -> None:
    assert lock(project).exit_code == 0
    filled(project, {"Rapport!C4": "Noe annet."}, by="Kari N.", book="sist.xlsx")
    for more in (("--dry-run",), ()):
        done = collected(project, "--lang", language, *more)
        assert codes(done) == ["F059"]
        assert f"kontor-0101/in/{text}" in done.stderr
        assert re.search("(etter en rettelse|etter ei retting|after a correction)\\.$", done.stderr, re.MULTILINE)
    assert acts(project, "kontor-0101")[-1]["kind"] == "form"  # the next book, after the reading
    assert collected(project).stderr == ""  # a book that has been read is no news


def test_a_book_says_the_last_lock_of_its_own_month_and_of_none_that_is_not_whole(project: Path) -> None:
    filled(project, {"Rapport!C4": "Noe annet."}, by="Kari N.", book="sist.xlsx")
    assert codes(collected(project, "--dry-run")) == []
    assert sign(project, "approve").exit_code == 0
    assert lock(project).exit_code == 0
    done = lock(project, "--reason", "Rettet", "--on", "2026-11-22", of=corrected(project), by="Eva L.")
    assert done.exit_code == 0, done.output
    done = collected(project, "--dry-run")
    assert codes(done) == ["F059"]
    assert "(fylke-01 statlig: Eva L., 22.11.2026)" in done.stderr
    locking = project / "oppfolging" / "fylke-01" / "acts" / "2026"
    last = max(locking.iterdir(), key=lambda path: int(path.stem))
    last.write_bytes(last.read_bytes().replace(b"Eva", b"Ola"))
    done = CliRunner().invoke(cli, ["collect", f"{project}/kort", "--dry-run", "--on", "2026-11-23"])
    assert codes(done) == ["F031"]


def test_a_locked_card_is_locked_again_only_with_a_reason(project: Path) -> None:
    assert lock(project).exit_code == 0
    new = corrected(project)
    for of in (edition_named(project, "1-"), new):
        again = lock(project, of=of, by="Eva L.")
        assert (again.exit_code, codes(again)) == (1, ["F048"])
        assert "Kortet ble låst av Dag Ås 20.11.2026 (lås 1)." in again.stderr
    assert len(locks(project)) == len(locking_acts(project)) == 1
    done = lock(project, "--reason", "Sak 2 var avgjort i tide.", "--on", "2026-11-24", of=new, by="Eva L.")
    assert done.exit_code == 0, done.output
    first, second = locks(project)
    assert (second["corrects"], second["reason"], second["prev"]) == (1, "Sak 2 var avgjort i tide.", first["hash"])
    assert locking_acts(project)[1]["said"]["reason"] == "Sak 2 var avgjort i tide."
    changes = (project / "editions" / "locks" / f"changes-{second['changes'][:16]}.csv").read_text(encoding="utf-8")
    now = states(project)["01", "lock_card"]
    assert (now["state"], now["delivered_on"], now["delivered_by"]) == ("delivered", "2026-11-20", "Dag Ås")
    assert (now["corrected_on"], now["corrected_by"]) == ("2026-11-24", "Eva L.")
    assert now["correction"] == "Sak 2 var avgjort i tide."
    page = (project / "ready" / "2026-10" / "readiness.html").read_text(encoding="utf-8")
    assert "levert 20.11.2026 av Dag Ås; rettet 24.11.2026 av Eva L.: Sak 2 var avgjort i tide." in page
    assert states(project, on="2026-11-23")["01", "lock_card"]["corrected_on"] == ""
    # 0101 had 9 of 18 in time in the year so far, and has 10 of 18 now
    assert "2026-10,statlig,kontor,0101,P.1,,ytd_value,50.000000,55.555556\n" in changes
    assert f"retter lås 1; celler endret: {len(changes.splitlines()) - 1}\n" in done.stdout


def test_a_correction_that_changes_nothing_writes_nothing(project: Path) -> None:
    assert lock(project, "--incomplete").exit_code == 0
    again = corrected(project)
    first = lock(project, "--incomplete", "--reason", "Én sak for mye.", of=again)
    assert first.exit_code == 0, first.output
    before, acts = locks(project), locking_acts(project)
    second = lock(project, "--incomplete", "--reason", "Én sak for mye.", of=again)
    assert second.exit_code == 0
    assert "merknad[F068] Ingenting er endret siden lås 2." in second.output
    assert before[1]["hash"][:16] in second.stdout
    assert (locks(project), locking_acts(project)) == (before, acts)
    filled(project, {"Tiltak!C4": "Flere folk"}, by="Kari N.", book="enda en.xlsx")
    collected(project)
    third = lock(project, "--incomplete", "--reason", "Én sak for mye.", of=again)
    assert "F068" not in third.output
    assert len(locks(project)) == 3  # something is entered since


def edition_named(project: Path, start: str) -> Path:
    (folder,) = (project / "editions" / "2026-10").glob(f"{start}*")
    return folder


@pytest.mark.parametrize(
    ("language", "once", "again"),
    [
        (
            "nb",
            "Kortet ble låst 20.11.2026. Denne utgaven er laget etterpå, og er en rettelse når den er låst.",
            "Kortet ble låst 20.11.2026 og sist rettet 24.11.2026. Denne utgaven er laget etterpå",
        ),
        (
            "en",
            "The card was locked on 20 November 2026. This edition was made afterwards, and is a correction once it is",
            "The card was locked on 20 November 2026 and last corrected on 24 November 2026. This edition was made",
        ),
    ],
)
def test_an_edition_that_is_made_after_the_lock_says_so(project: Path, language: str, once: str, again: str) -> None:
    """On the pages of the county that locked and the offices below, and on its status report; not the nation's."""
    assert lock(project).exit_code == 0
    new = corrected(project, "--lang", language, formats="csv,json,html,pptx")
    assert shown_in(new, once) == {"unit-fylke-01", "unit-kontor-0101", "unit-kontor-0102", "statusrapport-fylke-01"}
    assert lock(project, "--reason", "Sak 2 var i tide.", "--on", "2026-11-24", of=new).exit_code == 0
    with (project / "data" / "saker.csv").open("a", encoding="utf-8") as cases:
        cases.write("99;0101;05.09.2026;01.10.2026\n")
    run = ["run", f"{project}/kort", "--data", f"{project}/data", "--period", "2026-10", "--lang", language]
    said(*run, "--out", f"{project}/editions", "--formats", "html,pptx")
    third = edition_named(project, "3-")
    assert "Sak 2" not in "".join(path.read_text(encoding="utf-8") for path in third.glob("*.html"))
    assert shown_in(third, again) == shown_in(new, once)
    said(*run, "--out", f"{project}/another", "--formats", "html,pptx")
    (alone,) = (project / "another" / "2026-10").iterdir()
    assert shown_in(alone, again[:15]) == set()


def test_an_edition_has_the_digits_of_the_lock_before_it(project: Path) -> None:
    """Whoever holds a page, a deck or a book can show that a lock was removed. The first edition was before any lock;
    a month that nobody has locked has them too, for the chain is the store's."""
    assert lock(project).exit_code == 0
    digits = locks(project)[0]["hash"][:16]
    new = corrected(project, formats="csv,json,html,pptx,xlsx")
    assert shown_in(new, digits) == {p.stem for p in [*new.glob("unit-*.html"), *(new / "slides").glob("*.pptx")]}
    front = Presentation(str(next((new / "slides").glob("*.pptx"))))
    assert f"siste lås {digits}" in front.core_properties.subject
    books = list(new.rglob("*.xlsx"))
    assert {book.name for book in books if not holds(book, StruckText(digits, ""))} == set()
    assert shown_in(edition_named(project, "1-"), "iste lås") == set()
    run = ["run", f"{project}/kort", "--data", f"{project}/data", "--period", "2026-09"]
    said(*run, "--out", f"{project}/editions", "--formats", "html")
    (before,) = (project / "editions" / "2026-09").iterdir()
    assert shown_in(before, f"siste lås: {digits}") == {path.stem for path in before.glob("unit-*.html")} != set()


def test_an_offices_own_edition_and_book_have_the_digits_of_the_lock_over_it(project: Path) -> None:
    """Its own store has no locks: the county's are in the ledgers."""
    month = ["--data", f"{project}/data", "--period", "2026-10"]
    run = ["run", f"{project}/kort", *month, "--out", f"{project}/own", "--for", "0101", "--formats", "html"]
    said(*run)
    assert lock(project).exit_code == 0
    digits = locks(project)[0]["hash"][:16]
    with (project / "data" / "saker.csv").open("a", encoding="utf-8") as cases:
        cases.write("98;0101;05.09.2026;30.11.2026\n")
    said(*run)
    before, after = sorted((project / "own" / "kontor-0101" / "2026-10").iterdir())
    assert shown_in(before, "iste lås") == set()
    assert shown_in(after, f"siste lås: {digits}") == {path.stem for path in after.glob("unit-*.html")} != set()
    said(
        "forms",
        f"{project}/kort",
        "--data",
        f"{project}/data",
        "--period",
        "2026-09",
        "--for",
        "0101",
        "--on",
        "2026-11-25",
    )
    book = openpyxl.load_workbook(project / "oppfolging" / "kontor-0101" / "out" / "oppfolging-2026-09.xlsx")
    assert str(book["Start"]["A2"].value).endswith(f", siste lås {digits}")


def shown_in(edition: Path, text: str) -> set[str]:
    """The units' pages and the status reports (their front slides) that have the text, without their endings."""
    pages = {path.stem: html.unescape(path.read_text(encoding="utf-8")) for path in edition.glob("unit-*.html")}
    for path in (edition / "slides").glob("*.pptx"):
        front = Presentation(str(path)).slides[0]
        pages[path.stem] = "\n".join(shape.text_frame.text for shape in front.shapes if shape.has_text_frame)
    return {name for name, shown in pages.items() if text in shown}


def test_a_card_is_locked_when_the_work_is_done_or_says_what_is_lacking(project: Path) -> None:
    filled(project, {"Rapport!C4": "Noe annet."}, by="Kari N.", book="sist.xlsx")
    said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-20")
    early = lock(project)
    assert (early.exit_code, codes(early), locks(project)) == (1, ["F050"], [])
    assert "godkjenne statusrapporten (Fylket)" in early.stderr
    assert lock(project, "--incomplete").exit_code == 0
    lacking = ["approve_report/direktør/fylke/01/statlig/2026-10"]
    assert locks(project)[0]["incomplete"] == lacking
    approved = states(project)["01", "approve_report"]
    assert (approved["state"], approved["lacking"]) == ("lacking", "0101")  # a lock approves no report
    of = corrected(project)
    assert codes(lock(project, "--reason", "Sak 2.", of=of)) == ["F050"]
    assert lock(project, "--reason", "Sak 2.", "--incomplete", of=of).exit_code == 0
    assert locks(project)[1]["incomplete"] == lacking


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("F049", ("--reason", "Feil")),
        ("F042", ("--by", "Kari N.")),
        ("F045", ("--period", "2026-09")),
        ("F046", ("--edition", "{project}/data")),
        ("F010", ("--reason", "Gjelder 120345 67890")),
    ],
)
def test_what_cannot_be_locked_is_refused(project: Path, code: str, more: tuple[str, ...]) -> None:
    done = lock(project, *(word.format(project=project) for word in more))
    assert (done.exit_code, codes(done)) == (1, [code]), done.output
    assert (locks(project), locking_acts(project)) == ([], [])


def test_a_store_whose_locks_are_not_whole_takes_no_lock(project: Path) -> None:
    assert lock(project).exit_code == 0
    path = project / "editions" / "locks" / "1.json"
    path.write_bytes(path.read_bytes().replace("Dag Ås".encode(), b"Ola N."))
    done = lock(project, "--reason", "Feil")
    assert (done.exit_code, codes(done)) == (1, ["F047"])
    assert len(locking_acts(project)) == 1


@pytest.mark.parametrize("reason", [(), ("--reason", "Feil")])
def test_a_card_that_is_locked_is_not_locked_in_another_store(project: Path, reason: tuple[str, ...]) -> None:
    """Nor in the same one after its lock has been removed."""
    assert lock(project).exit_code == 0
    folder = edition(project)
    copied = project / "andre" / "2026-10" / folder.name
    shutil.copytree(folder, copied)
    (project / "editions" / "locks" / "1.json").rename(project / "1.json")
    for of in (copied, folder):
        done = lock(project, *reason, of=of)
        assert (done.exit_code, codes(done)) == (1, ["F058"])
    assert (locks(project), len(locking_acts(project))) == ([], 1)


def test_of_two_who_lock_at_once_one_has_locked_and_the_other_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_lock, others, started = locking.add_lock, list[Result](), list[bool]()

    def late(*arguments: Any) -> bool:
        if not started:
            started.append(True)
            others.append(lock(project, by="Eva L."))  # between this one's look at the locks and its own
        return add_lock(*arguments)

    monkeypatch.setattr(locking, "add_lock", late)
    second = lock(project)
    assert others[0].exit_code == 0, others[0].output
    assert (second.exit_code, codes(second)) == (1, ["F048"])
    assert [made["by"] for made in locks(project)] == [act["by"] for act in locking_acts(project)] == ["Eva L."]


@pytest.mark.parametrize("at", ["add_changes", "add_lock", "append"])
def test_a_lock_that_is_interrupted_is_finished_by_the_same_command(
    project: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Before the changes, before the lock, and between the lock and its act. Nothing is there twice."""
    assert lock(project).exit_code == 0
    new = corrected(project)

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(sign_off if at == "append" else locking, at, killed)
        assert lock(project, "--reason", "Rettet", of=new).exit_code != 0
    assert (len(locks(project)), len(locking_acts(project))) == (2 if at == "append" else 1, 1)
    done = lock(project, "--reason", "Rettet", of=new)
    assert done.exit_code == 0, done.output
    assert [act["said"]["hash"] for act in locking_acts(project)] == [made["hash"] for made in locks(project)]
    assert len(locks(project)) == 2
    again = lock(project, of=new)
    assert (again.exit_code, codes(again)) == (1, ["F048"])


def test_a_share_without_hard_links_is_locked_too(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", refused)
    assert lock(project).exit_code == 0
    assert (project / "editions" / "locks" / "1.json").is_dir()
    assert lock(project, "--reason", "Rettet", of=corrected(project)).exit_code == 0
    found, findings = read_locks(project / "editions")
    assert ([one.number for one in found], findings) == ([1, 2], ())
    again = lock(project, of=edition_named(project, "1-"))
    assert codes(again) == ["F048"]


WRITER = """
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from kpidsl.followup.lock_files import FIRST_PREV, add_lock, read_locks, with_hash
from kpidsl.model.lock import Lock
from kpidsl.model.period import Month

store, print_ = Path(sys.argv[1]), print
first = Lock(1, FIRST_PREV, "fylke-01", "", Month.of(2026, 10), "Dag", "", date(2026, 11, 20), "ab", "2026-10/1-ab",
             {"results.csv": "0" * 64}, {"kontor-0101/2026": "1 ab"}, (), None, "", None, "")
print_("ready", flush=True)
while True:
    locks, findings = read_locks(store)
    last = locks[-1] if locks else None
    lock = replace(first, number=len(locks) + 1, prev=last.hash if last else FIRST_PREV, corrects=len(locks) or None)
    add_lock(store, with_hash(lock))
"""


def test_writers_that_are_killed_leave_a_whole_chain(tmp_path: Path) -> None:
    """Two writers at a time, killed at some moment; eight rounds."""
    chance = random.Random(16)
    for _ in range(8):
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) for _ in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        time.sleep(chance.uniform(0.02, 0.15))
        for writer in writers:
            writer.kill()
            writer.communicate()
        found, findings = read_locks(tmp_path)
        assert findings == ()
        assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert len(found) > 8
