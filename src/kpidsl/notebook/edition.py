"""An edition, its cards and its cells, as a notebook has them. What the edition hides is hidden here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from kpidsl.model import edition as released
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.notebook.keys import cell_of, nodes_of, not_a_month, unit_key
from kpidsl.notebook.results import Results
from kpidsl.notebook.tables import table
from kpidsl.rendering.formats import USUAL
from kpidsl.wording.cells import figure_text, target_text
from kpidsl.wording.longer_windows import longer_text, with_longer
from kpidsl.wording.words import words


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of a cell, in the indicator's unit of measure (a share is in percent).

    `exact` and `target` are exact and None where there is none; of a target that is a range, `target` is its lower
    bound and `target_high` its upper. `ambition` is what the unit itself aims at, None where it says
    nothing. `text` is the figure as cards print it. `state` is a word of results.csv: value, not_ready, missing,
    not_relevant, withheld_by_source or hidden; `status`: green, amber, red, no_target or none.
    """

    exact: Fraction | None
    text: str
    state: str
    status: str
    target: Fraction | None
    target_high: Fraction | None
    target_text: str
    ambition: Fraction | None

    @property
    def as_float(self) -> float | None:
        """The nearest floating-point number; None where there is no figure."""
        return None if self.exact is None else float(self.exact)

    def __float__(self) -> float:
        if self.exact is None:
            raise ValueError(f"there is no figure: {self.text}")
        return float(self.exact)


@dataclass(frozen=True, slots=True)
class LongerValue:
    """The figure of the months `first` to `last` together, of `n` cases, exact and in the indicator's unit of measure;
    `text` as cards print it, with the months' name."""

    first: Month
    last: Month
    exact: Fraction
    n: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator at one unit in one month, alone and as the year to date.

    `longer` is what is shown in place of a hidden month, None where nothing is.
    `trend` is better, unchanged, worse, new or none; `since` the first month of the present run of deviations.
    """

    indicator: str
    title: str
    unit: str
    name: str
    line: str
    period: Month
    month: Value
    year_to_date: Value
    longer: LongerValue | None
    trend: str
    is_deviation: bool
    since: Month | None
    source: tuple[released.Edition, Indicator, int] = field(repr=False, compare=False)

    def __repr__(self) -> str:
        one = self.year_to_date
        text = f"{self.indicator} {self.unit} {self.line} {self.period}: {self.month.text}"
        text = with_longer(text, self.longer.text if self.longer is not None else "")
        return f"<Cell {text}, year to date {one.text}, target {one.target_text or '-'}, {one.status}>"

    def _repr_html_(self) -> str:
        edition, indicator, node = self.source
        if self.period == edition.period:
            return _html(edition, node, indicator)
        w = words(edition.language)
        heads = [w[key] for key in ("code", "indicator", "period", "target", "result", "year_to_date", "status")]
        shown = (self.indicator, self.title, str(self.period), self.year_to_date.target_text, self.month.text)
        year = self.year_to_date
        return table(heads, [(*shown, year.text, w[year.status if year.state == "value" else year.state])])


@dataclass(frozen=True, slots=True)
class Card:
    """A unit's card on a steering line: what its page shows."""

    unit: str
    name: str
    line: str
    cells: tuple[Cell, ...]
    source: tuple[released.Edition, int] = field(repr=False, compare=False)

    def _repr_html_(self) -> str:
        return _html(*self.source)


class Edition:
    """An edition for one recipient.

    `edition["B.1", "kontor 0315"]` is a cell; `edition["B.1", "kontor 0315", "kommunal"]` that of a steering line.
    A key that more than one cell has is a KeyError that lists them. In a notebook it shows the recipient's own card.
    """

    def __init__(self, edition: released.Edition) -> None:
        self.released = edition

    @property
    def id(self) -> str:
        """The hash of everything that the edition is made of."""
        return self.released.id

    @property
    def period(self) -> Month:
        """The reporting month."""
        return self.released.period

    @property
    def months(self) -> tuple[Month, ...]:
        """The months that it has figures of, ascending."""
        return self.released.months

    @property
    def recipient(self) -> str:
        """For whom it is made."""
        return self.released.recipient

    @property
    def indicators(self) -> dict[str, str]:
        """The title of each indicator by its code, in the order of the specification."""
        return {i.code: i.title for i in self.released.spec.indicators}

    @property
    def units(self) -> dict[str, str]:
        """The name of each unit by the key that is only its own (`kontor 0315`), those above before those below."""
        return {unit_key(node): node.name for node in self.released.structure.nodes}

    def __getitem__(self, key: tuple[str, str] | tuple[str, str, str]) -> Cell:
        return self.cell(*key)

    def cell(self, code: str, unit: str, line: str = "", month: Month | str | None = None) -> Cell:
        """The cell of an indicator at a unit in `month` (default: the period).

        KeyError where there is none, where the key is that of more cells than one, or the edition lacks the month.
        """
        indicator, node = cell_of(self.released, code, unit, line)
        return self._cell(indicator, node, self.period if month is None else self._month(month))

    def card(self, unit: str = "", line: str = "") -> Card:
        """A unit's card on a steering line (default: its first); without a unit, the recipient's own."""
        node = nodes_of(self.released, unit, line)[0] if unit else self.released.home
        node_here = self.released.structure.nodes[node]
        cells = tuple(self._cell(i, node, self.period) for i in self.released.indicators_at(node))
        return Card(unit_key(node_here), node_here.name, node_here.line, cells, (self.released, node))

    @property
    def results(self) -> Results:
        """Every cell of every month as a table of Arrow."""
        return Results(self.released)

    def write(self, out: Path | str, formats: Sequence[str] = USUAL, units: Sequence[str] = ()) -> Path:
        """Write the files of the edition into the store `out`; the edition's folder. As `kpidsl run` does."""
        from kpidsl.rendering import render

        return render(self.released, Path(out), formats=formats, units=units)

    def __repr__(self) -> str:
        counts = f"{len(self.indicators)} indicators, {len(self.units)} units, {len(self.months)} months"
        return f"<Edition {self.period} {self.id}, {self.recipient}: {counts}>"

    def _repr_html_(self) -> str:
        return _html(self.released, self.released.home)

    def _month(self, month: Month | str) -> Month:
        asked = Month.parse(month) if isinstance(month, str) else month
        if asked not in self.months:
            raise not_a_month(self.released, str(month))
        return asked

    def _cell(self, indicator: Indicator, node: int, month: Month) -> Cell:
        here, cell = self.released.structure.nodes[node], self.released.cell(indicator.code, node, month)
        return Cell(
            indicator=indicator.code,
            title=indicator.title,
            unit=unit_key(here),
            name=here.name,
            line=here.line,
            period=month,
            month=self._value(cell.month, indicator),
            year_to_date=self._value(cell.year_to_date, indicator),
            longer=self._longer(cell, indicator),
            trend=cell.trend.slug,
            is_deviation=cell.deviation,
            since=cell.since,
            source=(self.released, indicator, node),
        )

    def _value(self, figure: released.Figure, indicator: Indicator) -> Value:
        def scaled(value: Fraction | None) -> Fraction | None:
            return None if value is None else value * indicator.scale

        language = self.released.language
        return Value(
            exact=scaled(figure.value),
            text=figure_text(figure, indicator, language),
            state="hidden" if figure.hidden else figure.state.slug,
            status=figure.status.slug,
            target=scaled(figure.target),
            target_high=scaled(figure.target_high),
            target_text=target_text(figure, indicator, language),
            ambition=scaled(figure.ambition),
        )

    def _longer(self, cell: released.Cell, indicator: Indicator) -> LongerValue | None:
        window = cell.longer
        if window is None:
            return None
        text = longer_text(cell, indicator, self.released.spec.year_starts, self.released.language)
        return LongerValue(window.first, window.last, window.value * indicator.scale, window.n, text)


def _html(edition: released.Edition, node: int, indicator: Indicator | None = None) -> str:
    from kpidsl.rendering.html.fragment import card_fragment

    return card_fragment(edition, node, edition.language, indicator)
