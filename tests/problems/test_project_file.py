"""What is wrong in kpidsl.toml is said in the reader's language, not in a library's English."""

import pytest

from kpidsl.project.settings import read_settings


@pytest.mark.parametrize(
    ("text", "nb", "en"),
    [
        ("registre = 'a.csv'", "registre: nøkkelen er ukjent", "registre: the key is unknown"),
        (
            "[sources.tall]\ndecimal = ';'",
            "sources.tall.decimal: verdien skal være en av disse: ,, .",
            "sources.tall.decimal: the value must be one of these: ,, .",
        ),
        (
            "[sources.tall]\nunits = 'name'",
            "verdien skal være en av disse: codes, names, only the register's, only the register's names.",
            "the value must be one of these: codes, names, only the register's, only the register's names.",
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


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    (tmp_path / "kpidsl.toml").write_text('register = "enheter.csv"', encoding="utf-8-sig")
    settings, wrong = read_settings(tmp_path)
    assert wrong == ()
    assert "enheter.csv" in str(settings)
