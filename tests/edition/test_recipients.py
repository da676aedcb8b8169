"""An edition for a recipient: nothing of other counties' offices, nor of the other line's indicators, in any byte."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kpidsl import pipeline
from kpidsl.cli import cli
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.pipeline import Project, RunOutcome, check, load
from kpidsl.rendering import render

from . import counted
from .read_back import any_of, made_here, reader, search
from .test_same_numbers import PERIOD

TOWN = "Tettstedet"
QUEUE = "Boligsøkere i kø"
OURS = """
kilde boligkø
  én rad per enhet og måned
  kontor_nr  enhet
  periode    måned
  bosatte    teller
  søkere     nevner
  tallene er strøm
resultatkrav "Alle skal bo"
  perspektiv kommune
  indikatorer
    K.1 "Boligsøkere i kø" (minst 61 %)
      hentes fra boligkø
      bare for styringslinje kommunal
"""


def queue(office: str, month: int) -> tuple[int, int]:
    """(numerator, denominator) of K.1."""
    base = (900_007 + counted.OFFICES.index(office) * 10_009) * 1_000_033 + (month - counted.FIRST) * 1_019
    return base * 3 // 5, base


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The counted agency with a municipal line and an indicator that is only that line's."""
    folder = tmp_path_factory.mktemp("lines")
    spec = counted.write(folder, hiding=True) / "spec.kpi"
    text = spec.read_text(encoding="utf-8").replace(
        "fylke (fylker), land\n", "kommune (kommuner), fylke (fylker), land\n"
    )
    line = "  styringslinje statlig: kontor i fylke i land\n"
    spec.write_text(text.replace(line, f"{line}  styringslinje kommunal: kontor i kommune\n") + OURS, encoding="utf-8")
    with (folder / "data" / "enheter.csv").open("a", encoding="utf-8") as file:
        file.write(f"K1,{TOWN},kommune,kommunal,,2008-01-01,\n")
        file.writelines(f"{o},Kontor {o},kontor,kommunal,K1,2008-01-01,\n" for o in counted.OFFICES)
    rows = [(o, counted.text(m), *queue(o, m)) for m in range(counted.FIRST, counted.LAST + 1) for o in counted.OFFICES]
    lines = ["kontor_nr;periode;bosatte;søkere", *(";".join(map(str, row)) for row in rows)]
    (folder / "data" / "boligkø.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def each_run_once() -> Iterator[None]:
    """What is asked of the same data for the same recipients again is not run again, here and in the command line."""
    run, kept = pipeline.run, {}

    @wraps(run)
    def once(
        project: Project,
        spec: Spec,
        data: Path,
        period: Month,
        *,
        units: Sequence[str] = (),
        line: str = "",
        language: str | None = None,
        **more: Any,
    ) -> RunOutcome:
        key = (data, period, tuple(units), line, language or spec.language)
        if more:
            return run(project, spec, data, period, units=units, line=line, language=language, **more)
        if key not in kept:
            kept[key] = run(project, spec, data, period, units=units, line=line, language=language)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "run", once)
        yield


def editions(folder: Path, *units: str, line: str = "") -> RunOutcome:
    project = load(folder / "spec")
    report = check(project)
    assert report.spec is not None, [p.message("en") for p in report.problems]
    return pipeline.run(project, report.spec, folder / "data", PERIOD, units=units, line=line)


def edition_for(folder: Path, *units: str, line: str = "") -> Edition:
    outcome = editions(folder, *units, line=line)
    assert outcome.edition is not None, [p.message("en") for p in outcome.problems]
    return outcome.edition


def figures(offices: str) -> set[str]:
    """The counts of A.1 and K.1 of offices, months and years to date."""
    found = set()
    for office in offices:
        for count in (counted.counts, queue):
            for month in range(counted.FIRST, counted.LAST + 1):
                months = [count(office, m) for m in range(month - month % 12, month + 1)]
                found |= {str(n) for n in (*months[-1], *map(sum, zip(*months, strict=True)))}
    return found


def names(offices: str) -> set[str]:
    return {f"Kontor {o}" for o in offices} | {f"kontor-{o}" for o in offices}


def of_queue() -> set[str]:
    return {
        QUEUE,
        "boligkø",
        "K.1",
        "K_2e_1",
        "Alle skal bo",
        *(str(n) for o in "PSOQRT" for n in queue(o, counted.LAST)),
    }


def made(edition: Edition, out: Path, *, without: Sequence[str] = ()) -> Path:
    return render(edition, out, formats=[f.name for f in made_here() if f.name not in without], units=("all",))


@pytest.mark.long
@pytest.mark.parametrize(
    ("units", "line", "others", "more"),
    [
        (("F1",), "statlig", "QRT", of_queue() | {"Fylke F2", TOWN}),
        (("F2",), "", "PSO", of_queue() | {"Fylke F1", TOWN}),
        (("O",), "statlig", "PSQRT", of_queue() | {"Fylke F2", TOWN}),
        (("O",), "", "PSQRT", {"Fylke F2"}),
        (("O",), "kommunal", "PSQRT", {"Fylke F1", "Fylke F2", "Landet"}),
        ((), "statlig", "", of_queue() | {TOWN}),
        ((), "kommunal", "", {"Fylke F1", "Landet"}),
    ],
)
def test_nothing_of_others_is_in_any_byte(
    folder: Path, tmp_path: Path, units: tuple[str, ...], line: str, others: str, more: set[str]
) -> None:
    printed = (units, line) in ((("O",), "statlig"), (("F1",), "statlig"))  # a second a page, of the words of the HTML
    place = made(edition_for(folder, *units, line=line), tmp_path, without=() if printed else ("pdf",))
    assert search(place, figures(others) | names(others) | more | counted.secrets()) == {}


@pytest.mark.long  # with the sweep above, whose search it shows to find what there is
def test_the_search_finds_them_in_the_edition_for_all(folder: Path, tmp_path: Path) -> None:
    found = search(made(edition_for(folder), tmp_path), figures("QR") | names("QR") | of_queue() | {TOWN, "Fylke F2"})
    formats = [f for f in made_here() if reader(f.name).HOLDS != "neither"]
    assert {s for f in formats for s in f.suffixes} <= found["Kontor Q"]
    assert {s for f in formats if f.name != "csv" for s in f.suffixes} <= found[QUEUE]
    assert {".html", ".json"} <= found["K.1"]
    assert {".csv", ".parquet"} <= found[str(counted.counts("Q", counted.LAST)[0])]
    assert ".html" in found[TOWN]


def test_every_figure_of_a_part_is_the_wholes_or_hidden(folder: Path) -> None:
    """Whoever puts editions together has nothing that the whole one does not show (question 117)."""
    whole = edition_for(folder)
    at = {(n.line, n.unit): i for i, n in enumerate(whole.structure.nodes)}
    shown = 0
    for part in editions(folder, *counted.OFFICES, "F1", "F2", "K1").editions:
        for node, here in enumerate(part.structure.nodes):
            for indicator in part.indicators_at(node):
                for month in part.months:
                    one = part.cell(indicator.code, node, month)
                    all_see = whole.cell(indicator.code, at[here.line, here.unit], month)
                    assert one.month.hidden or one.month == all_see.month
                    assert one.year_to_date.hidden or one.year_to_date == all_see.year_to_date
                    shown += not one.month.hidden
    assert shown


def test_each_recipient_has_a_store_and_is_named(folder: Path, tmp_path: Path) -> None:
    base = [
        "run",
        str(folder / "spec"),
        "--data",
        str(folder / "data"),
        "--period",
        str(PERIOD),
        "--out",
        str(tmp_path),
    ]
    done = CliRunner().invoke(cli, [*base, "--for", "O,F2", "--line", "statlig"])
    assert done.exit_code in (0, 3), done.output
    for store, name in (("kontor-O-statlig", "O Kontor O, statlig"), ("fylke-F2-statlig", "F2 Fylke F2, statlig")):
        latest = json.loads((tmp_path / store / "latest.json").read_text(encoding="utf-8"))
        edition = tmp_path / store / latest["path"]
        assert edition.parent.name == str(PERIOD)
        assert json.loads((edition / "edition.json").read_text(encoding="utf-8"))["recipient"] == name
        for page in edition.glob("*.html"):
            assert f"Mottaker: {name}" in page.read_text(encoding="utf-8"), page.name
    again = CliRunner().invoke(cli, [*base, "--for", "X", "--line", "statlig"])
    assert (again.exit_code, "R008" in again.output) == (1, True)
    assert "R009" in CliRunner().invoke(cli, [*base, "--line", "fylkeskommunal"]).output


def test_a_page_leads_only_to_pages_that_are_there(folder: Path, tmp_path: Path) -> None:
    for edition in editions(folder, "O", "F2", "K1").editions:
        place = render(edition, tmp_path, formats=("html",))
        there = {p.name for p in place.iterdir()}
        for page in place.glob("*.html"):
            assert set(re.findall(r'href="([^"#]+)"', page.read_text(encoding="utf-8"))) - {"data:,"} <= there


def test_an_offices_front_page_is_its_own_card(folder: Path, tmp_path: Path) -> None:
    place = render(edition_for(folder, "O"), tmp_path, formats=("html", "csv"))
    front = (place / "index.html").read_text(encoding="utf-8")
    assert "<h1>Kontor O, oktober 2026</h1>" in front
    assert QUEUE in front
    with (place / "results.csv").open(encoding="utf-8", newline="") as file:
        whose = {(r["line"], r["unit"]) for r in csv.DictReader(file)}
    assert whose == {("statlig", c) for c in ("NO", "F1", "O")} | {("kommunal", c) for c in ("K1", "O")}


def test_books_and_decks_are_for_what_is_ones_own(folder: Path, tmp_path: Path) -> None:
    for unit, stems in (("O", {"kontor-O"}), ("F1", {"fylke-F1"})):
        place = render(edition_for(folder, unit), tmp_path, formats=("xlsx", "pptx"))
        assert {p.stem for p in (place / "workbooks").iterdir()} == {f"scorecard-{s}" for s in stems}
        assert {p.stem for p in (place / "slides").iterdir()} == {f"statusrapport-{s}" for s in stems}


def test_the_pattern_of_many_texts_finds_each_and_the_longest() -> None:
    texts = ["12", "123", "129", "Kontor P", "K.1", "a"]
    pattern = re.compile(any_of(texts))
    assert all(pattern.fullmatch(text) for text in texts)
    assert pattern.findall("4123 12 1291 KA1 K.1 Kontor P Kontor") == ["123", "12", "129", "K.1", "Kontor P"]


def test_recipients_are_different_editions(folder: Path) -> None:
    found = [edition_for(folder).id, edition_for(folder, "O").id, edition_for(folder, "O", line="statlig").id]
    assert len(set(found)) == 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "run", pipeline.run.__wrapped__)
        assert edition_for(folder, "O").id == found[1]


def told(folder: Path, *arguments: str, code: int = 0) -> str:
    """What `kpidsl explain` says, as text and as JSON."""
    data = str(folder / "data")
    command = ["explain", str(folder / "spec"), "--data", data, "--period", str(PERIOD), *arguments]
    answers = [CliRunner().invoke(cli, [*command, "--format", form]) for form in ("text", "json")]
    assert [a.exit_code for a in answers] == [code, code], [a.output for a in answers]
    return "".join(re.sub(r"(?<=\d)[\u00a0\u202f ,](?=\d{3})", "", a.output) for a in answers)


@pytest.mark.parametrize(("recipient", "others"), [("O", "PSQRT"), ("F1", "QRT")])
def test_an_explanation_for_a_recipient_is_of_its_own_edition(folder: Path, recipient: str, others: str) -> None:
    """What stands above it is told as a figure; the edition for all tells of those others, and of the other line."""
    secret = figures(others) | names(others) | {"Fylke F2"} | counted.secrets()
    for unit in ("NO", "F1"):
        said = told(folder, "A.1", "--unit", unit, "--for", recipient, "--line", "statlig")
        assert not {s for s in secret | of_queue() | {TOWN} if s in said}
    assert figures("Q") & set(re.findall(r"\d+", told(folder, "A.1", "--unit", "Q")))
    assert "kommunal" in told(folder, "A.1", "--unit", "O")
    assert "kommunal" not in told(folder, "A.1", "--unit", "O", "--for", "O", "--line", "statlig")
    assert TOWN in told(folder, "K.1", "--unit", "K1")


@pytest.mark.parametrize(
    ("code", "unit", "recipient", "line"),
    [
        ("A.1", "Q", "O", ""),
        ("A.1", "P", "O", ""),
        ("A.1", "F2", "F1", ""),
        ("K.1", "O", "O", "statlig"),
        ("K.1", "O", "", "statlig"),
    ],
)
def test_what_a_recipient_does_not_have_is_not_explained(
    folder: Path, code: str, unit: str, recipient: str, line: str
) -> None:
    """Not even that there is such a unit or indicator: only what was asked for is repeated."""
    options = {"--for": recipient, "--line": line}
    given = [text for option, value in options.items() if value for text in (option, value)]
    said = told(folder, code, "--unit", unit, *given, code=2)
    asked = code if code == "K.1" else unit
    assert f"«{asked}» er ingen " in said
    assert not {s for s in figures("PSQRT") | names("PSQRT") | counted.secrets() if s in said}


def test_a_recipient_that_is_no_unit_is_refused(folder: Path) -> None:
    assert "R008" in told(folder, "A.1", "--unit", "NO", "--for", "0000", code=1)
