"""A small synthetic agency from generator to files: what people and machines are given."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import re
import socket
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.model.edition import Edition
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.state import State
from kpidsl.rendering import render
from kpidsl.wording import numbers

NAV = Path(__file__).parents[2] / "specs" / "nav"


@pytest.fixture(scope="module")
def folder(agency: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(agency, tmp_path_factory.mktemp("out"))


def test_all_eight_run_from_case_rows(agency: Edition) -> None:
    top = next(at for at, n in enumerate(agency.structure.nodes) if n.unit.code == "NO")
    for code in ("E.1", "E.2", "E.3", "B.1", "B.2", "B.3", "B.4", "B.5"):
        figure = agency.cell(code, top).month
        assert figure.state is State.VALUE, code
        assert figure.hidden or figure.denominator  # the small agency has few cases due in a month


def test_the_same_input_gives_the_same_bytes(agency: Edition, folder: Path, tmp_path: Path) -> None:
    again = render(agency, tmp_path)
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    assert names == sorted(str(p.relative_to(again)) for p in again.rglob("*") if p.is_file())
    for name in names:
        one, other = ((f / name).read_bytes() for f in (folder, again))
        assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest(), name


def test_a_published_edition_is_left_alone_and_a_failure_leaves_nothing(
    agency: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = render(agency, tmp_path, formats=("json",))
    assert render(agency, tmp_path, formats=("json",)) == first

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    from dataclasses import replace

    monkeypatch.setattr("kpidsl.rendering.machine.manifest.write_manifest", full_disk)
    with pytest.raises(OSError, match="No space"):
        render(replace(agency, id="0" * 16), tmp_path, formats=("json",))
    assert [p.name for p in (tmp_path / "2026-10").iterdir()] == [first.name]


def results(folder: Path) -> list[dict[str, str]]:
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_pages_lead_somewhere_and_ask_nothing_of_a_network(folder: Path) -> None:
    names = {p.name for p in folder.iterdir()}
    for page in folder.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r'href="([^"#]+)"', text)) - {"data:,"} <= names, page.name
        assert "http://" not in text
        assert "https://" not in text
        (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)  # the one that the policy names by its hash
        assert text.count("<script") == 1
        assert f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in text
        assert "default-src 'none'" in text
        assert "Syntetiske tall" in text
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", page.name)


def test_html_and_workbook_show_the_numbers_of_results_csv(agency: Edition, folder: Path) -> None:
    rows = [r for r in results(folder) if r["period"] == "2026-10" and r["unit"] == "NO" and not r["category"]]
    page = html.unescape((folder / "index.html").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(folder / "scorecard.xlsx")
    sheet = {r[1].value: r for r in book["land"].iter_rows(min_row=2)}
    assert len(rows) == len(agency.spec.indicators)
    for row in rows:
        indicator = agency.spec.indicator(row["indicator"])
        assert indicator is not None
        if row["ytd_state"] != "value":
            continue
        exact = Fraction(int(row["ytd_numerator"]), int(row["ytd_denominator"])) * indicator.scale
        cell = sheet[row["indicator"]][7].value
        assert abs(cell - float(exact)) < 1e-9
        target = Fraction(row["ytd_target"]) if row["ytd_target"] else exact
        decimals = indicator.unit.decimals
        shown = {numbers.number(exact, d, "nb") for d in range(decimals, decimals + 4)}
        assert any(s in page for s in shown), (row["indicator"], shown, target)


def test_what_is_hidden_is_in_no_byte(agency: Edition, folder: Path) -> None:
    hidden = [r for r in results(folder) if r["state"] == "hidden"]
    assert hidden
    for row in hidden:
        for name in (
            "value",
            "numerator",
            "denominator",
            "n",
            "ytd_value",
            "ytd_numerator",
            "ytd_denominator",
            "since",
        ):
            assert row[name] == "", name
        assert (row["status"], row["trend"], row["deviation"]) == ("none", "none", "0")


def test_hostile_names_are_text(agency: Edition, tmp_path: Path) -> None:
    from dataclasses import replace

    nodes = list(agency.structure.nodes)
    nodes[0] = replace(nodes[0], name="=1+1<script>alert(1)</script>")
    hostile = replace(agency, id="1" * 16, structure=replace(agency.structure, nodes=tuple(nodes)))
    made = render(hostile, tmp_path)
    assert "<script>alert" not in "".join(p.read_text(encoding="utf-8") for p in made.glob("*.html"))
    assert any(r["unit_name"].startswith("'=1+1") for r in results(made))
    book = openpyxl.load_workbook(made / "scorecard.xlsx")
    assert not any(c.data_type == "f" for s in book for row in s.iter_rows() for c in row)


@pytest.mark.long
def test_no_socket_is_opened(agency_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    arguments = [
        "run",
        str(NAV),
        "--data",
        str(agency_data),
        "--period",
        "2026-09",
        "--out",
        str(tmp_path),
        "--formats",
        "html",
    ]
    assert CliRunner().invoke(cli, arguments).exit_code in (0, 3)


@pytest.mark.parametrize(
    ("value", "edge", "shown"),
    [
        (Fraction(1599, 20), 80, "79,95\u00a0%"),
        (Fraction(79_996, 1000), 80, "79,996\u00a0%"),
        (Fraction(80), 80, "80,0\u00a0%"),
        (Fraction(1, 20), 0, "0,1\u00a0%"),
        (Fraction(-1, 20), 1, "\u22120,1\u00a0%"),
    ],
)
def test_a_printed_number_is_on_its_own_side_of_the_target(value: Fraction, edge: int, shown: str) -> None:
    assert numbers.figure(value, UnitOfMeasure.PERCENT, "nb", (Fraction(edge),)) == shown
