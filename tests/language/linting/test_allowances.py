"""`# kpidsl: tillat L004 – grunn` allows a note or a warning at its line or block, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.language import check_sources
from kpidsl.language.linting.allowances import without_allowed
from kpidsl.problems import Problem, SourceText, Span
from kpidsl.tooling.format import format_source

BEGIN = """kilde saker
  én rad per sak
  sak_id  sak
  kontor  enhet
  start   dato
  antall  heltall
begrep nye saker betyr saker der start er i perioden
avvik når status er rød
status for alle andre
  grønn når målet er nådd
  gul når resultatet er høyst 10 % av målet dårligere enn målet
  rød ellers
trend for alle andre sammenlignet med forrige periode, uendret når endringen er innenfor tilfeldig variasjon
"""
SENTENCE = "P.1 Antall nye saker (minst 20)\n"
UNUSED = "begrep store saker betyr nye saker der antall er minst 100\n"


def said(*lines: str) -> list[tuple[str, int]]:
    """Codes and lines (1 is the first after the beginning) of what the checker says."""
    _, problems = check_sources([SourceText("kort.kpi", BEGIN + "".join(lines))])
    before = BEGIN.count("\n")
    return [(p.code, p.span.line - before) for p in problems if p.span is not None]


def test_without_a_comment_the_unused_term_is_noted() -> None:
    assert said(UNUSED, SENTENCE) == [("L004", 1)]


@pytest.mark.parametrize(
    "comment",
    [
        "# kpidsl: tillat L004 – brukes av en lokal fil",
        "# kpidsl: tillat L004 - brukes av en lokal fil",
        "# kpidsl: tillat L004: brukes av en lokal fil",
        "#kpidsl:allow l004 — a local file uses it",
        "# kpidsl: tillat L004, L010 – brukes av en lokal fil",
    ],
)
def test_a_comment_above_allows_what_is_said_of_the_next_line(comment: str) -> None:
    assert ("L004", 2) not in said(f"{comment}\n", UNUSED, SENTENCE)


def test_a_comment_at_the_end_of_a_line_is_about_that_line() -> None:
    comment = "  # kpidsl: tillat L004 – brukes av en lokal fil\n"
    assert said(UNUSED.rstrip() + comment, SENTENCE) == []
    assert said(UNUSED, SENTENCE.rstrip() + comment) == [("L004", 1), ("L044", 2)]


def test_a_comment_above_a_block_is_about_all_that_is_indented_under_it() -> None:
    comment = "# kpidsl: tillat L037 – målene er ikke vedtatt\n"
    block = 'resultatkrav "Saker"\n  # en kommentar\n\n  indikatorer\n    P.1 Antall nye saker\n'
    block += "    P.2 Antall nye saker hittil i år (minst 20)\n"
    assert said(block) == [("L037", 5)]
    assert said(comment, block) == []
    # The line P.1 is inside the block; a term after it is not.
    of_terms = "# kpidsl: tillat L004 – brukes av en lokal fil\n"
    assert ("L004", 8) in said(of_terms, block, UNUSED)


def test_of_several_indicators_in_one_note_each_is_allowed_by_itself() -> None:
    allowed = "  # kpidsl: tillat L037 – målet er ikke vedtatt\n"
    block = 'resultatkrav "Saker"\n  indikatorer\n'
    lines = (
        "    P.1 Antall nye saker",
        "    P.2 Antall nye saker hittil i år",
        "    P.3 Antall nye saker siste 3 mnd (minst 20)\n",
    )
    assert said(block, *(f"{line}\n" for line in lines[:2]), lines[2]) == [("L037", 3)], "one note for both"
    assert said(block, lines[0] + allowed, lines[1] + "\n", lines[2]) == [("L037", 4)]
    assert said(block, *(line + allowed for line in lines[:2]), lines[2]) == []


def test_two_comments_above_one_line_are_both_about_it() -> None:
    above = "# kpidsl: tillat L004 – brukes lokalt\n# kpidsl: tillat L021 – står til opplysning\n"
    assert said(above, UNUSED, SENTENCE) == [("L044", 2)]


def test_a_comment_that_allows_nothing_is_noted_with_the_fix_that_removes_it() -> None:
    text = BEGIN + "# kpidsl: tillat L004 – brukes lokalt\n" + SENTENCE
    _, (note,) = check_sources([SourceText("kort.kpi", text)])
    assert (note.code, note.severity) == ("L044", "note")
    (fix,) = note.fixes
    assert not fix.safe, "the reason is the analyst's: no program removes it unasked"
    (edit,) = fix.edits
    assert edit.text == ""
    assert edit.span == Span("kort.kpi", BEGIN.count("\n") + 1, 1, len("# kpidsl: tillat L004 – brukes lokalt"))


@pytest.mark.parametrize(
    ("comment", "code"),
    [
        ("# kpidsl: tillat L004", "S025"),
        ("# kpidsl: tillat L004 –", "S025"),
        ("# kpidsl: allow L004 - ", "S025"),
        ("# kpidsl: tilat L004 – brukes lokalt", "S024"),
        ("# kpidsl: tillat – brukes lokalt", "S024"),
        ("# kpidsl: tillat alt – brukes lokalt", "S024"),
        ("# kpidsl:", "S024"),
        ("# kpidsl: tillat T001 – brukes lokalt", "S026"),
        ("# kpidsl: tillat D054 – brukes lokalt", "S026"),
        ("# kpidsl: tillat L999 – brukes lokalt", "S026"),
    ],
)
def test_a_comment_that_is_not_whole_is_an_error_and_allows_nothing(comment: str, code: str) -> None:
    spec, problems = check_sources([SourceText("kort.kpi", BEGIN + f"{comment}\n" + UNUSED + SENTENCE)])
    assert [p.code for p in problems if p.severity == "error"] == [code]
    assert spec is None


def test_an_error_is_said_whatever_is_allowed() -> None:
    comment = "# kpidsl: tillat L004 – brukes lokalt\n"
    assert ("T001", 2) in said(comment, "begrep store saker betyr sakker der antall er minst 100\n", SENTENCE)


def test_other_comments_say_nothing_to_the_checker() -> None:
    assert said("# tillat L004 – brukes lokalt\n", UNUSED, SENTENCE) == [("L004", 2)]
    assert said("# kpidsl leser denne\n", UNUSED, SENTENCE) == [("L004", 2)]


def test_what_is_allowed_is_returned_once_each() -> None:
    text = "# kpidsl: tillat L004 – brukes lokalt\nbegrep store saker\n"
    note = Problem("L004", Span("kort.kpi", 2), {"term": "store saker"})
    other = Problem("L004", Span("annen.kpi", 2), {"term": "store saker"})
    kept, allowed = without_allowed([SourceText("kort.kpi", text)], [note, note, other])
    assert kept == [other], "a comment is about its own file"
    assert allowed == (note,)


def test_check_counts_what_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "kort.kpi"
    path.write_text(BEGIN + "# kpidsl: tillat L004 – brukes lokalt\n" + UNUSED + SENTENCE, encoding="utf-8")
    run = CliRunner().invoke(cli, ["check", str(path)])
    assert (run.exit_code, run.output) == (0, "0 feil, 0 advarsler i 1 fil, 1 tillatt; 1 indikator\n")
    english = CliRunner().invoke(cli, ["check", str(path), "--lang", "en"]).output
    assert english == "0 errors, 0 warnings in 1 file, 1 allowed; 1 indicator\n"
    nynorsk = CliRunner().invoke(cli, ["check", str(path), "--lang", "nn"]).output
    assert nynorsk == "0 feil, 0 åtvaringar i 1 fil, 1 tillaten; 1 indikator\n"


def test_the_formatter_keeps_the_comments() -> None:
    text = (
        "# kpidsl: tillat L004 – brukes lokalt\n"
        + UNUSED
        + SENTENCE.rstrip()
        + "  # kpidsl: tillat L001 – ingen kode\n"
    )
    tidy, problems = format_source(SourceText("kort.kpi", BEGIN + text))
    assert not problems
    assert "\n# kpidsl: tillat L004 – brukes lokalt\nbegrep store saker" in tidy
    assert "# kpidsl: tillat L001 – ingen kode\n" in tidy
