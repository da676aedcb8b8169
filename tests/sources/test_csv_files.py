"""CSV files as spreadsheets and systems write them: read where that is sure, refused with the line where it is not."""

from __future__ import annotations

import codecs
import time
from pathlib import Path

import pytest

from kpidsl.project import SourceSettings
from kpidsl.sources import csv_files, encodings

from .files import HEAD, NORD, SYD, codes, copies, refused, rows, text

SEMICOLONS = [";".join(line) for line in (HEAD, NORD, SYD)]
READ = [[*NORD, "2"], [*SYD, "3"]]


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = text(tmp_path / "tall.csv", *SEMICOLONS)
    monkeypatch.setattr(csv_files, "MAX_BYTES", 7)
    assert [(p.code, p.fields["size"]) for p in refused(path)] == [("P010", str(path.stat().st_size))]


def test_a_byte_that_does_not_read_is_marked_far_down_in_a_file(tmp_path: Path) -> None:
    """A file is decoded some thousand characters at a time: the fault lies beyond what is looked at for the header."""
    path = text(tmp_path / "tall.csv", SEMICOLONS[0], *[SEMICOLONS[1]] * 5000, "å;2026-10;1;1", SEMICOLONS[1])
    assert codes(path, SourceSettings(encoding="ascii")) == [("P011", 5002)]  # the header, and 5000 rows before it


# --- what spreadsheets write around a table ------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_each_separator_is_found(tmp_path: Path, separator: str) -> None:
    path = text(tmp_path / "tall.csv", *(separator.join(line) for line in (HEAD, NORD, SYD)))
    assert rows(path) == READ


def test_the_separator_is_the_one_that_gives_the_columns(tmp_path: Path) -> None:
    """The first line has more commas than semicolons, in heads that nobody asked for."""
    head = SEMICOLONS[0] + ";antall, i tusen, avrundet, uten, det, som, mangler"
    path = text(tmp_path / "tall.csv", head, *(f"{line};1" for line in SEMICOLONS[1:]))
    assert rows(path) == READ


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;;"])
def test_a_line_that_says_the_separator_is_no_row(tmp_path: Path, line: str) -> None:
    path = text(tmp_path / "tall.csv", line, *SEMICOLONS)
    assert rows(path) == [[*NORD, "3"], [*SYD, "4"]]


def test_a_tab_is_a_separator_that_can_be_said(tmp_path: Path) -> None:
    lines = ["sep=\t", *("\t".join(line) for line in (HEAD, NORD, SYD))]
    path = text(tmp_path / "tall.csv", *lines, encoding="utf-16")
    assert rows(path) == [[*NORD, "3"], [*SYD, "4"]]


@pytest.mark.parametrize("extra", [";", ";;;", ";  ;"])
def test_empty_columns_to_the_right_are_none(tmp_path: Path, extra: str) -> None:
    assert rows(text(tmp_path / "tall.csv", *(line + extra for line in SEMICOLONS))) == READ


def test_rows_that_end_in_empty_cells_under_no_head(tmp_path: Path) -> None:
    lines = [SEMICOLONS[0], SEMICOLONS[1] + ";", SEMICOLONS[2] + ";;;"]
    assert rows(text(tmp_path / "tall.csv", *lines)) == READ


def test_a_cell_beyond_the_head_is_refused_though_the_head_ends_in_an_empty_one(tmp_path: Path) -> None:
    """10,5 written with the separator would else be read as 10, the 5 standing under no head."""
    lines = ["kontor_nr,periode,ja,alle,", "0101,2026-10,8,10,5"]
    path = text(tmp_path / "tall.csv", *lines)
    assert codes(path) == [("P014", 2)]
    assert {refused(path)[0].fields[name] for name in ("found", "expected")} == {"5", "4"}


def test_an_empty_head_in_the_middle_is_a_column_that_nobody_asks_for(tmp_path: Path) -> None:
    lines = [";kontor_nr;;periode;ja;alle", "0;0101;x;2026-10;8;10", "1;0102;y;2026-10;5;10"]
    assert rows(text(tmp_path / "tall.csv", *lines)) == READ


@pytest.mark.parametrize("names", [("sum", "sum"), ("Sum", "sum"), ("#", "@"), ("", "a")])
def test_heads_that_nobody_asks_for_may_be_alike(tmp_path: Path, names: tuple[str, str]) -> None:
    lines = [";".join((*HEAD, *names)), ";".join((*NORD, "1", "2")), ";".join((*SYD, "3", "4"))]
    assert rows(text(tmp_path / "tall.csv", *lines)) == READ


def test_a_head_that_is_asked_for_may_stand_once(tmp_path: Path) -> None:
    lines = [SEMICOLONS[0] + ";ja", SEMICOLONS[1] + ";8"]
    assert codes(text(tmp_path / "tall.csv", *lines)) == [("P013", 1)]


def test_columns_that_differ_by_case_alone_are_two(tmp_path: Path) -> None:
    """Neither is taken for the other: `JA` is teller, `ja` is nevner."""
    settings = SourceSettings(columns={"ja": "JA", "alle": "ja"})
    lines = ["kontor_nr;periode;JA;ja", SEMICOLONS[1], SEMICOLONS[2]]
    assert rows(text(tmp_path / "tall.csv", *lines), settings) == READ


def test_a_head_with_a_line_break_or_blanks_is_one_name(tmp_path: Path) -> None:
    settings = SourceSettings(columns={"ja": "Antall ja"})
    lines = ['kontor_nr; periode ;"Antall\n  ja";alle', SEMICOLONS[1], SEMICOLONS[2]]
    assert rows(text(tmp_path / "tall.csv", *lines), settings) == [[*NORD, "3"], [*SYD, "4"]]


@pytest.mark.parametrize("blank", ["", ";;;", "  ;  ;  ;  "])
def test_blank_lines_are_nothing(tmp_path: Path, blank: str) -> None:
    path = text(tmp_path / "tall.csv", blank, SEMICOLONS[0], blank, SEMICOLONS[1], blank, SEMICOLONS[2], blank)
    assert rows(path) == [[*NORD, "4"], [*SYD, "6"]]


def test_a_title_above_the_head_is_refused_with_the_line_of_the_head(tmp_path: Path) -> None:
    path = text(tmp_path / "tall.csv", "Svar, per kontor og måned;;;", "", *SEMICOLONS)
    (problem,) = refused(path)
    assert (problem.code, problem.fields["head"], problem.fields["first"]) == ("P090", "3", "1")
    assert 'header_row = 3 under [sources."tall"]' in problem.help("nb")
    assert rows(path, SourceSettings(header_row=3)) == [[*NORD, "4"], [*SYD, "5"]]


def test_a_row_that_is_no_head_is_not_made_one(tmp_path: Path) -> None:
    path = text(tmp_path / "tall.csv", "Svar", "", *SEMICOLONS)
    assert codes(path, SourceSettings(header_row=2)) == [("P012", 2)]  # an empty line
    assert codes(path, SourceSettings(header_row=99)) == [("P012", 99)]  # beyond the end


def test_figures_are_no_names_and_are_not_quoted(tmp_path: Path) -> None:
    path = text(tmp_path / "tall.csv", "0101;2026-10;8;10", "17051412345;2026-10;5;10")
    assert codes(path) == [("P012", 1)]
    assert "0101" not in refused(path)[0].message("nb")


def test_a_note_that_is_one_cell_is_left_out_and_any_other_short_row_refused(tmp_path: Path) -> None:
    path = text(tmp_path / "tall.csv", *SEMICOLONS, "I alt;2026-10;13;20", "Kilde: fagsystemet")
    (copy,) = copies(path)
    assert [(row.line, row.text) for row in copy.left_out] == [(4, "I alt"), (5, "Kilde: fagsystemet")]
    assert rows(path) == READ
    path = text(tmp_path / "tall.csv", *SEMICOLONS, "hva er dette")
    assert codes(path) == [("P014", 4)]


def test_fifty_thousand_columns_are_refused_at_once(tmp_path: Path) -> None:
    """It took a minute; 50 000 names and ten rows are 3 MB, which are read in far less than a second."""
    names = [f"k{at}" for at in range(50_000)]
    path = text(tmp_path / "tall.csv", ";".join(names), *[";".join("1" for _ in names)] * 10)
    before = time.process_time()
    assert codes(path) == [("P020", 1)]
    assert time.process_time() - before < 5


def test_a_head_that_is_the_whole_file_is_not_quoted(tmp_path: Path) -> None:
    """Read in another encoding than it is in, a file may be one long cell."""
    path = text(tmp_path / "tall.csv", *SEMICOLONS * 40)
    problem, *_ = refused(path, SourceSettings(encoding="utf-16-le"))
    assert problem.code == "P019"
    assert len(problem.fields["found"]) <= 61


# --- encodings -----------------------------------------------------------------------------------------

NAMED = [f"{line};{name}" for line, name in zip(SEMICOLONS, ("navn", "Tønsberg", "Bodø"), strict=True)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_an_encoding_is_known_by_its_bytes(tmp_path: Path, encoding: str) -> None:
    settings = SourceSettings(columns={"alle": "navn"})
    path = text(tmp_path / "tall.csv", *NAMED, encoding=encoding)
    assert [row[3] for row in rows(path, settings)] == ["Tønsberg", "Bodø"]


@pytest.mark.parametrize(("first", "second"), [("utf-8", "cp1252"), ("cp1252", "utf-8")])
def test_two_encodings_in_one_file_are_refused_with_both_lines(tmp_path: Path, first: str, second: str) -> None:
    """As UTF-8 one line does not read; as Windows-1252 the other has «TÃ¸nsberg», which is another category."""
    head, nord, syd = (line + "\n" for line in NAMED)
    path = tmp_path / "tall.csv"
    path.write_bytes(head.encode() + nord.encode(first) + syd.encode(second))
    not_utf8, utf8 = (3, 2) if first == "utf-8" else (2, 3)
    (problem,) = refused(path)
    assert problem.span is not None
    assert (problem.code, problem.span.line, problem.fields["line"]) == ("P092", not_utf8, str(utf8))
    assert len(rows(path, SourceSettings(encoding="cp1252"))) == 2


def test_the_seam_lies_between_two_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter of two bytes is cut by the reading; wherever that is, the lines told are the same."""
    head, nord, syd = (line + "\n" for line in NAMED)
    path = tmp_path / "tall.csv"
    path.write_bytes(head.encode() + nord.encode() + syd.encode("cp1252"))
    for size in range(1, 12):
        monkeypatch.setattr(encodings, "_CHUNK", size)
        (problem,) = refused(path)
        assert problem.span is not None
        assert (problem.code, problem.span.line, problem.fields["line"]) == ("P092", 3, "2"), size


@pytest.mark.parametrize("encoding", ["cp850", "cp865", "mac_roman"])
def test_an_older_system_s_letters_are_refused_not_spoilt(tmp_path: Path, encoding: str) -> None:
    path = text(tmp_path / "tall.csv", *NAMED, encoding=encoding)
    assert codes(path) == [("P095", 2)]
    settings = SourceSettings(columns={"alle": "navn"}, encoding=encoding)
    assert [row[3] for row in rows(path, settings)] == ["Tønsberg", "Bodø"]


@pytest.mark.parametrize("word", ["«Så»", "TROMSØ – SØR", "BODØ\u00a0", "50 ‰ †", "Œuvre", "Håp…", "Ærfugl’s", "“Øy”"])
def test_signs_of_windows_1252_are_what_they_are(tmp_path: Path, word: str) -> None:
    settings = SourceSettings(columns={"alle": "navn"})
    path = text(tmp_path / "tall.csv", NAMED[0], SEMICOLONS[1] + ";" + word + " blå", encoding="cp1252")
    assert [row[3] for row in rows(path, settings)] == [word + " blå"]


def test_zeros_that_are_no_utf_16_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "tall.csv"
    path.write_bytes("\n".join(SEMICOLONS).encode() + b"\x00\x00")
    assert codes(path) == [("P095", 1)]
    path.write_bytes("\n".join(SEMICOLONS * 9000).encode() + b"\n\x00;2026-10;1;1\n")  # far beyond the first bytes
    assert codes(path) == [("P095", 27_001)]
    path.write_bytes("\n".join(SEMICOLONS).encode("utf-16-le") + b"x")  # cut off in a letter
    assert codes(path) == [("P095", 1)]


@pytest.mark.parametrize("name", ["TÃ¸nsberg", "Ã…lesund", "Ã˜ksnes", "Troms\ufffd"])
def test_letters_that_were_spoilt_before_are_said(tmp_path: Path, name: str) -> None:
    path = text(tmp_path / "tall.csv", NAMED[0], NAMED[1], SEMICOLONS[2] + ";" + name)
    (copy,) = copies(path)
    assert [(p.code, p.span.line) for p in copy.notes if p.span] == [("D062", 3)]
    assert [p.code for p in copies(text(tmp_path / "andre.csv", *NAMED))[0].notes] == []


def test_a_byte_order_mark_is_no_part_of_the_first_head(tmp_path: Path) -> None:
    path = tmp_path / "tall.csv"
    path.write_bytes(codecs.BOM_UTF8 + "\n".join(SEMICOLONS).encode())
    assert rows(path) == READ


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"\x1f\x8b\x08\x00", "packed"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04....[Content_Types].xml", "workbook"),
    ],
)
def test_what_is_no_text_is_named_as_what_it_is(tmp_path: Path, first: bytes, kind: str) -> None:
    path = tmp_path / "tall.csv"
    path.write_bytes(first + bytes(64))
    (wrong,) = refused(path)
    assert (wrong.code, kind in wrong.message("en")) == ("P093", True)
