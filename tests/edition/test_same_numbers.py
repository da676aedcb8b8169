"""Every format says what results.csv says; what is hidden is in no byte of any of them.

Formats come from the registry and are read back by `read_back`. The rule of printing is written again here, on
decimals, so that a slip in the renderers' own is seen.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest

from kpidsl.model.edition import Edition
from kpidsl.model.longer_window import LongerWindow
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.pipeline import check, load, run
from kpidsl.rendering import render
from kpidsl.rendering.formats import FORMATS
from kpidsl.rendering.html.pages import unit_page

from . import counted
from .read_back import Made, Said, local, made_here, reader, search

CARDS = tuple(f.name for f in made_here() if reader(f.name).HOLDS == "cards")
PERIOD = Month.of(2026, 10)
SUFFIX = {
    "nb": {"percent": "\u00a0%", "days": "\u00a0dager", "working_days": "\u00a0virkedager", "kroner": "\u00a0kr"}
    | {"seconds": "\u00a0sekunder", "minutes": "\u00a0minutter", "hours": "\u00a0timer"},
    "en": {"percent": "\u00a0%", "days": "\u00a0days", "working_days": "\u00a0working days", "kroner": "\u00a0kr"}
    | {"seconds": "\u00a0seconds", "minutes": "\u00a0minutes", "hours": "\u00a0hours"},
}
SIGN = {"hidden": ":", "withheld_by_source": ":", "not_ready": "...", "missing": "..", "not_relevant": "."}
MILLION = {"nb": "\u00a0mill.\u00a0kr", "en": "\u00a0million\u00a0kr"}
QUARTER = {"nb": ("3. kvartal 2026", "saker"), "en": ("3rd quarter of 2026", "cases")}
BESIDE = ("html", "xlsx", "pptx")
"""Where a card says what stands in place of a hidden month."""
IN_MILLIONS = ("html", "pptx")
"""Formats that print a million kroner and more in millions, with one decimal; the others print every krone."""
WHOLE = (UnitOfMeasure.COUNT, UnitOfMeasure.KRONER)
Results = dict[tuple[str, str, str, str], dict[str, str]]


def rounded(value: Fraction, unit: UnitOfMeasure, edges: Sequence[Fraction], per: int = 1) -> Decimal:
    """Divided by `per`: half away from zero, with as many decimals as keep the number on its own side of each edge."""
    with localcontext() as context:
        context.prec = 80
        value, edges = value / per, [e / per for e in edges]
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        first = 1 if per > 1 else 0 if unit in WHOLE else 2 if unit is UnitOfMeasure.SCORE else 1
        for decimals in range(first, 12):
            shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
            sides = [(Fraction(shown) - e, value - e) for e in edges]
            if all((a > 0) == (b > 0) and (a < 0) == (b < 0) for a, b in sides):
                return shown
    raise AssertionError(value)


def edges(edition: Edition, indicator: Indicator, node: int, month: Month, *, year: bool) -> list[Fraction]:
    cell = edition.cell(indicator.code, node, month)
    figure = cell.year_to_date if year else cell.month
    return [e * indicator.scale for e in (figure.target, figure.target_high) if e is not None]


class Reading(Made):
    """An edition's files and what results.csv says that each figure is."""

    def __init__(self, edition: Edition, folder: Path, language: str, units: Sequence[str]) -> None:
        super().__init__(edition, folder, language, units)
        with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
            rows = [r for r in csv.DictReader(file) if not r["category"]]
        self.results: Results = {(r["line"], f"{r['level']} {r['unit']}", r["indicator"], r["period"]): r for r in rows}

    def row(self, node: int, indicator: Indicator, month: Month = PERIOD) -> dict[str, str]:
        here = self.edition.structure.nodes[node]
        return self.results[here.line, f"{here.unit.kind} {here.unit.code}", indicator.code, str(month)]

    def number(
        self, node: int, indicator: Indicator, *, year: bool, month: Month = PERIOD, per: int = 1
    ) -> Decimal | None:
        """The figure as it is to be printed, divided by `per`; None where there is none."""
        row, prefix = self.row(node, indicator, month), "ytd_" if year else ""
        if row[f"{prefix}state"] != "value":
            assert not any(row[f"{prefix}{name}"] for name in ("value", "numerator", "denominator"))
            return None
        exact = Fraction(int(row[f"{prefix}numerator"]), int(row[f"{prefix}denominator"])) * indicator.scale
        return rounded(exact, indicator.unit, edges(self.edition, indicator, node, month, year=year), per)

    def beside(self, said: Said) -> str:
        """What is to stand beside a hidden month: the third quarter's figure by name, and of how many; else empty."""
        row = self.row(said.node, indicator := self.indicator(said))
        names = ("first_month", "last_month", "value", "numerator", "denominator", "n")
        first, last, value, *parts = (row[f"longer_{name}"] for name in names)
        if not first:
            assert not any((last, value, *parts))
            return ""
        assert (row["state"], first, last) == ("hidden", "2026-07", "2026-09")
        top, bottom, cases = map(int, parts)
        exact = Fraction(top, bottom) * indicator.scale
        assert Fraction(value) == Fraction(rounded(exact * 10**6, UnitOfMeasure.COUNT, ())) / 10**6
        shown = local(rounded(exact, indicator.unit, ()), self.language) + SUFFIX[self.language][indicator.unit]
        name, of = QUARTER[self.language]
        return f"{name}: {shown} ({local(Decimal(cases), self.language)}\u00a0{of})"

    def indicator(self, said: Said) -> Indicator:
        indicator = self.edition.spec.indicator(said.code)
        assert indicator is not None, said
        return indicator

    def expected(self, said: Said, *, in_millions: bool = False) -> str | float | None:
        """What a file is to show where it says `said`."""
        indicator = self.indicator(said)
        month = said.month or PERIOD
        number = self.number(said.node, indicator, year=said.year, month=month)
        if not isinstance(said.shown, str):
            return None if number is None else float(number)
        if number is not None and in_millions and indicator.unit is UnitOfMeasure.KRONER and abs(number) >= 10**6:
            short = self.number(said.node, indicator, year=said.year, month=month, per=10**6)
            assert short is not None
            return local(short, self.language) + ("" if said.bare else MILLION[self.language])
        if number is not None:
            suffix = "" if said.bare else SUFFIX[self.language].get(indicator.unit, "")
            return local(number, self.language) + suffix
        state = self.row(said.node, indicator, month)["ytd_state" if said.year else "state"]
        return SIGN[state] if said.bare else f"{SIGN[state]} {self.words[state]}"


def agency(folder: Path, *, hiding: bool) -> Edition:
    spec = counted.write(folder, hiding=hiding)
    project = load(spec)
    report = check(project)
    assert report.spec is not None
    outcome = run(project, report.spec, folder / "data", PERIOD)
    assert outcome.edition is not None, [p.message("en") for p in outcome.problems]
    return outcome.edition


@pytest.fixture(scope="module")
def crafted(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """With a quarter's figure for every office of county 1: one of them (O) is not hidden, and has no place for it."""
    edition = agency(tmp_path_factory.mktemp("counted"), hiding=True)
    quarter = LongerWindow(PERIOD - 3, PERIOD - 1, 4_871, 6_007, 6_007)
    at = [n for n, node in enumerate(edition.structure.nodes) if node.unit.code in "PSO"]
    return replace(edition, longer={("A.1", node): replace(quarter, n=6_007 + node) for node in at})


@pytest.fixture(scope="module", params=["counted nb", "counted en", "small nb"])
def reading(
    request: pytest.FixtureRequest, crafted: Edition, small: Edition, tmp_path_factory: pytest.TempPathFactory
) -> Reading:
    name, language = request.param.split()
    edition, units = {"counted": (crafted, ("all",)), "small": (small, ("land", "11", "1101"))}[name]
    out = tmp_path_factory.mktemp("same")
    folder = render(edition, out, formats=("csv", *CARDS), language=language, units=units)
    return Reading(edition, folder, language, units)


def test_the_crafted_agency_has_every_kind_of_cell(crafted: Edition) -> None:
    cells = [
        crafted.cell(i.code, at).month for i in crafted.spec.indicators for at in range(len(crafted.structure.nodes))
    ]
    assert {f.state.slug for f in cells} == {"value", "not_ready", "missing"}
    assert {crafted.structure.nodes[at].name for at in range(9) if crafted.cell("A.1", at).month.hidden} == {
        "Kontor P",
        "Kontor S",
    }


@pytest.mark.parametrize("name", CARDS)
def test_cards_say_what_results_say(reading: Reading, name: str) -> None:
    """Every unit's card in every format, and every indicator on it."""
    nodes, found = reading.edition.structure.nodes, list(reader(name).figures(reading))
    for said in found:
        assert said.shown == reading.expected(said, in_millions=name in IN_MILLIONS), (name, said)
        assert said.beside in (None, reading.beside(said)), (name, said)
    if name in BESIDE:
        longer, read = ({(s.node, s.code) for s in found if s.beside or empty} for empty in (False, True))
        due = {key[::-1] for key in reading.edition.longer if reading.edition.cell(*key).month.hidden}
        assert longer == due & read, name
        assert longer or not any(code == "A.1" for _, code in due)  # of the crafted agency some is read
    on_cards = {(nodes[node].unit, indicator.code) for node, indicator in reading.rows()}
    assert on_cards <= {(nodes[s.node].unit, s.code) for s in found if s.year}
    assert len(on_cards) >= 27


@pytest.mark.parametrize("name", IN_MILLIONS)
def test_some_cards_have_amounts_in_millions(reading: Reading, name: str) -> None:
    """Of the crafted agency, so that the test above has something to compare: the country's six offices spend some
    400 000 kroner a month."""
    if not any(i.unit is UnitOfMeasure.KRONER for i in reading.edition.spec.indicators):
        pytest.skip("the small agency measures no amount")
    short = [s for s in reader(name).figures(reading) if str(s.shown).endswith(MILLION[reading.language])]
    assert short
    if name == "html":
        page = (reading.folder / unit_page(reading.edition.structure.nodes[short[0].node].unit)).read_text("utf-8")
        assert f'<span title="{reading.expected(short[0])}">{short[0].shown}</span>' in page


def test_the_countrys_book_has_every_unit(reading: Reading) -> None:
    units = {n.unit for n in reading.edition.structure.nodes}
    found = [s for s in reader("xlsx").figures(reading) if s.year]
    on_cards = sum(1 for _ in reading.rows())
    assert len(found) - on_cards == len(units) * len(reading.edition.spec.indicators)


def test_a_deviation_in_a_deck_is_one_in_results(reading: Reading) -> None:
    charts = {(s.node, s.code) for s in reader("pptx").figures(reading) if s.month is not None}
    rows = list(reading.rows())
    assert charts == {(node, i.code) for node, i in rows if reading.row(node, i)["deviation"] == "1"}
    assert charts


def test_every_format_is_read_back() -> None:
    """The registry is sorted, a name or a suffix is one format's, and each has its reader."""
    names = [f.name for f in FORMATS]
    assert names == sorted(set(names))
    suffixes = [s for f in FORMATS for s in f.suffixes]
    assert len(suffixes) == len(set(suffixes))
    readers = Path(__file__).parent.glob("read_back/read_*.py")
    assert sorted(p.stem for p in readers) == [f"read_{name}" for name in names]


def leaks(edition: Edition, out: Path, language: str) -> dict[str, set[str]]:
    """Secret → the kinds of files of any format that it was found in."""
    formats = [f.name for f in made_here()]
    return search(render(edition, out, formats=formats, language=language, units=("all",)), counted.secrets())


@pytest.mark.long
@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_is_hidden_is_in_no_byte_of_any_file(crafted: Edition, tmp_path: Path, language: str) -> None:
    assert leaks(crafted, tmp_path, language) == {}


@pytest.mark.long  # with the sweep above, whose search it shows to find what there is
def test_the_search_finds_them_where_nothing_is_hidden(tmp_path: Path) -> None:
    """The same agency without a rule of hiding: the search above would have seen each format leak."""
    found = leaks(agency(tmp_path / "open", hiding=False), tmp_path / "out", "nb")
    holding = [f for f in made_here() if reader(f.name).HOLDS != "neither"]
    assert {s for f in holding for s in f.suffixes} <= set().union(*found.values())
    assert {s for f in holding if f.name in CARDS and f.name != "xlsx" for s in f.suffixes} <= found[counted.PRINTED]
    assert len(found) > len(counted.secrets()) / 2
