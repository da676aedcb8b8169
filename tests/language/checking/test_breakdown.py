"""What an indicator is broken down by is a column of every source that it counts in, of texts."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import SourceText
from kpidsl.problems.edits import resulting

SPEC = """språk nb
organisasjon NAV
  nivåer kontor (kontorer), land
  styringslinje statlig: kontor i land
kilde regnskap
  én rad per enhet og måned
  kontor_nr enhet
  periode   måned
  ført      kroner
  formål    tekst
kilde budsjettall
  én rad per enhet og måned
  kontor_nr enhet
  periode   måned
  ramme     kroner
{column}
størrelse forbruk betyr sum ført i regnskap, lavere er bedre
størrelse budsjett betyr sum ramme i budsjettall
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 5 prosentpoeng dårligere enn målet
  rød   ellers
resultatkrav "Krav"
  perspektiv økonomi
  indikatorer
    Ø.1 Forbruk i prosent av budsjett (høyst 100 %)
      fordelt på formål
"""


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("  formål    tekst", None),
        ("  post      tekst", "T003"),  # the denominator has no such column
        ("  formål    heltall", "T004"),  # in the denominator it is a number
    ],
)
def test_both_sides_of_a_ratio_have_the_column(column: str, code: str | None) -> None:
    _, problems = check_sources([SourceText("krav.kpi", SPEC.format(column=column))])
    errors = [(p.code, p.span.line if p.span else None) for p in problems if p.severity == "error"]
    line = SPEC.format(column=column).splitlines().index("      fordelt på formål") + 1
    assert errors == ([] if code is None else [(code, line)])


SEXES = """language en
source persons
  one row per person and month
  office unit
  person person
  period month
  sex    text: "woman", "man"
  plan   date
term clients means persons
property planned means persons where plan is missing
A.1 Share of planned among clients
targets for A.1
  at least 60 % for "woman"
"""


def test_the_line_to_copy_is_in_the_language_of_the_targets_where_the_sentence_has_none():
    _, problems = check_sources([SourceText("v.kpi", SEXES)])
    (problem,) = (p for p in problems if p.code == "T230")
    (fix,) = problem.fixes
    assert resulting(fix, {"v.kpi": SEXES.splitlines()}) == ["A.1 Share of planned among clients broken down by sex"]


def errors_of(sentence: str):
    """The errors of the sentence in place of A.1 and its targets."""
    _, problems = check_sources([SourceText("v.kpi", SEXES[: SEXES.index("A.1")] + f"{sentence}\n")])
    return [p for p in problems if p.severity == "error" and p.code in ("T043", "T230", "T005")]


def test_a_value_of_the_source_without_quotation_marks_is_a_category_that_nothing_is_broken_down_by():
    written = "A.1 Share of planned among clients (at least 60 % for woman, 50 % for the others)"
    (problem,) = errors_of(written)
    assert problem.code == "T230"
    assert problem.fixes


def test_a_name_that_is_nothing_yet_is_a_level_or_a_category_to_declare():
    """One slip, one message: what is for the others says nothing besides."""
    (problem,) = errors_of("A.1 Share of planned among clients (at least 60 % for youths, 50 % for the others)")
    assert problem.code == "T043"
    help_ = problem.help("en") or ""
    assert 'for "youths"' in help_
    assert "broken down by sex" in help_
    assert "“persons”" in help_
    assert 'sex text: "youths"' in help_


def test_what_has_units_behind_it_is_a_level():
    (problem,) = errors_of("A.1 Share of planned among clients (at least 60 %)\ntargets for A.1\n  50 % for branch 11")
    assert problem.code == "T043"
    assert "category" not in (problem.help("en") or "")
