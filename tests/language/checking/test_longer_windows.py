"""What a rule of hiding shows in place of a hidden month: a whole part of the year, and nothing else."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import Problem, SourceText
from kpidsl.tooling.format import format_source
from tests.language.page import prelude

HEAD = prelude("organisation") + prelude("ready-made")
RULE = {
    "nb": "S.1 Svarandel (80 %)\nskjerming skjul tall når grunnlaget er under 5\n",
    "nn": "S.1 Svarandel (80 %)\nskjerming skjul tal når grunnlaget er under 5\n",
    "en": "S.1 Svarandel (80 %)\nsuppression hide figures when the base is under 5\n",
}
INSTEAD = "i stedet når måneden er skjult"
WHOLE = ["siste kvartal", "siste tertial", "siste halvår", "siste år"]
SHOWN = [f"vis {part} {INSTEAD}" for part in WHOLE]


def read(lines: str, language: str = "nb") -> tuple[int | None, list[Problem]]:
    """How many months the rule with these lines shows, and the errors of its file."""
    rule = RULE[language] + "".join(f"  {line}\n" for line in lines.splitlines())
    spec, problems = check_sources([SourceText("spec.kpi", HEAD), SourceText("r.kpi", f"språk {language}\n{rule}")])
    errors = [p for p in problems if p.severity == "error"]
    if spec is None:
        return None, errors
    hiding_rule = spec.indicators[0].hiding_rule
    assert hiding_rule is not None
    return hiding_rule.longer_months, errors


def fixes(error: Problem) -> list[str]:
    return [edit.text for fix in error.fixes for edit in fix.edits]


@pytest.mark.parametrize(
    ("language", "line", "months"),
    [
        ("nb", "gjelder alle", 0),
        ("nb", "vis siste kvartal i stedet når måneden er skjult", 3),
        ("nb", "vis siste tertial isteden når måneden er skjult", 4),
        ("nb", "vis siste halvår istedenfor når måneden er skjult", 6),
        ("nb", "Vis siste år i stedet når måneden er skjult", 12),
        ("nn", "vis siste kvartal i staden når månaden er skjult", 3),
        ("nn", "vis siste tertial i staden når månaden er skjult", 4),
        ("nn", "vis siste halvår i staden når månaden er skjult", 6),
        ("nn", "vis siste år i staden når månaden er skjult", 12),
        ("en", "show the last quarter instead when the month is hidden", 3),
        ("en", "show the last tertial instead when the month is hidden", 4),
        ("en", "show the last half-year instead when the month is hidden", 6),
        ("en", "show last year instead when the month is hidden", 12),
    ],
)
def test_a_rule_shows_a_quarter_four_months_half_a_year_or_a_year(language: str, line: str, months: int) -> None:
    assert read(line, language) == (months, [])


@pytest.mark.parametrize(
    ("language", "window", "instead"),
    [
        ("nb", "siste 12 mnd", ["siste år"]),
        ("nb", "de siste tolv måneder", ["siste år"]),
        ("nb", "siste 1 år", ["siste år"]),
        ("nb", "siste 3 måneder", ["siste kvartal"]),
        ("nb", "siste 4 mnd", ["siste tertial"]),
        ("nb", "rullerende 6 mnd", ["siste halvår"]),
        ("nb", "siste 9 mnd", WHOLE),
        ("nb", "siste 2,5 mnd", WHOLE),
        ("nb", "siste 1 mnd", WHOLE),
        ("en", "the last 12 months", ["the last year"]),
        ("en", "last 6 months", ["the last half-year"]),
    ],
)
def test_a_rolling_window_is_refused_with_the_part_of_the_year_of_as_many_months(
    language: str, window: str, instead: list[str]
) -> None:
    before, after = ("show", "instead when the month is hidden") if language == "en" else ("vis", INSTEAD)
    months, (error,) = read(f"{before} {window} {after}", language)
    assert (months, error.code, error.fields["found"], fixes(error)) == (None, "T186", window, instead)
    for part in instead:
        assert read(f"{before} {part} {after}", language)[1] == []
    why = "month itself" if "1 mnd" in window else "two such in a row share all months but one at each end"
    assert why in error.message("en")


@pytest.mark.parametrize(
    ("line", "code", "proposed"),
    [
        ("vis kvartalet i stedet", "S002", SHOWN[:1]),
        ("vis siste kvartal", "S002", SHOWN[:1]),
        ("vis siste kvartal når måneden er skjult", "S002", SHOWN[:1]),
        ("vis siste kvartla i stedet når måneden er skjult", "S002", SHOWN[:1]),
        ("vis forrige tertial i stedet når måneden er skjult", "S002", SHOWN[1:2]),
        ("bruk halvåret", "S002", SHOWN[2:3]),
        ("vis siste 12 måneder i stedet", "S002", SHOWN[3:]),
        ("vis siste kvartal eller siste år i stedet når måneden er skjult", "S001", [SHOWN[0], SHOWN[3]]),
        ("vis siste måned i stedet når måneden er skjult", "S001", SHOWN),
        ("vis hittil i år i stedet når måneden er skjult", "S001", SHOWN),
        ("vis samme kvartal i fjor i stedet når måneden er skjult", "S001", SHOWN),
        ("vis siste 90 dager i stedet når måneden er skjult", "S001", SHOWN),
    ],
)
def test_what_cannot_be_read_is_answered_with_lines_that_can(line: str, code: str, proposed: list[str]) -> None:
    months, (error,) = read(line)
    assert (months, error.code, error.fields["found"], fixes(error)) == (None, code, line, proposed)


@pytest.mark.parametrize(
    ("language", "line", "proposed"),
    [
        ("nn", "vis kvartalet i staden", "vis siste kvartal i staden når månaden er skjult"),
        ("en", "show the quarter instead", "show the last quarter instead when the month is hidden"),
        (
            "en",
            "show the last half year instead when the month is hidden",
            "show the last half-year instead when the month is hidden",
        ),
    ],
)
def test_what_is_proposed_is_in_the_language_of_the_file_and_reads(language: str, line: str, proposed: str) -> None:
    _, (error,) = read(line, language)
    assert fixes(error) == [proposed]
    assert read(proposed, language)[1] == []


@pytest.mark.parametrize("line", ["gjelder ikke kvartalet", "resten skjermes ikke for året", "vis resten", "tullball"])
def test_a_line_about_something_else_is_not_taken_for_one_of_these(line: str) -> None:
    _, (error,) = read(line)
    assert not any(fix.startswith("vis siste") for fix in fixes(error))


def test_one_length_is_shown_and_said_once() -> None:
    _, (again,) = read(f"{SHOWN[0]}\n{SHOWN[0]}")
    assert (again.code, again.span and again.span.line, again.fields["first"]) == ("T110", 5, "r.kpi:4")
    _, (other,) = read(f"{SHOWN[0]}\n{SHOWN[3]}")
    assert (other.code, other.span and other.span.line, other.fields["first"]) == ("T180", 5, "r.kpi:4")
    assert "siste kvartal" in other.message("nb")
    assert "the last quarter" in other.message("en")


def test_the_line_stands_with_every_other_of_a_rule() -> None:
    others = "gjelder ikke enhetens egne tall\ngjelder ikke styringslinjen over\nresten skjermes ikke\n"
    assert read(others + SHOWN[0]) == (3, [])
    assert read(f"{SHOWN[3]}\ngjelder alle") == (12, [])


def test_it_is_written_tidily() -> None:
    untidy = (
        "skjerming  skjul tall når grunnlaget er under 5\n      vis  siste   kvartal i stedet når måneden er skjult\n"
    )
    tidy = "skjerming skjul tall når grunnlaget er under 5\n  vis siste kvartal i stedet når måneden er skjult\n"
    assert format_source(SourceText("r.kpi", untidy)) == (tidy, ())


LAST = """\
kilde saker
  én rad per sak
  sak     sak
  kontor  enhet
  start   dato
  slutt   dato
begrep klager betyr saker
begrep åpne klager betyr saker der slutt mangler
egenskap avsluttede betyr klager der slutt er i perioden
størrelse ventetid betyr antall dager fra start til slutt, lavere er bedre
kilde kroner
  én rad per enhet og måned
  kontor  enhet
  måned   måned
  brukt   kroner
  tallene er strøm
størrelse forbruk betyr sum brukt i kroner, lavere er bedre
A.1 Antall åpne klager (høyst 20)
A.2 Antall åpne klager (høyst 30)
B.1 Median ventetid på avsluttede klager (høyst 20 dager)
C.1 Antall avsluttede klager (minst 20)
D.1 Antall avsluttede klager (minst 20)
  måles kvartalsvis
E.1 Forbruk (høyst 100 000 kroner)
"""


@pytest.mark.parametrize(
    ("of", "codes"),
    [
        ("A.1, A.2, B.1", "A.1, A.2 (a stock), B.1 (computed again from all rows)"),
        ("B.1, D.1", "B.1 (computed again from all rows), D.1 (less often than monthly)"),
        ("A.1, C.1", None),  # shows of C.1
        ("A.1, E.1", "A.1 (a stock)"),  # what is spent adds up, and is never hidden
        ("E.1", None),  # the rule hides nothing: that is said (L046)
    ],
)
def test_a_line_without_effect_is_warned_of_with_codes_and_why(of: str, codes: str | None) -> None:
    text = f"{LAST}skjerming for {of} skjul tall når grunnlaget er under 5\n  {SHOWN[0]}\n"
    spec, problems = check_sources([SourceText("spec.kpi", prelude("organisation") + text)])
    assert spec is not None
    warned = [p for p in problems if p.code == "L047"]
    assert [p.fields["codes_en"] for p in warned] == ([] if codes is None else [codes])
    for one in warned:
        assert one.span is not None
        assert one.span.line == len((prelude("organisation") + text).splitlines())
    without = check_sources([SourceText("spec.kpi", prelude("organisation") + text.replace(f"  {SHOWN[0]}\n", ""))])[1]
    assert not any(p.code == "L047" for p in without)
