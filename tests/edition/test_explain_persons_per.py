"""A quotient with distinct persons is explained: which side counts each person once, and what the figure is of.

In October 2026 persons 1 and 2 are in 0101's three talks, and person 1 in 0102's one: of the county two persons in four
talks. 0101 has 2.5 FTEs and 0102 1; 0101 has spent 1 000 kroner on its two users, 0102 500 on its one.
"""

from __future__ import annotations

import json

import pytest

from kpidsl.explaining.explanation import explain
from kpidsl.explaining.json import as_json
from kpidsl.explaining.text import text
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run

SPEC = """språk nb

organisasjon Prøve
  nivåer kontor (kontorer), fylke (fylker)
  styringslinje statlig: kontor i fylke

kilde aktiviteter
  én rad per hendelse
  kontor enhet
  pid    person
  dato   dato
kilde personer
  én rad per person og måned
  kontor  enhet
  pid     person
  periode måned
kilde bemanning
  én rad per enhet og måned
  kontor  enhet
  periode måned
  årsverk desimaltall
  kostnad kroner
  tallene er strøm
begrep samtaler betyr aktiviteter der dato er i perioden
begrep brukere betyr personer
størrelse årsverk betyr sum årsverk i bemanning, høyere er bedre
størrelse forbruk betyr sum kostnad i bemanning, lavere er bedre
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    K.1 Antall ulike personer blant samtaler per årsverk (uten mål)
    K.2 Antall samtaler per ulik person blant brukere (uten mål)
    K.3 Forbruk per ulik person blant brukere (uten mål)
    K.4 Antall ulike personer blant samtaler per 100 ulike personer blant brukere (uten mål)
"""
DATA = {
    "enheter": ["unit,name,kind,line,parent,from,to", "01,Fylke,fylke,statlig,,,"]
    + [f"{code},Kontor {code},kontor,statlig,01,," for code in ("0101", "0102")],
    "aktiviteter": ["kontor,pid,dato"]
    + [f"{code},{who},2026-10-0{at}" for at, (code, who) in enumerate((("0101", 1), ("0101", 1), ("0101", 2)), 1)]
    + ["0102,1,2026-10-07"],
    "personer": ["kontor,pid,periode", "0101,1,2026-10", "0101,2,2026-10", "0102,3,2026-10"],
    "bemanning": ["kontor;periode;årsverk;kostnad", "0101;2026-10;2,5;1000", "0102;2026-10;1;500"],
}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("persons")
    (folder / "spec.kpi").write_text(SPEC, encoding="utf-8")
    for name, lines in DATA.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    project = load(folder)
    report = check(project)
    assert report.spec is not None, [p.message("en") for p in report.problems]
    outcome = run(project, report.spec, folder, Month.of(2026, 10))
    assert outcome.edition is not None, [p.message("en") for p in outcome.problems]
    return outcome.edition


def explained(edition: Edition, code: str, unit: str, language: str) -> str:
    return text(explain(edition, code, unit, language=language)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "above", "below", "shown"),
    [
        ("K.1", "samtaler (hver person telt én gang)", "årsverk", "0,6"),  # 2 of 3.5
        ("K.2", "samtaler", "brukere (hver person telt én gang)", "1,3"),  # 4 of 3
        ("K.3", "kostnad", "brukere (hver person telt én gang)", "500 kr"),  # 1 500 of 3
        ("K.4", "samtaler (hver person telt én gang)", "brukere (hver person telt én gang)", "66,7"),  # 2 of 3
    ],
)
def test_it_says_which_side_counts_each_person_once(
    edition: Edition, code: str, above: str, below: str, shown: str
) -> None:
    lines = explained(edition, code, "01", "nb").splitlines()
    assert [line for line in lines if line.startswith(("Teller: ", "Nevner: "))] == [
        f"Teller: {above}", f"Nevner: {below}",
    ]  # fmt: skip
    assert f"Resultat: {shown}" in lines


def test_it_says_so_in_english(edition: Edition) -> None:
    lines = explained(edition, "K.1", "0101", "en").splitlines()
    assert "Numerator: samtaler (each person counted once)" in lines
    assert "Denominator: årsverk" in lines
    assert "Result: 0.8" in lines  # 2 of 2.5: three talks would be 1.2


def test_both_terms_are_named_with_their_sources(edition: Edition) -> None:
    (terms,) = (line for line in explained(edition, "K.2", "01", "nb").splitlines() if line.startswith("Begreper: "))
    assert "av kilden aktiviteter" in terms
    assert "av kilden personer" in terms


def test_the_figures_are_in_the_machine_s_form(edition: Edition) -> None:
    """Two persons and 3.5 FTEs: 2/3.5 is 4/7."""
    said = json.loads(as_json(explain(edition, "K.1", "01")))
    assert said["month"]["value"] == "4/7"
