"""Real files as offices send them: each one reads, or is refused with a problem that names it. Never a crash."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from kpidsl.problems import Problem
from kpidsl.project import SourceSettings
from kpidsl.sources import csv_files, xlsx_files


def read(path: Path, copy: Path) -> Problem | int:
    """The number of rows read, or the problem."""
    if path.suffix == ".csv":
        form, problems = csv_files.detect(path, SourceSettings())
        if form is None:
            return problems[0]
        refused = csv_files.clean_copy(path, form, copy)
    else:
        refused = xlsx_files.clean_copy(path, None, copy)
    if refused is not None:
        return refused
    with copy.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def test_every_file_reads_or_says_why_not(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "messy_files"
    index = {e["file"]: e["expect"] for e in json.loads((folder / "index.json").read_text(encoding="utf-8"))}
    outcomes = {name: read(folder / name, tmp_path / "copy.csv") for name in sorted(index)}
    for name, outcome in outcomes.items():
        if isinstance(outcome, Problem):
            assert outcome.span is not None
            assert name in outcome.span.path
        else:
            assert outcome > 0, name
    refused = [n for n, o in outcomes.items() if isinstance(o, Problem) and index[n] == "reads"]
    # its header has eight names, its rows six cells: refused with the line, never padded by a guess
    assert refused == ["31_ssb_kommunekoder_2019.csv"]
    assert outcomes[refused[0]].code == "P014"
