"""`kpidsl fmt --canonical`: letters' sentences become short forms that check to the same specification."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from kpidsl.problems import SourceText
from kpidsl.tooling.canonical import canonical
from tests.language.checking.test_letters import CASES, PERSONS, SAME
from tests.nothing_ignored.checked import checked


def rewritten(base: str, *lines: str) -> list[str]:
    """What becomes of lines under `base`."""
    (file,), _ = canonical([SourceText("a.kpi", base + "\n".join(lines) + "\n")])
    return file.text.removeprefix(base).splitlines()


@pytest.mark.parametrize(("short", "base", "letters"), SAME, ids=[short for short, _, _ in SAME])
def test_a_letters_sentence_becomes_a_short_form_that_checks_to_the_same(
    short: str, base: str, letters: list[str]
) -> None:
    written = rewritten(base, *letters)
    found = checked([*letters, *written], base)
    assert None not in found
    assert [one.meaning for one in found[: len(letters)]] == [one.meaning for one in found[len(letters) :]]
    assert rewritten(base, *written) == written


def test_sentences_of_three_languages_become_one_short_form() -> None:
    assert rewritten(
        PERSONS,
        "P.1 Minst 80 prosent av arbeidssøkere skal ha hatt oppfølging de siste tre månedene.",
        "P.2 Minst 80 prosent av arbeidssøkere skal ha motteke oppfølging dei siste tre månadene.",
        "P.3 At least 80% of arbeidssøkere should have had oppfølging in the last three months.",
    ) == [f"P.{n} Andel arbeidssøkere med oppfølging siste 3 mnd (minst 80 %)" for n in (1, 2, 3)]


def test_a_file_is_written_in_its_own_language_with_its_own_forms() -> None:
    base = CASES.replace(
        "begrep klager (klagene) betyr saker\n", "begrep klager (klagene) betyr saker\n  på engelsk: complaints\n"
    ).replace("betyr klager datert slutt\n", "betyr klager datert slutt\n  på engelsk: decided\n")
    english = SourceText("b.kpi", "language en\nAt least 90% of complaints should be decided within one week.\n")
    (_, file), left = canonical([SourceText("a.kpi", base), english])
    assert left == ()
    assert file.text.splitlines()[1] == "Share of complaints decided within 1 week (at least 90 %)"


def test_comments_of_a_line_that_runs_over_several_stay() -> None:
    assert rewritten(
        PERSONS,
        'resultatkrav "Brukerne får hjelp"',
        "  # hvorfor",
        "  Styringsparameter 3: B.4 Av arbeidssøkere,  # side 4",
        "    skal minst 80 prosent ha godkjent plan.  # side 5",
        "    fordelt på kjønn",
        '    eier "Avdelingen"  # hvem',
    ) == [
        'resultatkrav "Brukerne får hjelp"',
        "  # hvorfor",
        "  Styringsparameter 3: B.4 Andel arbeidssøkere med godkjent plan (minst 80 %)  # side 4",
        "  # side 5",
        "    fordelt på kjønn",
        '    eier "Avdelingen"  # hvem',
    ]


def test_a_breakdown_in_the_sentence_stays_in_it() -> None:
    (line,) = rewritten(PERSONS, "Andelen arbeidssøkere som har godkjent plan skal være minst 80 %, fordelt på kjønn.")
    assert line == "Andel arbeidssøkere med godkjent plan (minst 80 %) fordelt på kjønn"


TWO = (
    "språk nb\nkilde saker\n  én rad per sak\n  sak_id sak\n  nr enhet\n  person_id person\n  lukket dato\n"
    "begrep alle saker betyr saker\negenskap åpne betyr alle saker der lukket mangler\n"
    "begrep åpne alle saker betyr alle saker\n"
)


def test_a_sentence_of_several_readings_is_left_and_named() -> None:
    text = TWO + "Antallet åpne alle saker skal være høyst 3.\n"
    (file,), left = canonical([SourceText("a.kpi", text)])
    assert file.text == text
    assert [(one.span.line, one.why) for one in left] == [(text.count("\n"), "several")]


def fmt(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["fmt", *map(str, arguments)], input=text)


LETTER = "Minst 80 prosent av arbeidssøkere skal ha godkjent plan.  # brevet"
SHORT = "Andel arbeidssøkere med godkjent plan (minst 80 %)  # brevet"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.kpi"
    path.write_text(PERSONS, encoding="utf-8")
    fmt(path)
    path.write_text(path.read_text(encoding="utf-8") + LETTER + "\n", encoding="utf-8")
    return path


def test_check_and_diff_say_what_would_change(file: Path) -> None:
    before = file.read_bytes()
    assert fmt("--check", file).exit_code == 0
    done = fmt("--check", "--canonical", file)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (1, f"ville blitt endret: {file}")
    done = fmt("--diff", "--kanonisk", file)
    assert [line for line in done.stdout.splitlines() if line[:1] in "+-"][2:] == [f"-{LETTER}", f"+{SHORT}"]
    assert file.read_bytes() == before


def test_the_file_is_written_and_a_second_time_is_left(file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    assert fmt("--canonical", file).exit_code == 0
    assert file.read_text(encoding="utf-8") == before.replace(LETTER, SHORT)
    assert fmt("--canonical", "--check", file).exit_code == 0


def test_what_is_left_is_said_and_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.kpi"
    path.write_text(TWO + "Antall åpne alle saker (3)\n", encoding="utf-8")
    at = f"{path}:{TWO.count(chr(10)) + 1}"
    done = fmt("--canonical", path)
    assert (done.exit_code, done.stderr) == (0, f"{at}: står som den er, setningen har flere lesninger\n")
    done = fmt("--canonical", "--lang", "en", path)
    assert done.stderr == f"{at}: left as it is, the sentence has several readings\n"
