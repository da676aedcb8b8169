"""The status report as slides: whole, accessible, nothing over the edge, the same bytes again."""

from __future__ import annotations

import importlib.util
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

from kpidsl.cli import cli
from kpidsl.model.edition import Edition
from kpidsl.model.risk import AssessedRisk, Risk, RiskBasis, RiskLevel
from kpidsl.model.state import Status
from kpidsl.model.unit_plan import Commented, ReportText, UnitPlan
from kpidsl.rendering import render
from kpidsl.rendering.shown.axis import scale
from kpidsl.rendering.shown.effect_map import EffectMap, MapLink, MapNode
from kpidsl.rendering.shown.rows import row
from kpidsl.rendering.shown.selection import card, selected, stem, unknown
from kpidsl.rendering.shown.summary import headlines, summary, worst_first
from kpidsl.rendering.shown.text_fit import lines
from kpidsl.rendering.shown.theme import theme
from kpidsl.rendering.slides.deck import write_slides
from kpidsl.rendering.slides.drawing import Deck
from kpidsl.rendering.slides.effect_map import map_slides
from kpidsl.wording.words import words

ROOT = Path(__file__).parents[2]
LONG = "Gjennomsnittlig andel av alle personer som er registrert i mer enn seks måneder, regnet etter reglene fra 2026"


def with_risks(edition: Edition) -> Edition:
    """Scores of risk as an edition carries them: only where nothing is hidden."""
    months, risks, assessed = len(edition.months), {}, {}
    for position, indicator in enumerate(edition.spec.indicators):
        for at in range(len(edition.structure.nodes)):
            if any(edition.hidden[indicator.code][at * months : (at + 1) * months]):
                continue
            basis = (RiskBasis.FORECAST, RiskBasis.THIN, RiskBasis.DECIDED)[position % 3]
            risks[indicator.code, at] = Risk(0.62, RiskLevel.MEDIUM, basis)
            reason = "Vikarene er først på plass i desember. " * (30 if position == 1 else 1)
            assessed[indicator.code, at] = AssessedRisk(RiskLevel.HIGH, reason, "Leder", date(2026, 11, 9))
    return replace(edition, risks=risks, assessed=assessed)


def worst(edition: Edition) -> int:
    """The county with the most deviations."""
    return max(
        selected(edition), key=lambda at: sum(edition.cell(i.code, at).deviation for i in edition.spec.indicators)
    )


@pytest.fixture(scope="module")
def decks(small: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("decks")
    write_slides(with_risks(small), out, "nb")
    return out / "slides"


def graphics(deck: Any) -> list[tuple[Any, Any]]:
    return [(slide, s) for slide in deck.slides for s in slide.shapes if s.has_table or s.has_chart]


def test_a_deck_for_the_nation_and_each_county_with_offices(small: Edition, decks: Path) -> None:
    nodes = small.structure.nodes
    wanted = [n for n in nodes if n.line == "statlig" and n.unit.kind in ("land", "fylke") and n.leaves]
    assert sorted(p.name for p in decks.iterdir()) == sorted(
        f"statusrapport-{n.unit.kind}-{n.unit.code}.pptx" for n in wanted
    )


def test_units_are_chosen_by_level_code_name_or_all(small: Edition) -> None:
    office = next(n for n in small.structure.nodes if n.unit.kind == "kontor" and n.line == "statlig")
    stems = [stem(small, at) for at in selected(small, (office.unit.code,))]
    assert stems == [f"kontor-{office.unit.code}", f"kontor-{office.unit.code}-kommunal"]
    assert {small.structure.nodes[at].unit.kind for at in selected(small, ("kommune",))} == {"kommune"}
    assert len(selected(small, ("all",))) == len(small.structure.nodes)
    assert unknown(small, ("kommune", "Rogaland", "nowhere")) == ["nowhere"]


def test_every_slide_has_a_title_of_its_own_a_number_notes_and_a_language(decks: Path) -> None:
    for path in decks.iterdir():
        deck = Presentation(str(path))
        titles = [s.shapes.title.text_frame.text for s in deck.slides]
        assert all(titles)
        assert len(set(titles)) == len(titles), titles
        for slide in deck.slides:
            kinds = {p.get("type") for p in slide._element.iter("{*}ph")}
            assert {"ftr", "sldNum"} <= kinds
            assert slide.notes_slide.notes_text_frame.text
            for element in (slide._element, slide.notes_slide.notes_text_frame._txBody):
                tags = {r.get("lang") for r in element.iter("{*}rPr")}
                assert tags == {"nb-NO"}
        for _, shape in graphics(deck):
            assert shape._element.xpath(".//p:cNvPr")[0].get("descr")
            if shape.has_table:
                assert shape.table.first_row


def test_nothing_lies_over_the_edge_or_over_another(small: Edition, tmp_path: Path) -> None:
    indicators = tuple(replace(i, title=f"{i.title}: {LONG}") for i in small.spec.indicators)
    nodes = tuple(replace(n, name=f"{n.name}, {LONG}") for n in small.structure.nodes)
    long = replace(
        small, spec=replace(small.spec, indicators=indicators), structure=replace(small.structure, nodes=nodes)
    )
    for language in ("nb", "en"):
        folder = tmp_path / language
        folder.mkdir()
        at = small.structure.nodes[worst(small)].unit.code
        write_slides(with_risks(long), folder, language, (at,))
        (path,) = (folder / "slides").iterdir()
        deck = Presentation(str(path))
        for slide in deck.slides:
            shapes = [s for s in slide.shapes if not s.is_placeholder or s == slide.shapes.title]
            for shape in shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= deck.slide_width
                assert shape.top + shape.height <= Inches(6.95), (slide.shapes.title.text_frame.text, shape.name)
            tables = [s for s in shapes if s.has_table]
            for one, other in pairwise(tables):
                assert one.top + one.height <= other.top


def test_the_card_is_titled_with_what_it_says_and_the_front_has_the_pages_summary(small: Edition, decks: Path) -> None:
    """The counts of the summary's first sentence stand on the front with their shapes, of the others what there is room
    for."""
    for at in selected(small):
        deck = Presentation(str(decks / f"statusrapport-{stem(small, at)}.pptx"))
        front, overview = deck.slides[0], deck.slides[1]
        said = "\n".join(s.text_frame.text for s in front.shapes if s.has_text_frame)
        notes = front.notes_slide.notes_text_frame.text
        points = summary(small, at, "nb")
        assert all(point.text in notes for point in points)
        assert all(point.text in said for point in [p for p in points if p.kind != "counts"][:2])
        title = overview.shapes.title.text_frame.text
        assert any(told in title for told in headlines(small, at, "nb")) == bool(headlines(small, at, "nb"))


def test_of_what_the_per_cent_are_stands_over_every_risk_that_has_any(small: Edition, decks: Path) -> None:
    """On the card beside the table's heading, over the risks; on the slide of risks as the column's head."""
    over_card, over_risks = 0, 0
    for path in decks.iterdir():
        for slide in Presentation(str(path)).slides:
            shapes = list(slide.shapes)
            for before, shape in pairwise(shapes):
                if not shape.has_table:
                    continue
                table = [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
                head = table[0]
                if "Status" in head and "Risiko" in head:
                    heading, _, beside = before.text_frame.text.partition("\t")
                    has_any = any("%" in row[head.index("Risiko")] for row in table[1:])
                    assert heading
                    assert beside == "i prosent: sjanse for å nå målet" or not (beside or has_any)
                    over_card += has_any
                elif "Risiko" in head:
                    assert head[head.index("Risiko") + 1] == "Sjanse for å nå målet"
                    assert "62 % sjanse for å nå målet" in described(shape).replace("\u00a0", " ")
                    over_risks += 1
    assert over_card > 3
    assert over_risks > 3


def described(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr")[0].get("descr"))


def test_a_few_deviations_have_their_charts_under_them(small: Edition, decks: Path) -> None:
    """Up to three stand with their development on one slide; of more, the three furthest away have one of their own."""
    seen = set()
    for at in selected(small):
        count = len(worst_first(small, at))
        deck = Presentation(str(decks / f"statusrapport-{stem(small, at)}.pptx"))
        charts = [sum(s.has_chart for s in slide.shapes) for slide in deck.slides]
        tables = [sum(s.has_table for s in slide.shapes) for slide in deck.slides]
        drawn = [n for n in charts if n]
        assert sum(drawn) == count
        if count > 3:
            assert drawn[0] == 3
            seen.add("many")
        elif count:
            assert len(drawn) == 1
            seen.add("together" if tables[charts.index(count)] else "apart")
    assert {"many", "together"} <= seen


LONG_TEXT = "Vi har fulgt opp flere enn før. " * 80
PLAN = UnitPlan(
    comments={"B.1": Commented("Færre møter i ferien", "risk_high", "To sluttet")},
    report=(
        ReportText("Sammendrag", "Bra måned.\nFlere i arbeid."),
        ReportText("Behov for hjelp", LONG_TEXT),
        ReportText("Sammendrag, bare for styringslinje kommunal", "Til rådmannen", "kommunal"),
    ),
)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_the_leader_writes_is_on_the_deck_whole_and_on_its_own_line(
    small: Edition, tmp_path: Path, language: str
) -> None:
    """The report's texts, a long one over several rows, and the comment with the own risk; what is for another line is
    on none of this one's slides."""
    node = worst(small)
    unit = small.structure.nodes[node].unit
    assert small.structure.nodes[node].line != "kommunal"
    write_slides(replace(small, plans={unit: PLAN}), tmp_path, language, (unit.code,))
    written = next(p for p in (tmp_path / "slides").iterdir() if "kommunal" not in p.name)
    headline = words(language)["report_headline"].format(unit=small.structure.nodes[node].name)
    rows = [
        [c.text_frame.text for c in r.cells]
        for slide in Presentation(str(written)).slides
        if slide.shapes.title.text_frame.text.startswith(headline)
        for s in slide.shapes
        if s.has_table
        for r in list(s.table.rows)[1:]
    ]
    assert rows[0] == ["Sammendrag", "Bra måned.\nFlere i arbeid."]
    help_needed = [row for row in rows if row[0].startswith("Behov for hjelp")]
    assert len(help_needed) > 1
    assert " ".join(row[1].strip() for row in help_needed).split() == LONG_TEXT.split()
    title = next(i.title for i in small.spec.indicators if i.code == "B.1")
    about = [row for row in rows if row[0].startswith(f"B.1 {title}")]
    assert about[0][1] == "Færre møter i ferien"
    assert "To sluttet" in about[1][1]
    assert not any("rådmannen" in cell for row in rows for cell in row)


def test_without_a_text_there_is_no_slide_for_it(small: Edition, decks: Path) -> None:
    deck = Presentation(str(decks / f"statusrapport-{stem(small, worst(small))}.pptx"))
    assert not any("lederen skriver" in slide.shapes.title.text_frame.text for slide in deck.slides)


def links_of(edition: Edition, node: int) -> set[str]:
    here = {i.code for i in edition.indicators_at(node)}
    return {f"{i.code} → {x.effect}" for i in edition.indicators_at(node) for x in i.links if x.effect in here}


def test_the_map_has_a_tied_line_for_each_link_and_says_the_cards_statuses(small: Edition, tmp_path: Path) -> None:
    node = worst(small)
    write_slides(small, tmp_path, "nb", (small.structure.nodes[node].unit.code,))
    (path,) = (tmp_path / "slides").iterdir()
    (slide,) = (s for s in Presentation(str(path)).slides if any(x.shape_type == MSO_SHAPE_TYPE.LINE for x in s.shapes))
    drawn = [x for x in slide.shapes if x.shape_type == MSO_SHAPE_TYPE.LINE]
    described = [x._element.xpath(".//p:cNvPr")[0].get("descr") for x in drawn]
    assert {text.split(",")[0] for text in described} == links_of(small, node) != set()
    boxes = {x.shape_id: x for x in slide.shapes if x.has_text_frame}
    for line, text in zip(drawn, described, strict=True):
        tied = [int(end.get("id")) for end in line._element.xpath(".//a:stCxn | .//a:endCxn")]
        codes = [boxes[at].text_frame.paragraphs[0].runs[1].text.split()[0] for at in tied]
        assert " → ".join(codes) == text.split(",")[0]
    for box in boxes.values():
        runs = box.text_frame.paragraphs[0].runs
        if len(runs) == 2:
            one = small.spec.indicator(runs[1].text.split()[0])
            assert one is not None
            shown = row(small, one, node, "", "nb")
            assert box.text_frame.paragraphs[1].text.startswith(shown.year_to_date)
            assert runs[0].text.strip() == theme().look(shown.status).sign


def test_a_map_of_many_measures_continues_and_names_what_is_weak_in_both_ends() -> None:
    """Ten measures on two effects: eight on the first slide, two on the second. Links with neither end on its target
    stand in the title while there is room."""
    nodes = tuple(MapNode(f"M.{n}", "Tiltak", Status.RED if n == 9 else Status.GREEN, "1") for n in range(10))
    effects = (MapNode("E.1", "Effekt", Status.GREEN, "1"), MapNode("E.2", "Effekt", Status.AMBER, "1"))
    links = tuple(MapLink(n, n % 2, "") for n in range(10))
    deck = Deck("nb-NO", "forts.", "bunn")
    map_slides(deck, "Vika", EffectMap(nodes, effects, links), words("nb"), ", ".join)
    titles = [s.shapes.title.text_frame.text for s in deck.deck.slides]
    assert titles == ["Vika: hva som antas å virke på hva (1/2)", "Vika: under målet i begge ender: M.9 → E.2 (2/2)"]
    assert [s.notes_slide.notes_text_frame.text for s in deck.deck.slides][1] == "M.8, M.9, E.1, E.2"
    map_slides(deck, "Vika", EffectMap((), (), ()), words("nb"), ", ".join)
    assert len(deck.deck.slides) == 2


def test_the_leaders_column_is_there_where_a_leader_has_assessed(small: Edition, decks: Path, tmp_path: Path) -> None:
    at, w = worst(small), words("nb")
    without = replace(with_risks(small), assessed={})
    write_slides(without, tmp_path, "nb", (small.structure.nodes[at].unit.code,))
    for folder, has_column in ((decks, True), (tmp_path / "slides", False)):
        deck = Presentation(str(folder / f"statusrapport-{stem(small, at)}.pptx"))
        heads = [[c.text_frame.text for c in s.table.rows[0].cells] for _, s in graphics(deck) if s.has_table]
        assert any(w["probability"] in head for head in heads)
        assert any(w["assessed"] in head for head in heads) == has_column


def test_every_place_for_a_measure_is_empty_and_every_deviation_is_there(small: Edition, decks: Path) -> None:
    at = worst(small)
    deck = Presentation(str(decks / f"statusrapport-{stem(small, at)}.pptx"))
    w = words("nb")
    rows = [
        [c.text_frame.text for c in r.cells]
        for _, s in graphics(deck)
        if s.has_table and s.table.cell(0, 5).text_frame.text == w["measure"]
        for r in list(s.table.rows)[1:]
    ]
    deviating = [i.code for _, _, those in card(small, at) for i in those if small.cell(i.code, at).deviation]
    assert deviating
    assert sorted(r[0].split()[0] for r in rows) == sorted(deviating)
    assert [r[0].split()[0] for r in rows] == [i.code for i in worst_first(small, at)]
    assert all(r[5:] == ["", "", ""] for r in rows)
    assert sum(s.has_chart for _, s in graphics(deck)) == len(deviating)


def test_a_chart_has_gaps_where_there_is_no_figure_also_in_its_workbook(small: Edition, decks: Path) -> None:
    import openpyxl

    gaps = 0
    for at in selected(small):
        deck = Presentation(str(decks / f"statusrapport-{stem(small, at)}.pptx"))
        for _, shape in graphics(deck):
            if not shape.has_chart:
                continue
            code = shape.chart.plots[0].series[0].name.split()[0]
            figures = [small.cell(code, at, m).month for m in small.months[-13:]]
            values = shape.chart.plots[0].series[0].values
            sheet = openpyxl.load_workbook(BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)).active
            behind = [r[1].value for r in sheet.iter_rows(min_row=2)]
            for figure, value, cell in zip(figures, values, behind, strict=True):
                assert (figure.value is None) == (value is None) == (cell is None)
                gaps += value is None
            assert {e.get("lang") for e in shape.chart._chartSpace.iter("{*}rPr", "{*}endParaRPr")} == {"nb-NO"}
            (blanks,) = shape.chart._chartSpace.iter("{*}dispBlanksAs")
            assert blanks.get("val") == "gap"
    assert gaps


def test_the_same_bytes_whatever_the_clock(small: Edition, decks: Path, tmp_path: Path) -> None:
    time.sleep(1.1)
    write_slides(with_risks(small), tmp_path, "nb")
    for path in decks.iterdir():
        assert path.read_bytes() == (tmp_path / "slides" / path.name).read_bytes(), path.name
        core = Presentation(str(path)).core_properties
        assert str(core.created.date()) == str(core.modified.date()) == "2026-10-31"
        assert small.id in core.subject


def test_no_deviation_and_no_risk_are_said_on_the_front_and_have_no_slides(small: Edition, tmp_path: Path) -> None:
    """A deck has no slide with nothing on it: every one after the front has a table, a chart or the map."""
    none = replace(
        small, grids={c: replace(g, deviation=[0] * len(g.deviation)) for c, g in small.grids.items()}, risks={}
    )
    write_slides(none, tmp_path, "en", ("land",))
    front, *rest = Presentation(str(tmp_path / "slides" / "statusrapport-land-NO.pptx")).slides
    text = "\n".join(s.text_frame.text for s in front.shapes if s.has_text_frame)
    assert "No deviations. No risk has been computed for this month." in text
    assert all(len([s for s in slide.shapes if not s.is_placeholder]) for slide in rest)
    titles = "\n".join(slide.shapes.title.text_frame.text for slide in rest)
    assert "deviations" not in titles.casefold()
    assert "risk" not in titles.casefold()


def test_with_deviations_and_risks_the_front_does_not_say_that_there_are_none(small: Edition, decks: Path) -> None:
    deck = Presentation(str(decks / f"statusrapport-{stem(small, worst(small))}.pptx"))
    text = "\n".join(s.text_frame.text for s in deck.slides[0].shapes if s.has_text_frame)
    assert "Ingen avvik" not in text
    assert "Ingen risiko" not in text


def test_the_template_is_what_its_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("slide_template", ROOT / "scripts" / "slide_template.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with (
        zipfile.ZipFile(BytesIO(module.made())) as made,
        zipfile.ZipFile(ROOT / "renderers" / "slides" / "template.pptx") as there,
    ):
        assert made.namelist() == there.namelist()
        for name in made.namelist():
            assert made.read(name) == there.read(name), name


def test_without_the_extra_the_line_to_run_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    arguments = ["run", str(ROOT / "specs" / "nav"), "--data", str(tmp_path), "--period", "2026-10"]
    done = CliRunner().invoke(cli, [*arguments, "--out", str(tmp_path / "out"), "--formats", "html,pptx"])
    assert done.exit_code == 1
    assert "R004" in done.output
    assert "pip install 'kpidsl[slides]'" in done.output


def test_a_format_asked_for_too_late_and_an_unknown_unit_are_said(small: Edition, tmp_path: Path) -> None:
    from kpidsl.rendering.store import not_made, unknown_units

    folder = render(small, tmp_path, formats=("json",))
    assert render(small, tmp_path, formats=("json", "pptx")) == folder
    (late,) = not_made(folder, ("json", "pptx"))
    assert (late.code, late.fields["formats"]) == ("R005", "pptx")
    (wrong,) = unknown_units(small, ("fylke", "nowhere"))
    assert (wrong.code, wrong.fields["unit"]) == ("R006", "nowhere")


@pytest.mark.parametrize(
    ("numbers", "axis"),
    [((70.0, 80.0), (65.0, 85.0, 5.0)), ((0.0, 0.0), None), ((5.0,), None), ((-3.0, 1e9), None), ((), None)],
)
def test_an_axis_is_round_and_holds_every_number(numbers: tuple[float, ...], axis: Any) -> None:
    low, high, step = scale(numbers)
    assert all(low <= n < high for n in numbers)
    assert 2 <= (high - low) / step <= 8
    assert axis is None or (low, high, step) == axis


def test_text_is_measured_word_by_word() -> None:
    assert lines("", 12, 100) == 1
    assert lines("kort", 12, 100) == 1
    assert lines("to ord\nto linjer", 12, 100) == 2
    assert lines("x" * 100, 12, 100) >= 6
    assert lines("aaaa bbbb cccc dddd", 12, 60) == 2


def test_the_footer_names_the_unit_also_where_the_recipient_fills_a_line(small: Edition, tmp_path: Path) -> None:
    """The name was cut to nothing for the sake of one line, and the recipient's took two."""
    kept = replace(small, recipient=f"{LONG} ({LONG[:40]})")
    write_slides(kept, tmp_path, "nb")
    at = selected(kept)[-1]
    slides = Presentation(str(tmp_path / "slides" / f"statusrapport-{stem(kept, at)}.pptx")).slides
    texts = [shape.text_frame.text for shape in slides[1].placeholders if shape.has_text_frame]
    assert any(text.startswith(f"{small.structure.nodes[at].name}, ") and LONG in text for text in texts)
