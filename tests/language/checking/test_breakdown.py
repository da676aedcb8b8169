"""What an indicator is broken down by is a column of every source that it counts in, of texts."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import SourceText

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


def test_what_the_targets_are_for_is_what_it_is_broken_down_by():
    """The targets of a block, too: `woman` is a value of `sex` alone."""
    _, problems = check_sources([SourceText("v.kpi", SEXES)])
    assert [p for p in problems if p.code == "T230"] == []
    (one,) = broken_down_of(SEXES)
    assert one == "sex"


def broken_down_of(text: str) -> list[str | None]:
    """What each indicator is broken down by, where the rest stands."""
    rest = "organisation P\n  levels office (offices), county (counties)\n  steering line state: office in county\n"
    colours = "status for all others\n  green when the target is met\n  red otherwise\n"
    spec, problems = check_sources(
        [SourceText("v.kpi", text.replace("language en\n", "language en\n" + rest) + colours)]
    )
    assert spec is not None, [p.message("en") for p in problems]
    return [indicator.breakdown for indicator in spec.indicators]


def test_values_of_two_columns_ask_which():
    """`man` and `woman` may be the sex of the client or of the adviser."""
    twice = SEXES.replace("  plan   date\n", '  plan   date\n  adviser text: "woman", "man"\n')
    _, problems = check_sources([SourceText("v.kpi", twice)])
    assert [(p.code, p.fixes) for p in problems if p.code == "T230"] == [("T230", ())]


def errors_of(sentence: str):
    """The errors of the sentence in place of A.1 and its targets."""
    _, problems = check_sources([SourceText("v.kpi", SEXES[: SEXES.index("A.1")] + f"{sentence}\n")])
    return [p for p in problems if p.severity == "error" and p.code in ("T043", "T230", "T005")]


@pytest.mark.parametrize("preposition", ["for", "in"])
def test_a_value_of_the_source_without_quotation_marks_is_a_category(preposition: str):
    written = f"A.1 Share of planned among clients (at least 60 % {preposition} woman, 50 % for the others)"
    assert errors_of(written) == []


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


CASES = """språk nb
organisasjon NAV
  nivåer kontor (kontorer), fylke (fylker), land
  styringslinje statlig: kontor i fylke i land
kilde saker
  én rad per sak
  sak_id sak
  kontor enhet
  start  dato
  slutt  dato
  type   tekst: "somatikk", "psykiatri", "rus"
  hast   tekst: "kategori 1", "kategori 2", "rust"
egenskap avsluttede betyr saker der slutt er i perioden
begrep sakene betyr saker
størrelse ventetid betyr antall dager fra start til slutt, lavere er bedre
status for alle andre
  grønn når målet er nådd
  rød   ellers
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    B.1 Gjennomsnittlig ventetid på avsluttede sakene ({targets})
"""


@pytest.mark.parametrize("mark", [" og", ",", ", og"])
def test_what_is_neither_a_level_nor_a_category_is_answered_with_how_each_is_written(mark: str) -> None:
    text = CASES.replace("{targets}", f"høyst 9 dager for gruppe 1{mark} 4 dager for gruppe 2")
    errors = [p for p in check_sources([SourceText("krav.kpi", text)])[1] if p.severity == "error"]
    assert [(p.code, "«gruppe»" in p.message("nb")) for p in errors] == [("T043", True)] * 2
    assert 'Er «gruppe 1» en kategori, skriv den i hermetegn, «for "gruppe 1"»' in errors[0].help("nb")
    assert 'En enhet skrives med nivået foran: «for kontor 0101», «for fylke "Oslo"».' in errors[0].help("nb")


@pytest.mark.parametrize(
    ("targets", "code", "says"),
    [
        ('høyst 50 dager for "somatik", 40 dager for "rus"', "T005", "«somatik» er ingen lovlig verdi i «type»"),
        ("høyst 50 dager for somatik", "T005", "→ «somatikk»?"),
        ("høyst 50 dager i somatik og 40 dager i psykiatri", "T005", "→ «somatikk»?"),
        ("høyst 50 dager for kategori 3", "T005", "«kategori 3» er ingen lovlig verdi i «hast»"),
        ('høyst 50 dager for "rusk"', "T230", ""),  # of either column
        ('høyst 50 dager for "bil", 40 dager for "somatikk"', "T230", ""),  # of no column
        ("høyst 50 dager for fylket", "T043", "→ «fylke»?"),  # the nearest is a level
        ("høyst 50 dager for bil", "T043", ""),
    ],
)
def test_a_misspelt_category_is_mended_where_it_can_be_of_one_column_alone(targets: str, code: str, says: str) -> None:
    _, problems = check_sources([SourceText("krav.kpi", CASES.replace("{targets}", targets))])
    (error,) = [p for p in problems if p.severity == "error"]
    assert error.code == code
    assert says in error.message("nb")


def test_a_date_behind_the_last_category_ends_no_target_of_the_others() -> None:
    """All are from 2027: none stands until then and is another's after."""
    text = CASES.replace("{targets}", "høyst 50 dager i somatikk og 40 dager for andre fra 2027")
    spec, problems = check_sources([SourceText("krav.kpi", text)])
    assert spec is not None
    assert [str(target.valid_from) for target in spec.indicators[0].targets] == ["2027-01", "2027-01"]
    assert "L006" not in [p.code for p in problems]
