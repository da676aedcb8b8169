"""`kpidsl audit`: its list, its certificate, its exit codes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from tests.audit.stores import HIDDEN, Country


def write(store: Path, hidden: tuple[str, ...]) -> Path:
    country = Country()
    for unit, figure in {"01": (20, 50), "0101": (9, 21), "0102": (9, 26), "0103": (2, 3)}.items():
        country.put(unit, HIDDEN if unit in hidden else figure)
    return country.write(store)


def test_a_finding_is_listed_and_the_exit_code_is_1(tmp_path: Path) -> None:
    folder = write(tmp_path, ("0103",))
    done = CliRunner().invoke(cli, ["audit", str(tmp_path)])
    assert done.exit_code == 1
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(r["reader"], r["unit"], r["quantity"], r["least"], r["greatest"], r["route"]) for r in rows] == [
        ("public", "0103", "cases", "3", "3", "units"),
        ("public", "0103", "numerator", "2", "2", "units"),
        ("public", "0103", "rest", "1", "1", "units"),
    ]
    assert rows[1]["because"] == (
        "[S.1 numerator, fylke 01, 2026-01: 20] = [S.1 numerator, kontor 0101, 2026-01: 9]"
        " + [S.1 numerator, kontor 0102, 2026-01: 9] + [S.1 numerator, kontor 0103, 2026-01: ?]"
    )
    assert "public: 1 hidden cells, 3 figures: 3 determined, 0 narrow, 0 open" in done.stderr
    written = json.loads((folder.parent / "1-aa.audit.json").read_text("utf-8"))
    assert not written["passed"]
    assert written["readers"][0]["by_route"] == {"units": {"findings": 3, "narrowest": 0}}
    assert "0103" not in json.dumps(written)  # the certificate lies beside the edition: it tells nothing of a cell


def test_what_passes_ends_with_0_and_gives_the_same_certificate_again(tmp_path: Path) -> None:
    folder = write(tmp_path, ("0103", "0102"))
    certificate = folder.parent / "1-aa.audit.json"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    texts = []
    for _ in range(2):
        assert CliRunner().invoke(cli, ["audit", str(tmp_path)]).exit_code == 0
        texts.append(certificate.read_text("utf-8"))
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["passed"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    certificate.unlink()
    assert CliRunner().invoke(cli, ["audit", str(tmp_path), "--no-certificate"]).exit_code == 0
    assert not certificate.exists()


@pytest.mark.parametrize("lacking", ["edition.json", "units.csv", "results.csv"])
@pytest.mark.parametrize("damage", ["gone", "broken"])
def test_what_is_no_edition_is_refused(lacking: str, damage: str, tmp_path: Path) -> None:
    folder = write(tmp_path, ("0103",))
    if damage == "gone":
        (folder / lacking).unlink()
    else:
        (folder / lacking).write_text('{"id": 1}\nx\n', encoding="utf-8")
    done = CliRunner().invoke(cli, ["audit", str(tmp_path)])
    assert done.exit_code == 1
    assert "R024" in done.stderr
    assert lacking in done.stderr


def test_a_store_without_an_edition_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["audit", str(tmp_path)])
    assert done.exit_code == 1
    assert "R024" in done.stderr
