"""What goes wrong at the border ends in a sentence that says what to do, with the exit code that says how bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from tests.docs.test_examples import ROOT, blocks


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "kort").mkdir()
    (tmp_path / "data").mkdir()
    page = blocks(ROOT / "tests" / "cli" / "project.md")
    (tmp_path / "kort" / "kort.kpi").write_text(next(t for k, _, t in page if k == "kpi"), encoding="utf-8")
    for kind, name, text in page:
        if kind == "csv":
            (tmp_path / name.strip()).write_text(text, encoding="utf-8")
    return tmp_path


def run(project: Path, *more: str) -> tuple[int, str]:
    arguments = ["run", str(project / "kort"), "--data", str(project / "data"), "--out", str(project / "out")]
    result = CliRunner().invoke(cli, [*arguments, "--formats", "csv,json", *(more or ("--period", "2026-10"))])
    assert "Traceback" not in result.output
    return result.exit_code, result.output


def edit(path: Path, old: str, new: str, encoding: str = "utf-8") -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding=encoding)


def test_well(project: Path) -> None:
    assert run(project)[0] == 0


def test_a_deleted_column(project: Path) -> None:
    edit(project / "data" / "saker.csv", "avgjort", "ferdig")
    code, said = run(project)
    assert code == 1
    assert "P019" in said
    assert "avgjort" in said
    assert not list(project.glob("out/*/*/results.csv"))


def test_a_missing_file(project: Path) -> None:
    (project / "data" / "saker.csv").unlink()
    code, said = run(project)
    assert code == 1
    assert "P003" in said


def test_a_ragged_row_and_an_open_quote(project: Path) -> None:
    edit(project / "data" / "saker.csv", "3;0102;10.09.2026;30.09.2026", "3;0102;10.09.2026")
    code, said = run(project)
    assert code == 1
    assert "saker.csv:4" in said
    edit(project / "data" / "saker.csv", "3;0102;10.09.2026", '3;"0102;10.09.2026;')
    assert "P015" in run(project)[1] or "P014" in run(project)[1]


def test_a_bad_cell_is_listed_by_shape_and_never_shown(project: Path) -> None:
    edit(project / "data" / "saker.csv", "30.09.2026", "31.09.2026x")
    code, said = run(project)
    assert code == 3
    assert "D081" in said
    assert "saker.csv:4" in said
    assert "31.09.2026x" not in said
    listed = next(project.glob("out/*/*/data_problems.csv")).read_text(encoding="utf-8")
    assert "31.09.2026x" not in listed
    assert run(project, "--period", "2026-10", "--strict")[0] == 1


def test_an_unknown_unit_is_not_dropped(project: Path) -> None:
    edit(project / "data" / "saker.csv", "4;0102", "4;0999")
    code, said = run(project)
    assert code == 3
    assert "0999" in said
    rows = next(project.glob("out/*/*/results.csv")).read_text(encoding="utf-8").splitlines()
    nation = next(r.split(",") for r in rows if r.startswith("2026-10,statlig,land,NO,Norge,P.2"))
    assert nation[8] == "1"
    assert "partial" in nation[12]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings(project: Path, encoding: str) -> None:
    edit(project / "data" / "enheter.csv", "Sør", "Sør", encoding)
    assert run(project)[0] == 0
    assert "Sør" in next(project.glob("out/*/*/results.csv")).read_text(encoding="utf-8")


def test_equal_rows_count_once_and_a_contradicting_key_gives_no_figure(project: Path) -> None:
    edit(project / "data" / "saker.csv", "4;0102;20.09.2026;\n", "4;0102;20.09.2026;\n" * 2)
    code, said = run(project)
    assert (code, "D003" in said) == (0, True)
    edit(
        project / "data" / "saker.csv",
        "4;0102;20.09.2026;\n4;0102;20.09.2026;\n",
        "4;0102;20.09.2026;\n4;0101;20.09.2026;\n",
    )
    code, said = run(project)
    assert (code, "D004" in said) == (3, True)


def test_usage(project: Path) -> None:
    assert run(project, "--period", "oktober")[0] == 2


def test_check_as_json(project: Path) -> None:
    edit(project / "kort" / "kort.kpi", "(90 %)", "(90 dager)")
    result = CliRunner().invoke(cli, ["check", str(project / "kort"), "--format", "json"])
    assert result.exit_code == 1
    found = [p for p in json.loads(result.output) if p["severity"] == "error"]
    assert [(p["code"], p["fix"]) for p in found] == [("T040", "90 %")]


def test_the_database_opens_nothing_outside_the_data(project: Path) -> None:
    import duckdb

    from kpidsl.engines.connection import open_connection

    secret = project / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    (project / "data" / "link.csv").symlink_to(secret)
    connection = open_connection(project / "kort", [project / "data"])
    for path in (secret, project / "data" / ".." / "secret.csv", project / "data" / "link.csv"):
        with pytest.raises(duckdb.Error):
            connection.execute(f"SELECT * FROM read_csv('{path}')").fetchall()
    for statement in ("INSTALL httpfs", "SET enable_external_access = true"):
        with pytest.raises(duckdb.Error):
            connection.execute(statement)


def test_the_database_writes_nowhere(project: Path) -> None:
    """DuckDB may write where it may read: the data folder. The kinds of statement are what stops it."""
    import duckdb

    from kpidsl.engines.connection import open_connection

    data = project / "data"
    before = sorted(data.iterdir())
    connection = open_connection(project / "kort", [data])
    for statement in (
        f"COPY (SELECT 1) TO '{data}/copy.csv'",
        f"SELECT 1; COPY (SELECT 1) TO '{data}/second.csv'",
        f"EXPORT DATABASE '{data}/all'",
        f"ATTACH '{data}/new.db'",
        "CALL pragma_version()",
        "LOAD json",
    ):
        with pytest.raises(duckdb.PermissionException):
            connection.execute(statement)
    assert sorted(data.iterdir()) == before
    assert connection.execute("SELECT ? + 1", [2]).fetchall() == [(3,)]


def test_a_comment_does_not_say_the_language(project: Path) -> None:
    kort = project / "kort" / "kort.kpi"
    edit(kort, "språk nb", "språk nb\n# language en: the same in English is a file of its own\nkilde x")
    result = CliRunner().invoke(cli, ["check", str(project / "kort")])
    assert result.exit_code == 1
    assert "feil[S018]" in result.output
