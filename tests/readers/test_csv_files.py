"""CSV files that no page can hold, and where a byte that is no letter stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.project import SourceSettings
from kpidsl.sources import csv_files


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tall.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    monkeypatch.setattr(csv_files, "MAX_BYTES", 7)
    form, problems = csv_files.detect(path, SourceSettings())
    assert form is None
    assert [(p.code, p.fields["size"]) for p in problems] == [("P010", "8")]


def test_a_byte_that_does_not_read_is_marked_far_down_in_a_file(tmp_path: Path) -> None:
    """A file is decoded some thousand characters at a time: the fault lies beyond what is looked at for the header."""
    path = tmp_path / "tall.csv"
    path.write_bytes(b"a;b\n" + b"1;2\n" * 5000 + "å;2\n".encode() + b"1;2\n")
    form, problems = csv_files.detect(path, SourceSettings(encoding="ascii"))
    assert form is not None
    assert problems == ()
    refused = csv_files.clean_copy(path, form, tmp_path / "copy.csv")
    assert refused is not None
    assert refused.code == "P011"
    assert refused.span is not None
    assert refused.span.line == 5002  # the header, and 5000 rows before it
