"""docs/notebook.md runs as it stands: each of its lines in order, with the output that it shows."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from .test_examples import ROOT, blocks


def test_the_page_runs_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = blocks(ROOT / "docs" / "notebook.md")
    (tmp_path / "kort").mkdir()
    (tmp_path / "data").mkdir()
    for kind, name, text in page:
        if kind == "kpi":
            (tmp_path / "kort" / "kort.kpi").write_text(text, encoding="utf-8")
        elif kind == "csv":
            (tmp_path / name).write_text(text, encoding="utf-8")
    code = "\n".join(text for kind, _, text in page if kind == "pycon")
    test = doctest.DocTestParser().get_doctest(code, {}, "notebook.md", "notebook.md", 0)
    assert len(test.examples) > 25
    said: list[str] = []
    doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert not said, "".join(said)
