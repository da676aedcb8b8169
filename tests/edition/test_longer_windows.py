"""What stands in place of a hidden month: how it is worded, where a reader finds it, and that nothing stands beside a
month that is shown."""

from __future__ import annotations

import csv
import json
from array import array
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kpidsl.explaining.explanation import explain
from kpidsl.explaining.json import as_json
from kpidsl.explaining.text import text
from kpidsl.model.edition import Edition
from kpidsl.model.longer_window import LongerWindow
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.spec import Requirement, Source
from kpidsl.model.state import WithoutArrow
from kpidsl.model.traits import Kind
from kpidsl.notebook.edition import Edition as InNotebook
from kpidsl.rendering.html.site import pages
from kpidsl.rendering.machine.columns import NAMES, result_rows
from kpidsl.rendering.machine.compare import changes
from kpidsl.rendering.slides.deck import StatusReport
from kpidsl.wording.longer_windows import longer_text, month_text, months_name
from kpidsl.wording.words import words
from tests.made import grid, indicator, spec, structure

AUGUST, OCTOBER = Month.of(2026, 8), Month.of(2026, 10)
COUNTY, HIDDEN, SHOWN = 0, 1, 2
QUARTER = LongerWindow(Month.of(2026, 7), Month.of(2026, 9), 1_218, 1_500, 1_500)
"""81,2 % of 1 500."""
CARD = Requirement("Krav", "bruker", ("S.1",))
LONGER = [name for name in NAMES if name.startswith("longer_")]


def edition(longer: LongerWindow | None = QUARTER, **changes: Any) -> Edition:
    """A county of two offices in August to October. Of one October is hidden, and September, which the edition has no
    longer figure of. The same window is given for all three: only one has a place for it."""
    months = tuple(AUGUST + n for n in range(3))
    no_rule = array("b", [WithoutArrow.NO_RULE] * 9)
    figures = grid([[(30, 40)] * 3, [(10, 20), (0, 0), (0, 0)], [(20, 20)] * 3], without_arrow=no_rule)
    hidden = array("b", [0, 0, 0, 0, 1, 1, 0, 0, 0])
    one = replace(indicator(title="Fornøyde"), **changes)
    where, sources = structure({"statlig": {"01": ["0101", "0102"]}}), {"tall": Source("tall", "event", ())}
    return Edition(
        "id", 1, "", "nb", spec(one, sources=sources, requirements=(CARD,)), where, months, OCTOBER,
        {"S.1": figures}, {"S.1": hidden},
        longer={("S.1", node): longer for node in range(3)} if longer else {},
    )  # fmt: skip


def plain(shown: str) -> str:
    return shown.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("first", "last", "starts", "nb", "nn", "en"),
    [
        ("2026-07", "2026-09", 1, "3. kvartal 2026", "3. kvartal 2026", "3rd quarter of 2026"),
        ("2026-01", "2026-03", 1, "1. kvartal 2026", "1. kvartal 2026", "1st quarter of 2026"),
        ("2026-05", "2026-08", 1, "2. tertial 2026", "2. tertial 2026", "2nd tertial of 2026"),
        ("2026-01", "2026-06", 1, "1. halvår 2026", "1. halvår 2026", "1st half of 2026"),
        ("2025-07", "2025-12", 1, "2. halvår 2025", "2. halvår 2025", "2nd half of 2025"),
        ("2025-01", "2025-12", 1, "hele 2025", "heile 2025", "all of 2025"),
        ("2026-07", "2026-09", 4, "juli–september 2026", "juli–september 2026", "July–September 2026"),
        (
            "2025-11",
            "2026-01",
            8,
            "november 2025–januar 2026",
            "november 2025–januar 2026",
            "November 2025–January 2026",
        ),
        ("2025-08", "2026-07", 8, "august 2025–juli 2026", "august 2025–juli 2026", "August 2025–July 2026"),
    ],
)
def test_a_part_of_the_year_has_its_name_and_one_of_a_year_of_its_own_its_months(
    first: str, last: str, starts: int, nb: str, nn: str, en: str
) -> None:
    """The third quarter of a year from April is October to December to some and July to September to others."""
    ends = Month.parse(first), Month.parse(last)
    assert [months_name(*ends, starts, language) for language in ("nb", "nn", "en")] == [nb, nn, en]


def test_the_sentences_are_in_three_languages() -> None:
    """Nynorsk has bokmål's words where they are the same, and no more."""
    for key in ("longer_note", "explain_hidden_longer", "longer_year"):
        assert len({words(language)[key] for language in ("nb", "nn", "en")}) == 3
    for key in ("longer_quarter", "longer_tertial", "longer_half_year", "longer_cases"):
        assert words("nn")[key] == words("nb")[key] != words("en")[key]


def test_a_hidden_month_says_the_figure_of_the_quarter_beside() -> None:
    made = edition()
    cell, one = made.cell("S.1", HIDDEN), made.spec.indicators[0]
    assert plain(month_text(cell, one, 1, "nb")) == ": skjult; 3. kvartal 2026: 81,2 % (1 500 saker)"
    assert plain(month_text(cell, one, 1, "en")) == ": hidden; 3rd quarter of 2026: 81.2 % (1,500 cases)"
    without = edition(None).cell("S.1", HIDDEN)
    assert (month_text(without, one, 1, "nb"), longer_text(without, one, 1, "nb")) == (": skjult", "")


def test_nothing_stands_beside_a_figure_that_is_shown_nor_beside_another_month() -> None:
    """In every format: none has it from elsewhere than the cell."""
    made = edition()
    assert [made.cell("S.1", node).longer for node in (COUNTY, HIDDEN, SHOWN)] == [None, QUARTER, None]
    assert made.cell("S.1", HIDDEN, OCTOBER).longer == QUARTER
    assert made.cell("S.1", HIDDEN, OCTOBER - 1).month.hidden
    assert made.cell("S.1", HIDDEN, OCTOBER - 1).longer is None


@pytest.mark.parametrize(
    ("unit", "scale", "parts", "shown"),
    [
        (UnitOfMeasure.COUNT, 1, (41, 1, 41), "3. kvartal 2026: 41"),  # the cases are the figure
        (UnitOfMeasure.DAYS, 1, (78, 2, 2), "3. kvartal 2026: 39,0 dager (2 saker)"),
        (UnitOfMeasure.DAYS, 1, (39, 1, 1), "3. kvartal 2026: 39,0 dager (1 sak)"),
        (UnitOfMeasure.KRONER, 1, (2_345_678, 1, 12), "3. kvartal 2026: 2,3 mill. kr (12 saker)"),
    ],
)
def test_the_figure_is_printed_as_figures_of_its_unit_are(
    unit: UnitOfMeasure, scale: int, parts: tuple[int, int, int], shown: str
) -> None:
    made = edition(replace(QUARTER, numerator=parts[0], denominator=parts[1], n=parts[2]))
    one = indicator(kind=Kind.MEAN, unit=unit, scale=Fraction(scale))
    assert plain(longer_text(made.cell("S.1", HIDDEN), one, 1, "nb", in_millions=True)) == shown


def test_results_have_it_in_the_row_of_the_hidden_month_alone() -> None:
    found = {(r["unit"], r["period"]): [r[n] for n in LONGER] for r in map(dict, map(_by_name, result_rows(edition())))}
    assert found.pop(("0101", "2026-10")) == ["2026-07", "2026-09", "81.200000", "1218", "1500", "1500"]
    assert len(found) == 8
    assert set(map(tuple, found.values())) == {("",) * 6}


def _by_name(row: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(zip(NAMES, row, strict=True))


def test_compare_lists_it_where_an_edition_shows_another(tmp_path: Path) -> None:
    for name, longer in (("old", None), ("new", QUARTER)):
        (tmp_path / name).mkdir()
        with (tmp_path / name / "results.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([NAMES, *result_rows(edition(longer))])
    found = {(c.key[3], c.column): (c.old, c.new) for c in changes(tmp_path / "old", tmp_path / "new")}
    assert found == {
        ("0101", "longer_first_month"): ("", "2026-07"),
        ("0101", "longer_last_month"): ("", "2026-09"),
        ("0101", "longer_value"): ("", "81.200000"),
    }


def test_pages_have_it_where_a_leader_reads_that_the_month_is_hidden() -> None:
    """In the one line of the rows that are folded away, in the row itself, at the unit among others on the indicator's
    page, and in words there; of the office that is not hidden nowhere."""
    shown = {name: plain(page) for name, page in pages(edition(), "nb")}
    beside = "3. kvartal 2026: 81,2 % (1 500 saker)"
    card = shown["unit-kontor-0101.html"]
    assert f"Skjult av hensyn til personvernet: Fornøyde, {beside}</summary>" in card
    assert f': skjult<span class="note">{beside}</span>' in card
    assert (
        f': skjult<span class="note">{beside}</span>'
        in shown["indicator-S_2e_1.html"].partition('id="unit-kontor-0101"')[2]
    )
    assert beside not in shown["unit-kontor-0102.html"] + shown["unit-fylke-01.html"]
    assert words("nb")["longer_note"] in shown["legend.html"]
    assert words("nb")["longer_note"] not in dict(pages(edition(None), "nb"))["legend.html"]


def test_a_deck_has_it_under_the_hidden_figure_and_says_what_it_is(tmp_path: Path) -> None:
    from pptx import Presentation

    StatusReport(edition(), HIDDEN, "nb").write(tmp_path / "deck.pptx")
    slides = Presentation(str(tmp_path / "deck.pptx")).slides
    assert words("nb")["longer_note"] in slides[0].notes_slide.notes_text_frame.text
    texts = [
        [p.text for p in cell.text_frame.paragraphs]
        for slide in slides for shape in slide.shapes if shape.has_table
        for row in shape.table.rows for cell in row.cells
    ]  # fmt: skip
    assert [": skjult", "3. kvartal 2026: 81,2\u00a0% (1\u00a0500\u00a0saker)"] in texts


def test_an_explanation_says_it_in_words_and_exactly() -> None:
    made = explain(edition(), "S.1", "0101")
    assert "I stedet vises 3. kvartal 2026: 81,2 % (1 500 saker), uten mål og status." in plain(text(made, "leader"))
    assert ": skjult; 3. kvartal 2026: 81,2 % (1 500 saker)" in plain(text(made))
    assert json.loads(as_json(made))["longer"] == {
        "window": {"from": "2026-07-01", "to": "2026-09-30"},
        "value": "203/250",
        "numerator": 1218,
        "denominator": 1500,
        "n": 1500,
    }
    other = explain(edition(), "S.1", "0102")
    assert "3. kvartal" not in text(other)
    assert json.loads(as_json(other))["longer"] is None


def test_a_notebook_has_it_exactly() -> None:
    cell = InNotebook(edition())["S.1", "kontor 0101"]
    assert cell.longer is not None
    assert (cell.longer.exact, cell.longer.first, cell.longer.n) == (Fraction(406, 5), Month.of(2026, 7), 1500)
    assert plain(cell.longer.text) == "3. kvartal 2026: 81,2 % (1 500 saker)"
    assert cell.longer.text in repr(cell)
    assert InNotebook(edition())["S.1", "kontor 0102"].longer is None
