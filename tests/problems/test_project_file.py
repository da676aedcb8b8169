"""What is wrong in kpidsl.toml is said in the reader's language, not in a library's English."""

from pathlib import Path

import pytest

from kpidsl.project import ProjectFile
from kpidsl.project.settings import read_settings
from kpidsl.sources.unread_files import unread_files


@pytest.mark.parametrize(
    ("text", "nb", "en"),
    [
        ("registre = 'a.csv'", "registre: nøkkelen er ukjent", "registre: the key is unknown"),
        (
            "[sources.tall]\ndecimal = ';'",
            'sources.tall.decimal: verdien skal være en av disse: ",", ".".',
            'sources.tall.decimal: the value must be one of these: ",", ".".',
        ),
        (
            "[sources.tall]\nunits = 'name'",
            'verdien skal være en av disse: "codes", "names", "only the register\'s", "only the register\'s names".',
            'the value must be one of these: "codes", "names", "only the register\'s", "only the register\'s names".',
        ),
        (
            "targets = 3",
            "targets: verdien skal være tekst i anførselstegn",
            "targets: the value must be text in quotation marks",
        ),
        (
            "[sources.tall]\nencoding = 'latin-99'",
            "encoding: tegnsettet er ukjent",
            "encoding: the encoding is unknown",
        ),
        ("[sources.tall]\nencoding = 'rot13'", "skriv for eksempel utf-8 eller cp1252", "write for example utf-8"),
        ("[sources]\ntall = 3", "sources.tall: her skal det stå en tabell", "sources.tall: a table must stand here"),
        (
            "[sources.tall]\nnone = ['i går']",
            "verdien er ikke lovlig her",
            "the value is not allowed here",
        ),
        ("registre = 'a.csv'", "mente du «register»?", "did you mean «register»?"),
        ("[sources.tall]\nseperator = ';'", "mente du «separator»?", "did you mean «separator»?"),
        ("[kilder.tall]\npath = 'a.csv'", "her kan det stå register, changes,", "here may stand register, changes,"),
        ("[follow_up]\nfolder = 'a'\nkeep = 3", "her kan det stå folder, keep_", "here may stand folder, keep_"),
        ("[follow_up]\nkeep_originals = 3", "follow_up.folder: nøkkelen mangler", "the key is missing"),
        ("[sources.tall]\npath = ''", "path: verdien er tom", "path: the value is empty"),  # nothing is looked for
        ("register = ''", "register: verdien er tom", "register: the value is empty"),
        ("[sources.tall]\nheader_row = true", "verdien skal være et helt tall", "the value must be a whole number"),
        ("[sources.tall]\nheader_row = '1'", "verdien skal være et helt tall", "the value must be a whole number"),
    ],
)
def test_a_wrong_setting_is_said_in_both_languages(tmp_path, text, nb, en):
    (tmp_path / "kpidsl.toml").write_text(text, encoding="utf-8")
    _, (wrong,) = read_settings(tmp_path)
    assert wrong.code == "P002"
    assert nb in wrong.message("nb")
    assert en in wrong.message("en")


def test_a_file_that_is_no_toml_names_the_line(tmp_path):
    (tmp_path / "kpidsl.toml").write_text('targets = "a.csv"\nregister = "enheter.csv\n', encoding="utf-8")
    _, (wrong,) = read_settings(tmp_path)
    assert (wrong.code, wrong.span.line) == ("P001", 2)
    assert "line" not in wrong.message("nb")


@pytest.mark.parametrize(
    "text",
    [
        "[sources.tall]\nfirst = '2026-01'\n[sources.tall]\nlast = '2026-10'",
        "targets = 'a.csv'\n\ntargets = 'b.csv'",
    ],
)
def test_what_stands_twice_is_said(tmp_path, text):
    """It was called no TOML, and was looked for in its quotation marks."""
    (tmp_path / "kpidsl.toml").write_text(text, encoding="utf-8")
    _, (wrong,) = read_settings(tmp_path)
    assert (wrong.code, wrong.span.line) == ("P001", 3)
    assert "står to ganger" in wrong.message("nb")


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    (tmp_path / "kpidsl.toml").write_text('register = "enheter.csv"', encoding="utf-8-sig")
    settings, wrong = read_settings(tmp_path)
    assert wrong == ()
    assert "enheter.csv" in str(settings)


@pytest.mark.parametrize(
    ("name", "said"),
    [("kpidsl.toml.txt", True), ("kpdsl.toml", True), ("Kpidsl.TOML.txt", True), ("pyproject.toml", False)],
)
def test_settings_under_nearly_the_name_are_said_not_to_be_read(tmp_path: Path, name: str, said: bool) -> None:
    """An editor adds .txt, a file manager hides it, and the settings hold for nothing."""
    (tmp_path / "data").mkdir()
    (tmp_path / name).write_text("", encoding="utf-8")
    problems = list(unread_files(tmp_path / "data", tmp_path, ProjectFile(), [], []))
    assert [(p.code, p.fields["file"]) for p in problems] == ([("D065", name)] if said else [])
    (tmp_path / "kpidsl.toml").write_text("", encoding="utf-8")
    assert list(unread_files(tmp_path / "data", tmp_path, ProjectFile(), [], [])) == []
