"""A folder that kpidsl.toml gives a source, and that holds other tables too."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.model.spec import Source
from kpidsl.project import ProjectFile, SourceSettings
from kpidsl.sources.bind import bind
from kpidsl.sources.shared_folders import shared_folders


def strange(data: Path, files: list[str], paths: dict[str, str], **tables: str) -> list[tuple[str, str]]:
    """The sources that are said, with the files that are not theirs."""
    for file in files:
        (data / file).parent.mkdir(parents=True, exist_ok=True)
        (data / file).write_text("kontor;periode\n", encoding="utf-8")
    settings = {name: SourceSettings(path=path) for name, path in paths.items()}
    project = ProjectFile(sources=settings, **tables)
    sources = {name: Source(name, "unit_month", ()) for name in ("tall", "saker")}
    bindings, _ = bind(sources, data, project)
    found = [*shared_folders(bindings, data, data, project)]
    assert {p.code for p in found} <= {"P102"}
    return [(p.fields["source"], p.fields["files"]) for p in found]


@pytest.mark.parametrize("path", [".", "./", "mappe/.."])
@pytest.mark.parametrize("file", ["enheter.csv", "Maal.csv", "endringer.csv", "saker.csv"])
def test_the_data_folder_holds_the_other_tables(tmp_path: Path, path: str, file: str) -> None:
    (tmp_path / "mappe").mkdir()
    assert strange(tmp_path, ["tall.csv", file], {"tall": path}) == [("tall", file)]


def test_a_folder_that_holds_a_table_that_the_project_file_names(tmp_path: Path) -> None:
    files = ["tall/2026-09.csv", "tall/2026-10.csv", "tall/kontorer.csv"]
    assert strange(tmp_path, files, {"tall": "tall"}, register="tall/kontorer.csv") == [("tall", "kontorer.csv")]


def test_a_folder_of_the_source_s_own_months_is_one(tmp_path: Path) -> None:
    assert strange(tmp_path, ["2026-09.csv", "2026-10.csv"], {"tall": "."}) == []
    assert strange(tmp_path / "to", ["tall/2026-09.csv", "enheter.csv"], {"tall": "tall"}) == []


def test_two_sources_may_share_a_folder(tmp_path: Path) -> None:
    assert strange(tmp_path, ["begge/2026-10.csv"], {"tall": "begge", "saker": "begge"}) == []
