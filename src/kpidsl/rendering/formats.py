"""The output formats: what each produces, what writes it and what it needs.

A new format is a file that writes it, a line here, and `tests/edition/read_back/read_<name>.py`, with which the tests
over all formats (same numbers; nothing that is hidden or another's) read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kpidsl.problems import Problem, problem
from kpidsl.rendering.shown.shares import EVERYTHING, FileShare

if TYPE_CHECKING:
    from kpidsl.model.edition import Edition


@dataclass(frozen=True, slots=True)
class Order:
    """What a writer is asked for: an edition in a language, in an existing folder.

    `units` are the units that books and decks are made for (levels, codes, names or `all`; empty: all above the
    leaves). `share` is what is made of a shared format's files: all, or a share, others being made beside it.
    """

    edition: Edition
    folder: Path
    language: str
    units: Sequence[str] = ()
    share: FileShare = EVERYTHING

    def __post_init__(self) -> None:
        """Raises ValueError where it is not proven that what the edition hides cannot be worked out."""
        proof, spec = self.edition.proof, self.edition.spec
        if proof is None or not proof.covers(spec):
            raise ValueError(f"edition {self.edition.id} has no proof of what it hides")


@dataclass(frozen=True, slots=True)
class Format:
    """An output format.

    `about` says in a few words what it makes; `first` is a file or folder that it makes of every edition; `suffixes`
    are those of its files, no other format's. `module` has to be importable, by the extra `extra`; `libraries` is the
    line that installs what the module itself needs of the system. All three are empty where kpidsl alone is enough.
    `milliseconds` is about how long a row of a card takes, by which it is seen whether processes of their own are worth
    it; where the format is `shared`, `write` makes that share of its files which the order asks for.
    """

    name: str
    about: str
    first: str
    suffixes: tuple[str, ...]
    write: Callable[[Order], None]
    on_request: bool = False
    extra: str = ""
    module: str = ""
    libraries: str = ""
    milliseconds: float = 0.0
    shared: bool = False

    def lacking(self) -> Problem | None:
        """R004 where the extra is not installed, R007 where its libraries are not; None where nothing is lacking."""
        if not self.module:
            return None
        try:
            import_module(self.module)
        except ImportError:
            return problem("R004", format=self.name, extra=self.extra, fix=f"pip install 'kpidsl[{self.extra}]'")
        except OSError:
            return problem("R007", fix=self.libraries)
        return None


def _csv(order: Order) -> None:
    from kpidsl.rendering.machine.columns import TYPES, result_columns
    from kpidsl.rendering.machine.csv_files import write_results
    from kpidsl.rendering.machine.sql_types import typed_cells
    from kpidsl.rendering.machine.units import write_units
    from kpidsl.rendering.parquet import write_parquet

    columns = result_columns(order.edition)
    write_results(order.edition, order.folder, columns)
    write_units(order.edition, order.folder)
    cells = typed_cells(columns, TYPES)
    del columns  # a fifth of what this process holds, while the database takes its own
    write_parquet(cells, order.folder / "results.parquet", TYPES)


def _html(order: Order) -> None:
    from kpidsl.rendering.html.site import write_html

    write_html(order.edition, order.folder, order.language, order.share)


def _json(order: Order) -> None:
    from kpidsl.rendering.machine.manifest import write_manifest

    write_manifest(order.edition, order.folder)


def _pdf(order: Order) -> None:
    from kpidsl.rendering.pdf import write_pdf

    write_pdf(order.edition, order.folder, order.language, order.share)


def _pptx(order: Order) -> None:
    from kpidsl.rendering.slides.deck import write_slides

    write_slides(order.edition, order.folder, order.language, order.units, order.share)


def _xlsx(order: Order) -> None:
    from kpidsl.rendering.workbook.books import write_workbook

    write_workbook(order.edition, order.folder, order.language, order.units)


FORMATS: tuple[Format, ...] = (
    Format("csv", "every figure, exact", "results.csv", (".csv", ".parquet"), _csv, milliseconds=0.25),
    Format("html", "pages", "index.html", (".html",), _html, milliseconds=0.6, shared=True),
    Format("json", "what the edition is", "edition.json", (".json",), _json),
    Format(
        "pdf", "the pages on paper", "edition.pdf", (".pdf",), _pdf, on_request=True, extra="pdf", module="weasyprint",
        libraries="apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        milliseconds=40.0, shared=True,
    ),
    Format(
        "pptx", "status reports as slides", "slides", (".pptx",), _pptx, on_request=True, extra="slides", module="pptx",
        milliseconds=0.2, shared=True,
    ),
    Format("xlsx", "workbooks", "scorecard.xlsx", (".xlsx",), _xlsx, milliseconds=0.45),
)  # fmt: skip
"""Sorted by name."""

USUAL: tuple[str, ...] = tuple(f.name for f in FORMATS if not f.on_request)
"""The formats that are made where nothing else is asked for."""


def format_named(name: str) -> Format:
    """The format with that name. Raises KeyError for an unknown name."""
    return {f.name: f for f in FORMATS}[name]


def lacking(names: Sequence[str]) -> tuple[Problem, ...]:
    """What the installation lacks for the formats named: R004 or R007 for each that cannot be made."""
    missing = (format_named(name).lacking() for name in dict.fromkeys(names))
    return tuple(one for one in missing if one is not None)
