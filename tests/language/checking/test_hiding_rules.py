"""Rules of hiding that contradict themselves or each other, or that say nothing."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.model.rules import HidingRule
from kpidsl.problems import SourceText
from tests.language.page import prelude

HEAD = prelude("organisation") + prelude("ready-made")
SHARE = "S.1 Svarandel (80 %)\n"
FIVE = "skjul tall når grunnlaget er under 5"


def found(rules: str) -> list[tuple[str, int]]:
    """The codes and lines of the problems of a file with these rules alone."""
    _, problems = check_sources([SourceText("spec.kpi", HEAD), SourceText("regler.kpi", "språk nb\n" + rules)])
    return [(p.code, p.span.line) for p in problems if p.span is not None and p.span.path == "regler.kpi"]


@pytest.mark.parametrize(
    ("rules", "problems"),
    [
        (f"{SHARE}skjerming {FIVE}\n  gjelder alle\n  gjelder ikke enhetens egne tall\n", [("T180", 5)]),
        (f"{SHARE}skjerming {FIVE}\n  gjelder ikke styringslinjen over\n", [("T180", 4)]),
        (f"{SHARE}skjerming {FIVE}\n  resten skjermes ikke\n  resten skjermes ikke\n", [("T110", 5)]),
        (f"{SHARE}skjerming {FIVE}\nskjerming for alle andre {FIVE}\n", [("T050", 3)]),
        (f"{SHARE}skjerming for S.1 {FIVE}\nskjerming for S.1, S.1 {FIVE}\n", [("T050", 3), ("T110", 4)]),
        (f"{SHARE}skjerming for kilde tal {FIVE}\n", [("T001", 3)]),
        (f"{SHARE}skjerming for S.2 {FIVE}\n", [("T115", 3)]),
    ],
)
def test_a_rule_that_cannot_be_or_says_nothing_is_reported(rules: str, problems: list[tuple[str, int]]) -> None:
    said = [one for one in found(rules) if one[0] != "L002"]
    assert [one for one in said if one in problems] == problems


def test_the_rule_that_names_an_indicator_most_closely_is_its_own() -> None:
    """By code before by source, by source before by kind, by kind before all others."""
    rules = [f"skjerming {of}skjul tall når grunnlaget er under {n}\n" for n, of in enumerate(
        ("", "for andeler ", "for kilde tall ", "for S.1, S.2 "), 2)]  # fmt: skip
    for last in range(4):
        spec, problems = check_sources(
            [SourceText("spec.kpi", HEAD + SHARE + "S.2 Svarandel hittil i år (80 %)\n" + "".join(rules[: last + 1]))]
        )
        assert spec is not None, [p.message("en") for p in problems]
        rule = spec.indicators[0].hiding_rule
        assert isinstance(rule, HidingRule)
        assert rule.below == last + 2


PERSONS = """\
kilde personer
  én rad per person og måned
  kontor enhet
  hvem   person
  måned  måned
  status tekst: "ledig", "i arbeid"
kilde møter
  én rad per hendelse
  kontor enhet
  hvem   person
  dag    dato
kilde saker
  én rad per sak
  sak    sak
  kontor enhet
  start  dato
kilde skjema
  én rad per enhet og måned
  kontor enhet
  måned  måned
  ja     teller
  alle   nevner
  brukt  kroner
  tallene er strøm
begrep ledige betyr personer der status er "ledig"
begrep samtaler betyr møter
begrep klager betyr saker
størrelse svarandel betyr ja i prosent av alle i skjema, høyere er bedre
størrelse forbruk betyr sum brukt i skjema, lavere er bedre
L.1 Antall ledige (høyst 20)
L.2 Andel ledige med samtaler (minst 50 %)
M.1 Antall samtaler (minst 20)
S.1 Antall klager (høyst 5)
T.1 Svarandel (minst 80 %)
K.1 Forbruk (høyst 1 000 kroner)
X.1 Vektet indeks "Samlet" (minst 90)
  K.1 teller 50 %
  T.1 teller 50 %
"""


def warned(rules: str, text: str = PERSONS) -> list[tuple[str, str]]:
    """The two warnings about what is hidden, with the source and the codes that each names."""
    _, problems = check_sources([SourceText("spec.kpi", prelude("organisation") + text + rules)])
    return [
        (p.code, " ".join(p.fields[key] for key in ("source", "codes") if key in p.fields))
        for p in problems
        if p.code in ("L045", "L046")
    ]


@pytest.mark.parametrize(
    ("rules", "bare"),
    [
        ("", ["personer L.1, L.2", "møter M.1"]),  # L.2 reads both, and is named at the first
        (f"skjerming {FIVE}\n", []),
        (f"skjerming for alle andre {FIVE}\n", []),
        (f"skjerming for kilde personer {FIVE}\n", ["møter M.1"]),
        (f"skjerming for kilde møter {FIVE}\n", ["personer L.1"]),  # L.2 reads møter too, and is covered
        (f"skjerming for andeler {FIVE}\n", ["personer L.1", "møter M.1"]),
        (f"skjerming for antall {FIVE}\n", ["personer L.2"]),
        (f"skjerming for L.1, L.2, M.1 {FIVE}\n", []),
        (f"skjerming for S.1, T.1 {FIVE}\n", ["personer L.1, L.2", "møter M.1"]),
    ],
)
def test_a_source_of_persons_that_no_rule_covers_is_warned_of(rules: str, bare: list[str]) -> None:
    """Cases without a person column and ready-made figures (S.1, T.1, K.1) are warned of in no case."""
    assert warned(rules) == [("L045", one) for one in bare]


def test_of_persons_nobody_counts_and_while_anything_is_an_error_nothing_is_warned_of() -> None:
    without = "".join(line for line in PERSONS.splitlines(True) if not line.startswith(("L.", "M.")))
    assert warned("", without) == []
    assert warned(f"skjerming for Q.9 {FIVE}\n") == []  # the rule may be meant for them: its code is misspelled
    allowed = PERSONS.replace("kilde personer\n", "kilde personer  # kpidsl: tillat L045 – oppdiktede personer\n")
    assert warned("", allowed) == [("L045", "møter M.1")]


@pytest.mark.parametrize(
    ("rules", "nothing"),
    [
        (f"skjerming for K.1 {FIVE}\n", ["K.1"]),
        (f"skjerming for beløp {FIVE}\n", ["K.1"]),
        (f"skjerming for indekser {FIVE}\n", ["X.1"]),
        (f"skjerming for K.1, X.1 {FIVE}\n", ["K.1, X.1"]),
        (f"skjerming for K.1, T.1 {FIVE}\n", []),  # hides of T.1
        (f"skjerming for T.1 {FIVE}\n", []),  # declared numerators and denominators count
        (f"skjerming for kilde skjema {FIVE}\n", []),
    ],
)
def test_a_rule_for_amounts_or_an_index_alone_hides_nothing(rules: str, nothing: list[str]) -> None:
    found = warned(f"skjerming {FIVE}\n{rules}")
    assert found == [("L046", one) for one in nothing]


def test_of_many_indicators_the_first_five_are_named() -> None:
    more = "".join(f"M.{n} Antall samtaler siste {n} måneder (minst 20)\n" for n in range(2, 8))
    assert warned(f"skjerming for kilde personer {FIVE}\n", PERSONS + more) == [
        ("L045", "møter M.1, M.2, M.3, M.4, M.5 (+ 2)")
    ]
