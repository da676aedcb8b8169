"""`kpidsl fmt`: what is written, what is named, what is left alone, and the exit codes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli

UNTIDY = (
    "språk nb\nkilde  saker\n    én rad per sak\n    sak_id  sak # nøkkelen\n    nr enhet\n"
    "begrep søknader betyr saker\n"
)
TIDY = (
    "språk nb\nkilde saker\n  én rad per sak\n  sak_id sak  # nøkkelen\n  nr     enhet\nbegrep søknader betyr saker\n"
)
SENTENCE = "Antall  søknader\n"  # a line that only stands where the other file is read with it


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.kpi").write_bytes(UNTIDY.encode())
    (tmp_path / "b.kpi").write_bytes(TIDY.replace("saker", "saker2").replace("søknader", "klager").encode())
    (tmp_path / "c.kpi").write_bytes(SENTENCE.encode())
    return tmp_path


def fmt(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["fmt", *map(str, arguments)], input=text)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in sorted(folder.iterdir())}


def test_a_file_of_the_folder_that_is_not_read_is_named(folder: Path) -> None:
    (folder / "krav.kpi.txt").write_text("språk nb\n", encoding="utf-8")
    done = fmt(folder)
    assert "R037" in done.stderr
    assert "krav.kpi.txt" in done.stderr
    assert "R037" not in fmt(folder / "a.kpi").stderr


def test_a_folder_is_written_tidily_in_place(folder: Path) -> None:
    other = contents(folder)["b.kpi"]
    (folder / "a.kpi").chmod(0o640)
    done = fmt(folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"endret: {folder / 'a.kpi'}\nendret: {folder / 'c.kpi'}\n2 endret, 1 uendret, 0 med feil\n"
    assert contents(folder) == {"a.kpi": TIDY, "b.kpi": other, "c.kpi": "Antall søknader\n"}
    assert (folder / "a.kpi").stat().st_mode & 0o777 == 0o640
    again = fmt(folder, "--lang", "en")
    assert (again.exit_code, again.stdout) == (0, "0 changed, 3 unchanged, 0 with errors\n")


def test_check_names_what_would_change_and_writes_nothing(folder: Path) -> None:
    before = contents(folder)
    done = fmt("--check", "--lang", "en", folder)
    assert done.exit_code == 1
    assert done.stdout == (
        f"would be changed: {folder / 'a.kpi'}\nwould be changed: {folder / 'c.kpi'}\n"
        "2 would be changed, 1 unchanged, 0 with errors\n"
    )
    assert contents(folder) == before
    fmt(folder)
    assert fmt("--check", folder).exit_code == 0


def test_diff_shows_the_change_and_writes_nothing(folder: Path) -> None:
    before, name = contents(folder), folder / "c.kpi"
    done = fmt("--diff", name)
    assert done.exit_code == 1
    assert done.stdout == f"--- {name}\n+++ {name}\n@@ -1 +1 @@\n-Antall  søknader\n+Antall søknader\n"
    assert done.stderr == "1 ville blitt endret, 0 uendret, 0 med feil\n"
    assert contents(folder) == before
    assert fmt("--diff", folder / "b.kpi").exit_code == 0


def test_marks_at_the_ends_are_part_of_the_diff(tmp_path: Path) -> None:
    path = tmp_path / "a.kpi"
    path.write_bytes("\ufeffspråk nb\r\n# slutt".encode())
    shown = (
        f"--- {path}\n+++ {path}\n@@ -1,2 +1,2 @@\n-\ufeffspråk nb\r\n-# slutt\n\\ No newline at end of file\n"
        "+språk nb\n+# slutt\n"
    )
    assert fmt("--diff", path).stdout_bytes.decode() == shown
    assert fmt(path).exit_code == 0
    assert path.read_bytes() == "språk nb\n# slutt\n".encode()


def test_one_file_is_read_with_those_beside_it(folder: Path) -> None:
    assert fmt(folder / "c.kpi").exit_code == 0
    assert contents(folder)["c.kpi"] == "Antall søknader\n"
    assert contents(folder)["a.kpi"] == UNTIDY


def test_a_file_that_does_not_parse_is_left_alone_and_the_others_are_not(folder: Path) -> None:
    (folder / "a.kpi").write_text(UNTIDY + "tull  og tøys\n", encoding="utf-8")
    before = contents(folder)
    done = fmt(folder)
    assert done.exit_code == 1
    assert f"{folder / 'a.kpi'}:7:1: feil[S0" in done.stderr
    assert done.stdout == f"endret: {folder / 'c.kpi'}\n1 endret, 1 uendret, 1 med feil\n"
    assert contents(folder) == before | {"c.kpi": "Antall søknader\n"}


@pytest.mark.parametrize("flag", ["--check", "--diff"])
def test_a_file_that_cannot_be_read_as_text_is_named(tmp_path: Path, flag: str) -> None:
    (tmp_path / "a.kpi").write_bytes("språk nb\n# æ\n".encode("latin-1"))
    done = fmt(flag, tmp_path)
    assert done.exit_code == 1
    assert "R001" in done.stderr
    assert (tmp_path / "a.kpi").read_bytes() == "språk nb\n# æ\n".encode("latin-1")


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    done = fmt(tmp_path)
    assert (done.exit_code, "R002" in done.stderr) == (1, True)


def test_standard_input_goes_to_standard_output() -> None:
    done = fmt("-", text=UNTIDY)
    assert (done.exit_code, done.stdout, done.stderr) == (0, TIDY, "")
    assert fmt("--check", "-", text=TIDY).exit_code == 0
    assert fmt("--check", "-", text=UNTIDY).exit_code == 1


def test_standard_input_stands_for_the_file_it_is_called(folder: Path) -> None:
    before = contents(folder)
    alone = fmt("-", text=SENTENCE)
    assert (alone.exit_code, alone.stdout) == (1, "")
    assert "S001" in alone.stderr
    done = fmt("-", "--stdin-filename", folder / "c.kpi", text=SENTENCE)
    assert (done.exit_code, done.stdout) == (0, "Antall søknader\n")
    assert contents(folder) == before


@pytest.mark.parametrize(
    "arguments", [[], ["-", "specs"], ["no-such-folder"], ["--stdin-filename", "a.kpi", "specs"], ["--fix", "specs"]]
)
def test_wrong_usage_is_two(arguments: list[str]) -> None:
    assert fmt(*arguments).exit_code == 2


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "c.kpi")
    assert fmt(folder / "link").exit_code == 0
    assert (folder / "link").is_symlink()
    assert contents(folder)["c.kpi"] == "Antall søknader\n"


def test_where_writing_fails_the_file_is_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    before = contents(folder)
    done = fmt(folder)
    assert isinstance(done.exception, OSError)
    assert contents(folder) == before
    assert sorted(os.listdir(folder)) == ["a.kpi", "b.kpi", "c.kpi"]
