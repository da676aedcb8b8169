"""`kpidsl release`: what was handed out is known to its readers, whatever is hidden afterwards."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kpidsl.audit
from kpidsl.audit import Audit
from kpidsl.cli import cli
from kpidsl.followup.release_files import read_releases
from kpidsl.month.releasing import enter_release
from tests.audit.stores import HIDDEN, Country, Figure

SHOWN: dict[str, Figure | str] = {"01": (20, 50), "0101": (9, 21), "0102": (8, 26), "0103": (3, 3)}
"""0103 has 3 cases: an edition with a lower threshold printed them."""
CORRECTED: dict[str, Figure | str] = {"01": (20, 50), "0101": (9, 21), "0102": HIDDEN, "0103": HIDDEN}
"""With a higher one 0103 is hidden, and 0102 too, so that the county does not tell it."""


def write(store: Path, figures: dict[str, Figure | str], name: str) -> Path:
    country = Country()
    for unit, figure in figures.items():
        country.put(unit, figure)
    return country.write(store, name)


def release(store: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["release", str(store), "--by", "Kari Nord", "--on", "2026-02-10", *more])


def in_ledger(store: Path) -> list[str]:
    return sorted(path.name for path in (store / "releases").glob("*")) if (store / "releases").is_dir() else []


def test_what_nobody_can_work_out_is_released_once(tmp_path: Path) -> None:
    write(tmp_path, CORRECTED, "1-aa")
    done = release(tmp_path)
    assert done.exit_code == 0, done.output
    assert "Kari Nord, 10.2.2026, som nummer 1" in done.stdout
    entered = json.loads((tmp_path / "releases" / "1.json").read_text("utf-8"))
    assert (entered["by"], entered["on"], list(entered["editions"])) == ("Kari Nord", "2026-02-10", ["2026-01/1-aa"])
    assert (tmp_path / "2026-01" / "1-aa.audit.json").exists()
    again = release(tmp_path)
    assert (again.exit_code, in_ledger(tmp_path)) == (0, ["1.json"])
    assert "som nummer 1" in again.stdout


def test_a_raised_threshold_cannot_take_back_what_was_released(tmp_path: Path) -> None:
    """The first edition printed 3 of 0103; the second hides it. Whoever has the first one has it still."""
    write(tmp_path, SHOWN, "1-aa")
    assert release(tmp_path).exit_code == 0  # it hides nothing
    write(tmp_path, CORRECTED, "2-bb")
    done = release(tmp_path)
    assert (done.exit_code, in_ledger(tmp_path)) == (1, ["1.json"])
    assert "R032" in done.stderr
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert {(row["unit"], row["quantity"], row["least"], row["greatest"], row["route"]) for row in rows} == {
        ("0103", "numerator", "3", "3", "printed earlier"),
        ("0103", "cases", "3", "3", "printed earlier"),
    }


def test_what_is_acknowledged_line_by_line_is_released(tmp_path: Path) -> None:
    write(tmp_path, SHOWN, "1-aa")
    release(tmp_path)
    write(tmp_path, CORRECTED, "2-bb")
    lines = release(tmp_path).stdout.splitlines()
    some, file = tmp_path / "some.csv", tmp_path / "all.csv"
    some.write_text("\n".join(lines[:-1]), encoding="utf-8")
    file.write_text("\n".join(lines), encoding="utf-8")
    assert (release(tmp_path, "--acknowledge", str(some)).exit_code, in_ledger(tmp_path)) == (1, ["1.json"])
    assert release(tmp_path, "--acknowledge", str(file)).exit_code == 0
    entered = json.loads((tmp_path / "releases" / "2.json").read_text("utf-8"))
    assert len(entered["acknowledged"]) == len(lines) - 1
    assert entered["prev"]


def test_what_is_acknowledged_must_be_what_is_found(tmp_path: Path) -> None:
    write(tmp_path, SHOWN, "1-aa")
    release(tmp_path)
    write(tmp_path, CORRECTED, "2-bb")
    lines = release(tmp_path).stdout.splitlines()
    file = tmp_path / "list.csv"
    file.write_text("\n".join([*lines, lines[-1].replace("0103", "0101")]), encoding="utf-8")
    done = release(tmp_path, "--acknowledge", str(file))
    assert (done.exit_code, in_ledger(tmp_path)) == (1, ["1.json"])
    assert "R033" in done.stderr
    assert "0101" in done.stderr


def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    write(tmp_path, CORRECTED, "1-aa")
    file = tmp_path / "list.csv"
    for text in ("", "a,b\n1,2\n", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")):
        file.write_text(text, encoding="utf-8")
        done = release(tmp_path, "--acknowledge", str(file))
        assert (done.exit_code, in_ledger(tmp_path)) == (1, [])
        assert "R036" in done.stderr


def test_an_edition_that_was_only_tried_has_no_reader(tmp_path: Path) -> None:
    """A run that printed too much was never handed out: what it showed binds nobody, once the store has releases."""
    write(tmp_path, CORRECTED, "1-aa")
    release(tmp_path)
    write(tmp_path, SHOWN, "2-bb")
    write(tmp_path, CORRECTED, "3-cc")
    done = release(tmp_path)
    assert done.exit_code == 0, done.output
    entered = json.loads((tmp_path / "releases" / "2.json").read_text("utf-8"))
    assert list(entered["editions"]) == ["2026-01/3-cc"]


def test_what_was_released_and_is_changed_or_gone_stops_the_next_release(tmp_path: Path) -> None:
    folder = write(tmp_path, CORRECTED, "1-aa")
    release(tmp_path)
    write(tmp_path, CORRECTED, "2-bb")
    results, ledger = folder / "results.csv", tmp_path / "releases" / "1.json"
    for path in (results, ledger):
        whole = path.read_bytes()
        for damaged in (whole.replace(b"21", b"22").replace(b"Kari", b"Kate"), b""):
            path.write_bytes(damaged)
            done = release(tmp_path)
            assert (done.exit_code, in_ledger(tmp_path)) == (1, ["1.json"]), path
            assert "R034" in done.stderr
            assert path.name in done.stderr
        path.write_bytes(whole)
    assert release(tmp_path).exit_code == 0


def test_of_two_releases_at_the_same_moment_one_is_entered(tmp_path: Path) -> None:
    folder = write(tmp_path, CORRECTED, "1-aa")
    entered = [enter_release(tmp_path, (), [folder], by, date(2026, 2, 10), ()) for by in ("Kari", "Ola")]
    assert [one.by if one else None for one in entered] == ["Kari", None]
    assert [one.by for one in read_releases(tmp_path)[0]] == ["Kari"]


def test_a_figure_not_examined_in_time_is_not_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, CORRECTED, "1-aa")
    real = kpidsl.audit.audit_store

    def interrupted(store: Path, *, every_month: bool, seconds: float | None) -> Audit:
        finished = real(store, every_month=every_month, seconds=seconds)
        finished.by_reader[0].unresolved = 2
        return finished

    monkeypatch.setattr(kpidsl.audit, "audit_store", interrupted)
    done = release(tmp_path, "--minutes", "1")
    assert (done.exit_code, in_ledger(tmp_path)) == (1, [])
    assert "R035" in done.stderr
    assert "2 tall" in done.stderr
