"""Books that LibreOffice has edited and saved are read as they were filled in. `make office-books` does 300."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.followup.office_books import edit_and_read, faults

pytestmark = [pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice"), pytest.mark.long]


def test_nothing_that_is_typed_in_libreoffice_is_lost(tmp_path: Path) -> None:
    books, found = edit_and_read(6, tmp_path, seed=1)
    assert found == []
    assert sum(book.edits for book in books) > 30
    book = books[0]
    book.rows[0][1]["responsible"] = "En annen enn den som står i boka"
    assert len(list(faults(book))) == 2  # in the sheet, and in the plan
