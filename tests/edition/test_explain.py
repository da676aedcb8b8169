"""A figure explained: Simpson's parent, what is hidden, and where things were written."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.cli import cli
from kpidsl.disclosure import disclose
from kpidsl.explaining.explanation import explain, mix_and_within
from kpidsl.explaining.json import as_json
from kpidsl.explaining.text import definition_lines, figure_lines, paragraph, split_rows, text
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.state import TargetOrigin, Trend, WithoutArrow
from kpidsl.pipeline import HISTORY_MONTHS, run_rows
from kpidsl.problems import SourceText
from kpidsl.project import ProjectFile
from kpidsl.rendering.html.pages import indicator_page
from kpidsl.rendering.html.site import pages
from kpidsl.wording.definition import definition_page
from kpidsl.wording.words import words
from tests.language.page import prelude
from tests.made import ruled

HEAD = prelude("organisation") + prelude("ready-made")
SPEC = HEAD + "S.1 Svarandel (80 %)\n"
LINE = SPEC.count("\n")
SHARE = HEAD + 'S.1 "Svarandel" (minst 80 %)\n  hentes fra tall\n  høyere er bedre\n'
MARKS = ProjectFile.model_validate({"sources": {"tall": {"marks": {"..": "missing", "...": "not_ready"}}}})
JANUARY, FEBRUARY = "2026-01", "2026-02"
Figures = dict[tuple[str, str], tuple[str, str]]

# Each office got worse; the good one grew.
SIMPSON: Figures = {
    ("0101", JANUARY): ("90", "100"),
    ("0102", JANUARY): ("60", "200"),
    ("0101", FEBRUARY): ("176", "200"),
    ("0102", FEBRUARY): ("29", "100"),
}


def edition_of(
    figures: Figures,
    below: int = 0,
    spec_text: str = SPEC,
    targets: object = (),
    changes: object = (),
    history: int = HISTORY_MONTHS,
) -> Edition:
    spec, problems = check_sources([SourceText("spec.kpi", spec_text)])
    assert spec is not None, [p.message("en") for p in problems]
    rows = [{"kontor_nr": o, "periode": m, "ja": n, "alle": d} for (o, m), (n, d) in figures.items()]
    gone = {change["old"] for change in changes}
    offices = sorted({o for o, _ in figures} - gone)
    register = [("01", "fylke", ""), *((o, "kontor", "01") for o in offices)]
    units = [
        {"unit": c, "name": f"N{c}", "kind": k, "line": "statlig", "parent": p, "from": "", "to": ""}
        for c, k, p in register
    ]
    given = {"tall": rows, "enheter": units, "maal": targets, "endringer": changes}
    results, found = run_rows(spec, given, Month.parse(FEBRUARY), (), MARKS)
    assert results is not None, [p.message("en") for p in found]
    return disclose(ruled(results, below), language="nb", history=history, engine_version="1")[0]


def test_every_child_worse_and_the_parent_better() -> None:
    edition = edition_of(SIMPSON)
    assert [explain(edition, "S.1", o).trend for o in ("0101", "0102")] == [Trend.WORSE] * 2
    found = explain(edition, "S.1", "01", language="en")
    assert found.trend is Trend.BETTER
    assert found.split is not None
    assert found.split.change == Fraction(205, 300) - Fraction(150, 300)
    assert found.split.within + found.split.mix == found.split.change
    assert found.split.within == Fraction(1, 2) * Fraction(-2, 100) + Fraction(1, 2) * Fraction(-1, 100)
    assert all(p.within < 0 for p in found.split.parts)
    told = text(found, "leader")
    assert "Of the change of +18.3" in told
    assert "−1.5" in told
    assert "+19.8" in told
    assert "That is why the whole can go another way" in told
    assert "\n" not in told


COUNTS = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: (min(p), max(p)))


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=8))
def test_the_split_adds_up_exactly(family: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    then, now = [t for t, _ in family], [n for _, n in family]
    totals = [(sum(n for n, _ in side), sum(d for _, d in side)) for side in (then, now)]
    if not all(d for _, d in totals):
        return
    change = Fraction(*totals[1]) - Fraction(*totals[0])
    assert sum((w + m for w, m in mix_and_within(then, now)), Fraction(0)) == change


def test_a_child_that_came_is_all_mix() -> None:
    assert mix_and_within([(5, 10), (0, 0)], [(5, 10), (10, 10)]) == [(0, Fraction(-1, 4)), (0, Fraction(1, 2))]


def hiding(numerator: str) -> Figures:
    return SIMPSON | {("0103", JANUARY): ("50", "90"), ("0103", FEBRUARY): (numerator, "4")}


def test_a_hidden_cell_gives_nothing_away() -> None:
    """Whatever the hidden figure is, every word of its explanation is the same; so is that of its sibling."""
    editions = [edition_of(hiding(n), below=5, spec_text=SHARE) for n in ("0", "1", "4")]
    for office in ("0103", "0102"):
        said = []
        for edition in editions:
            found = explain(edition, "S.1", office)
            assert found.month.hidden
            assert found.before is found.excluded is found.covered is found.split is None
            told = json.loads(as_json(found))
            del told["edition"]
            said.append((told, text(found), text(found, "leader")))
        assert said[0] == said[1] == said[2]
        assert "skjult" in said[0][2]


def test_a_parent_with_a_hidden_child_is_not_split() -> None:
    found = explain(edition_of(hiding("1"), below=5, spec_text=SHARE), "S.1", "01")
    assert found.split is None
    assert found.no_split == "hidden"
    assert "kan ikke deles på enhetene: minst én av dem er skjult" in text(found, "leader")


def test_a_parent_whose_child_lacks_a_figure_is_not_split_and_says_what_lacks() -> None:
    found = explain(edition_of(SIMPSON | {("0102", FEBRUARY): ("..", "..")}), "S.1", "01")
    assert (found.covered, found.expected, found.no_split) == (1, 2, "lacking")
    assert "1 av 2 enheter har levert" in text(found)


def test_the_text_names_the_lines_of_the_specification() -> None:
    found = explain(edition_of(SIMPSON), "S.1", "0101")
    told = text(found)
    assert f"S.1 Svarandel (spec.kpi:{LINE})" in told
    assert f"eget mål; spec.kpi:{LINE})" in told
    size = HEAD[: HEAD.index("størrelse svarandel")].count("\n") + 1
    assert f"svarandel (spec.kpi:{size})" in told
    rule = HEAD[: HEAD.index("status for andeler")].count("\n") + 1
    assert f"Statusregel: Nådd: målet er nådd (spec.kpi:{rule})" in told
    assert "2026-02-01/2026-02-28" in told
    assert "2026-01-01/2026-02-28" in told
    assert "dårligere; januar 2026: 90,0\u00a0%" in told


def test_a_target_of_the_table_names_its_row() -> None:
    row = {"indicator": "S.1", "unit": "0101", "level": "", "line": "", "value": "85", "from": "2026-01-01"}
    row |= {"to": "", "decided": "", "source": "Brev 1"}
    edition = edition_of(SIMPSON, targets=[row])
    own, parent = explain(edition, "S.1", "0101"), explain(edition, "S.1", "01")
    assert [s.where for s in own.targets] == ["Brev 1 (maal:2)"]
    assert own.target_is is TargetOrigin.OWN
    assert {s.where for s in parent.targets} == {"Brev 1 (maal:2)", f"spec.kpi:{LINE}"}
    assert parent.target_is is TargetOrigin.DERIVED


def test_a_merged_unit_names_the_rows_of_its_predecessors() -> None:
    """0102's 60 % and 0101's 80 % make (60 + 80)/2 = 70 %; the row from March does not hold yet."""
    spec = SPEC + "måltall for S.1\n  60 % fra 2026 for kontor 0102\n  75 % fra mars 2026 for kontor 0101\n"
    change = {"old": "0102", "new": "0101", "date": "2026-02-01", "weight": "1", "kind": "merge"}
    figures: Figures = {
        ("0101", JANUARY): ("70", "100"),
        ("0102", JANUARY): ("70", "100"),
        ("0101", FEBRUARY): ("150", "200"),
    }
    told = text(explain(edition_of(figures, spec_text=spec, changes=[change]), "S.1", "0101"), "analyst")
    found = told.replace("\u00a0", " ")
    assert f"≥ 70 % (avledet: {words('nb')['explain_target_derived'].removeprefix('avledet: ')}; " in found
    assert f"spec.kpi:{LINE}, spec.kpi:{LINE + 2})" in found
    assert f"spec.kpi:{LINE + 3}" not in found


def test_the_rule_that_fired_has_its_tolerance() -> None:
    found = explain(edition_of(SIMPSON), "S.1", "0102", language="en")
    assert "Not met: more than 5\u00a0percentage points worse than the target (spec.kpi:" in text(found)


def test_json_holds_exact_fractions() -> None:
    told = json.loads(as_json(explain(edition_of(SIMPSON), "S.1", "01")))
    assert told["split"]["change"] == "11/60"
    assert Fraction(told["split"]["within"]) + Fraction(told["split"]["mix"]) == Fraction(11, 60)
    assert told["month"]["numerator"] == 205
    assert told["before"]["value"] == "1/2"
    assert told["window"] == {"from": "2026-02-01", "to": "2026-02-28"}


@pytest.mark.parametrize(("code", "unit", "line"), [("X.1", "01", None), ("S.1", "9", None), ("S.1", "01", "x")])
def test_what_is_not_there_is_named(code: str, unit: str, line: str | None) -> None:
    with pytest.raises(KeyError, match="X.1" if code == "X.1" else unit):
        explain(edition_of(SIMPSON), code, unit, line=line)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_explains_a_leaf_in_two_languages(tmp_path: Path, form: str) -> None:
    (tmp_path / "s.kpi").write_text(SPEC.replace("\nstyringslinje kommunal: kontor i kommune", ""), encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    rows = [f"{o},{m},{n},{d}" for (o, m), (n, d) in SIMPSON.items()]
    (data / "tall.csv").write_text("\n".join(["kontor_nr,periode,ja,alle", *rows]) + "\n", encoding="utf-8")
    where = [str(tmp_path / "s.kpi"), "S.1", "--data", str(data), "--period", FEBRUARY, "--format", form]
    for language, word in (("nb", "dårligere"), ("en", "worse")):
        done = CliRunner().invoke(cli, ["explain", *where, "--unit", "0102", "--lang", language])
        assert done.exit_code == 0, done.output
        assert word in done.output
    assert CliRunner().invoke(cli, ["explain", *where, "--unit", "9999"]).exit_code == 2


def test_terms_are_followed_down_to_the_source() -> None:
    """A term that is declared from another leads on to it; a form of it in the sentence finds it too."""
    spec = prelude("organisation") + prelude("persons")
    spec += "begrep ungdom (unge søkere) betyr unge arbeidssøkere der alder er under 20\n"
    spec += "B.1 Antall unge søkere (høyst 60)\n"
    checked, problems = check_sources([SourceText("spec.kpi", spec)])
    assert checked is not None, [p.message("nb") for p in problems]
    rows = [
        {"kontor_nr": "0101", "person_id": str(at), "periode": "2026-02", "status": "arbeidssøker", "alder": age}
        for at, age in enumerate(("18", "25", "40", "50"))
    ]
    results, found = run_rows(checked, {"personstatus": rows}, Month.parse(FEBRUARY), [("kontor", "0101")])
    assert results is not None, found
    (edition,) = disclose(results, language="nb", history=2, engine_version="1")
    explanation = explain(edition, "B.1", "0101")
    line = {name: spec[: spec.index(f"begrep {name}")].count("\n") + 1
            for name in ("ungdom", "unge arbeidssøkere", "arbeidssøkere")}  # fmt: skip
    chain = (
        f"ungdom (spec.kpi:{line['ungdom']}), av unge arbeidssøkere (spec.kpi:{line['unge arbeidssøkere']}), "
        f"av arbeidssøkere (spec.kpi:{line['arbeidssøkere']}), av kilden personstatus"
    )
    assert chain in text(explanation)
    (first, *_) = json.loads(as_json(explanation))["terms"]
    assert first["written"] == "begrep ungdom (unge søkere) betyr unge arbeidssøkere der alder er under 20"
    assert [t["phrase"] for t in first["from"]] == ["unge arbeidssøkere", "arbeidssøkere"]
    assert first["source"] == "personstatus"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("minst 80 %", "grønn fra 80 %, gul fra 75 %"),
        ("høyst 20 %", "grønn til og med 20 %, gul til og med 25 %"),
        ("4–6 %", "grønn fra 4 % til og med 6 %, gul fra \u22121 % til og med 11 %"),
    ],
)
def test_the_edges_of_the_colours_are_numbers(target: str, said: str) -> None:
    spec = HEAD + f"størrelse svardel betyr ja i prosent av alle i tall\nS.1 Svardel ({target})\n"
    told = text(explain(edition_of(SIMPSON, spec_text=spec), "S.1", "0101")).replace("\u00a0", " ")
    assert f"Grenser: {said}\n" in told


def test_the_dead_band_stands_around_the_figure_before() -> None:
    """0101 had 90 % in January; the rule's band is one percentage point."""
    found = explain(edition_of(SIMPSON), "S.1", "0101")
    assert found.still == (Fraction(89, 100), Fraction(91, 100))
    assert "uendret over 89,0 % og under 91,0 %" in text(found).replace("\u00a0", " ")


def test_the_explanation_says_why_there_is_no_arrow() -> None:
    """0101 has nothing in January to compare with, and is not new: it had a figure in November."""
    figures = {key: pair for key, pair in SIMPSON.items() if key != ("0101", JANUARY)}
    edition = edition_of(figures | {("0101", "2025-11"): ("70", "100")})
    found = explain(edition, "S.1", "0101")
    assert (found.trend, found.without_arrow) == (Trend.NONE, WithoutArrow.NO_VALUE_BEFORE)
    assert "Det er ingen pil: det mangler et tall å sammenligne med." in text(found, "leader")
    assert "ingen pil (det mangler et tall å sammenligne med); januar 2026: .. mangler" in text(found)
    told = json.loads(as_json(found))
    assert (told["no_trend"], told["compared_month"], told["compared_value"]) == ("no_value_before", JANUARY, None)


def test_the_figure_compared_with_is_said_though_the_edition_does_not_hold_its_month() -> None:
    edition = edition_of(SIMPSON, history=0)
    found = explain(edition, "S.1", "0101")
    assert (found.before, found.cell.compared_value) == (None, Fraction(9, 10))
    assert "dårligere; januar 2026: 90,0\u00a0%" in text(found)
    assert "sammenlignet med januar 2026 (90,0\u00a0%)" in text(found, "leader")


def test_amounts_are_said_in_kroner() -> None:
    spec = prelude("organisation") + (
        "trend for andeler sammenlignet med forrige periode, uendret når endringen er under 1 prosentpoeng\n"
        "kilde tall\n  én rad per enhet og måned\n  kontor_nr enhet\n  periode måned\n  ja kroner\n  alle kroner\n"
        "størrelse forbruk betyr ja i prosent av alle i tall, lavere er bedre\nS.1 Forbruk (høyst 100 %)\n"
    )
    told = text(explain(edition_of({("0101", FEBRUARY): ("1250,50", "2500")}, spec_text=spec), "S.1", "0101"))
    assert "Teller: ja = 1\u00a0250,5\n" in told
    assert "Nevner: alle = 2\u00a0500\n" in told
    assert "Antall bak" not in told


def test_the_indicators_page_explains_the_parent_and_points_at_each_office() -> None:
    """What `kpidsl explain` says of the county is on the page; an office's card leads to its row, with its quotient."""
    edition = edition_of(SIMPSON)
    made = {name: html.unescape(page) for name, page in pages(edition, "nb")}
    page = made[indicator_page("S.1")]
    found = explain(edition, "S.1", "01")
    assert paragraph(found) in page
    for head, line in (*definition_lines(found), *figure_lines(found)):
        assert f"<dt>{head}</dt><dd>{line}</dd>" in page
    for name, within, mix in split_rows(found):
        assert f'<th scope="row">{name}</th><td class="n">{within}</td><td class="n">{mix}</td>' in page
    row = page[page.index('<tr id="unit-kontor-0102">') :].partition("</tr>")[0]
    assert '<td class="n">89</td><td class="n">300</td>' in row
    for unit in ("kontor-0102", "fylke-01"):
        assert f'href="{indicator_page("S.1")}#unit-{unit}"' in made[f"unit-{unit}.html"]
        assert f'id="unit-{unit}"' in page


def test_the_page_gives_nothing_of_a_hidden_office_away() -> None:
    said = {str(sorted(pages(edition_of(hiding(n), below=5, spec_text=SHARE), "nb"))).replace(e.id, "")
            for n in ("0", "1", "4") for e in [edition_of(hiding(n), below=5, spec_text=SHARE)]}  # fmt: skip
    assert len(said) == 3  # the county's own figure differs
    for n in ("0", "1", "4"):
        page = dict(pages(edition_of(hiding(n), below=5, spec_text=SHARE), "nb"))[indicator_page("S.1")]
        row = page[page.index('<tr id="unit-kontor-0103">') :].partition("</tr>")[0]
        assert row.count('<td class="n"></td>') == 2
        assert "skjult" in row


def test_the_definition_lists_targets_over_time_and_breaks() -> None:
    dated = "måltall for S.1\n  82 % fra juli 2026\n  70 % fra 2025 for kontor 0101 vedtatt 15.12.2024\n"
    edition = edition_of(SIMPSON, spec_text=SPEC + dated)
    broken = replace(edition.structure, broken={"0101": (Month.of(2026, 2),)})
    found = definition_page(replace(edition, structure=broken), edition.spec.indicators[0], 0, "nb")
    assert [(t.value.replace("\u00a0", " "), t.whom, t.valid_from, t.decided) for t in found.targets] == [
        ("80 %", "alle enheter", "", ""),
        ("70 %", "kontor 0101", "januar 2025", "15. des. 2024"),
        ("82 %", "alle enheter", "juli 2026", ""),
    ]
    assert [t.where for t in found.targets] == [f"spec.kpi:{LINE + n}" for n in (0, 3, 2)]
    assert found.breaks == (("februar 2026", "N0101"),)


def test_a_new_definition_says_from_when_and_what_held_before() -> None:
    dated = (
        SPEC + "størrelse svarandel betyr alle i prosent av alle i tall, høyere er bedre\n  gjelder fra februar 2026\n"
    )
    edition = edition_of(SIMPSON, spec_text=dated)
    explanation = explain(edition, "S.1", "0101")
    assert "Fra februar 2026 telles det etter en ny definisjon." in paragraph(explanation)
    before = 1 + SPEC[: SPEC.index("størrelse svarandel")].count("\n")
    assert f"svarandel (spec.kpi:{LINE + 1} fra februar 2026, før det spec.kpi:{before})" in text(explanation)
    assert dict(definition_lines(explanation))["Før februar 2026"] == f"Svarandel (spec.kpi:{LINE})"
    told = json.loads(as_json(explanation))
    assert [d["from"] for d in told["definitions"]] == [None, "2026-02"]
    assert told["terms"][0]["valid_from"] == "2026-02"
    assert told["month"]["marks"] == ["break"]
    page = definition_page(edition, edition.spec.indicators[0], 0, "en")
    assert page.breaks == (("February 2026", "new definition"),)
    assert ("From February 2026", f"Svarandel (spec.kpi:{LINE})") in page.lines


def test_both_languages_have_the_same_words() -> None:
    assert words("nb").keys() == words("en").keys()
