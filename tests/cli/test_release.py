"""The month is run, released, and run again with a higher threshold: what is taken back is said to those who had it.

In 2026-01 office 0103 has 8 of 30. Under a threshold of 5 it is shown; under 10 it is hidden. The county is shown,
so one more office is hidden, and since that one sees its own figures, the third too.
"""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from openpyxl import load_workbook
from pptx import Presentation

from kpidsl.cli import cli
from tests.cli.one_line_agency import write_agency

UNITS = """\
unit,name,kind,line,parent,from,to
NO,Landet,land,statlig,,2020-01-01,
01,Vest,fylke,statlig,NO,2020-01-01,
0103,Liten,kontor,statlig,01,2020-01-01,
0104,Mellom,kontor,statlig,01,2020-01-01,
0105,Stor,kontor,statlig,01,2020-01-01,
"""
FIGURES = """\
kontor_nr;periode;ja;alle
0103;2026-01;8;30
0104;2026-01;20;60
0105;2026-01;40;100
"""
INDICATORS = """\
trend for alle andre sammenlignet med forrige periode, uendret når endringen er innenfor tilfeldig variasjon
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    S.1 Svarandel (minst 20 %)
"""
SENTENCE = "Tall som sto i utgaven fra 10.2.2026, er skjult i denne: S.1 (januar 2026)."


def write(folder: Path, below: int) -> None:
    rule = f"skjerming for S.1 skjul tall når grunnlaget er under {below}\n  gjelder ikke enhetens egne tall\n"
    write_agency(folder, UNITS, FIGURES, INDICATORS + rule)


def run(folder: Path, *more: str) -> None:
    command = ["run", str(folder / "kort"), "--data", str(folder / "data"), "--period", "2026-01"]
    done = CliRunner().invoke(cli, [*command, "--out", str(folder / "ut"), *more])
    assert done.exit_code == 0, done.output


def released(folder: Path, *more: str) -> int:
    command = ["release", str(folder / "ut"), "--by", "Kari Nord", "--on", "2026-02-10", *more]
    return CliRunner().invoke(cli, command).exit_code


def newest(store: Path) -> Path:
    return max((p for p in (store / "2026-01").iterdir() if p.is_dir()), key=lambda p: int(p.name.partition("-")[0]))


def said_of(edition: Path, unit: str) -> bool:
    return SENTENCE in (edition / f"unit-{unit}.html").read_text(encoding="utf-8")


def test_who_loses_a_figure_is_told(tmp_path: Path) -> None:
    write(tmp_path, below=5)
    run(tmp_path)
    assert released(tmp_path) == 0
    write(tmp_path, below=10)
    run(tmp_path, "--formats", "html,csv,json,xlsx,pptx", "--units", "kontor,fylke")
    edition = newest(tmp_path / "ut")
    # 0103's 8 are small now, and 0104 is hidden beside it; 0104 would know them by the county's, and so would 0105 with
    # it, so that is hidden, and the country's, which is the same
    for unit in ("kontor-0103", "kontor-0104", "fylke-01", "land-NO"):
        assert said_of(edition, unit)
    assert not said_of(edition, "kontor-0105")
    (book,) = (edition / "workbooks").glob("*0103*.xlsx")
    assert SENTENCE in str(load_workbook(book).worksheets[0]["A2"].value)
    (deck,) = (edition / "slides").glob("*0103*.pptx")
    front = Presentation(str(deck)).slides[0]
    assert any(shape.has_text_frame and SENTENCE in shape.text_frame.text for shape in front.shapes)
    assert released(tmp_path) == 1  # whoever has the first edition knows the 8 of 30


def test_nothing_is_said_of_an_edition_that_was_not_released(tmp_path: Path) -> None:
    write(tmp_path, below=5)
    run(tmp_path)
    write(tmp_path, below=10)
    run(tmp_path)
    edition = newest(tmp_path / "ut")
    assert not said_of(edition, "kontor-0103")


def test_an_own_edition_released_beside_is_asked_too(tmp_path: Path) -> None:
    """The county's own edition showed its offices; by the second rule nobody sees small numbers."""
    write(tmp_path, below=5)
    run(tmp_path, "--for", "all,01")
    assert released(tmp_path) == 0
    write(tmp_path, below=10)
    run(tmp_path, "--for", "all,01")
    assert said_of(newest(tmp_path / "ut" / "fylke-01"), "kontor-0103")


def test_what_the_last_release_hid_already_is_not_said_again(tmp_path: Path) -> None:
    """Two releases on the same day: the second one counts."""
    write(tmp_path, below=5)
    run(tmp_path)
    assert released(tmp_path) == 0
    write(tmp_path, below=10)
    run(tmp_path)
    command = ["release", str(tmp_path / "ut"), "--by", "Kari Nord", "--on", "2026-02-10"]
    acknowledged = tmp_path / "godtatt.csv"
    acknowledged.write_text(CliRunner().invoke(cli, command).stdout, encoding="utf-8")
    assert released(tmp_path, "--acknowledge", str(acknowledged)) == 0
    write(tmp_path, below=11)
    run(tmp_path)
    assert not said_of(newest(tmp_path / "ut"), "kontor-0103")


def test_a_released_edition_that_is_changed_stops_no_run(tmp_path: Path) -> None:
    write(tmp_path, below=5)
    run(tmp_path)
    assert released(tmp_path) == 0
    (newest(tmp_path / "ut") / "results.csv").write_text("", encoding="utf-8")
    write(tmp_path, below=10)
    run(tmp_path)
    assert not said_of(newest(tmp_path / "ut"), "kontor-0103")
    assert released(tmp_path) == 1
