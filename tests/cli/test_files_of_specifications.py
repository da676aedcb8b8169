"""Files that a folder's specification is read from, and those that are called nearly so, or are of another kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.language import check, load

_WHOLE = "språk nb\n"


@pytest.mark.parametrize(
    "name", ["KRAV.KPI", "krav.Kpi", "krav.kpi.txt", "krav.kpi.TXT", "krav.kpi ", "krav.KPI.md", "under/krav.kpi.docx"]
)
def test_a_file_that_is_called_nearly_as_a_specification_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "under").mkdir()
    (tmp_path / "a.kpi").write_text(_WHOLE, encoding="utf-8")
    path = tmp_path / name
    path.write_bytes(b"K.1 Antall")
    (wrong,) = load(tmp_path).problems
    assert (wrong.code, wrong.severity, wrong.span and wrong.span.path) == ("R037", "warning", str(path))
    proposed = path.with_name(wrong.fields["name"])
    path.rename(proposed)  # what is proposed is read
    again = load(tmp_path)
    assert (again.problems, str(proposed) in [file.path for file in again.files]) == ((), True)


@pytest.mark.parametrize(
    "name",
    [
        "krav.kpi~",
        ".krav.kpi.swp",
        "#krav.kpi#",
        "krav.kpi.bak",
        "krav.kpi.orig",
        "~$krav.kpi.docx",
        ".git/krav.KPI",
        "krav.txt",
        "kpi.txt",
        "krav.kpix",
        "krav.kpi.tmp",
        "results.kpi.csv",
    ],
)
def test_what_programs_leave_and_other_files_are_not_mentioned(tmp_path: Path, name: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.kpi").write_text(_WHOLE, encoding="utf-8")
    (tmp_path / name).write_bytes(b"K.1 Antall")
    project = load(tmp_path)
    assert (project.problems, len(project.files)) == ((), 1)


def test_a_folder_of_such_alone_says_both(tmp_path: Path) -> None:
    (tmp_path / "KRAV.KPI").write_bytes(b"K.1 Antall")
    assert [p.code for p in load(tmp_path).problems] == ["R002", "R037"]


@pytest.mark.parametrize("name", ["tall.csv", "Tall.XLSX", "tall.parquet", "kpidsl.toml", "krav.docx", "krav.pdf"])
def test_a_file_of_another_kind_is_one_problem(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"enhet;\xe5r\n1;2\n3;4\n")
    report = check(load(path))
    assert ([p.code for p in report.problems], report.ok) == (["R038"], False)


@pytest.mark.parametrize("name", ["krav.txt", "krav", "KRAV.KPI"])
def test_a_text_that_is_pointed_at_is_read_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(_WHOLE, encoding="utf-8")
    project = load(path)
    assert (project.problems, len(project.files)) == ((), 1)
