"""Workbooks that are larger than they may be: too many columns, too many parts, or unpacked to far more than packed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from kpidsl.sources import xlsx_files


def _book(path: Path) -> Path:
    book = Workbook()
    for row in (["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]):
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_MEMBERS", 2), ("MAX_UNPACKED", 1000), ("MAX_ROWS", 2), ("MAX_COLUMNS", 2)]
)
def test_a_workbook_over_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    path = _book(tmp_path / "tall.xlsx")
    assert xlsx_files.clean_copy(path, None, tmp_path / "copy.csv") is None
    monkeypatch.setattr(xlsx_files, limit, value)
    refused = xlsx_files.clean_copy(path, None, tmp_path / "copy.csv")
    assert refused is not None
    assert refused.code == "P020"


def test_a_part_that_unpacks_to_far_more_than_it_is_packed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tall.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (8 << 20))
    refused = xlsx_files.clean_copy(path, None, tmp_path / "copy.csv")
    assert refused is not None
    assert refused.code == "P020"
