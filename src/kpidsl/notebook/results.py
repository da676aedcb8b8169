"""Every figure of an edition as a table of Arrow, handed over by the PyCapsule protocol: pyarrow is not needed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kpidsl.model.edition import Edition

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

_TYPES = {
    "period": "DATE",
    "ytd_last_month": "DATE",
    "trend_compared": "DATE",
    "since": "DATE",
    "assessed_on": "DATE",
    "deviation": "BOOLEAN",
    "early_warning": "BOOLEAN",
    "need_beyond": "BOOLEAN",
    **dict.fromkeys(
        ("value", "target", "ambition", "ytd_value", "ytd_target", "ytd_ambition", "trend_value", "risk_probability"),
        "DOUBLE",
    ),
    **dict.fromkeys(("need_low", "need_high", "need_low_easiest", "need_high_easiest"), "DOUBLE"),
    **dict.fromkeys(("numerator", "denominator", "ytd_numerator", "ytd_denominator"), "DECIMAL(38, 0)"),
    **dict.fromkeys(("n", "covered", "expected", "excluded"), "BIGINT"),
}
"""What is not text. A month is its first day; numerators and denominators are exact integers."""
_MONTHS = ("period", "ytd_last_month", "since", "trend_compared")


class Results:
    """The rows and columns of results.csv (docs/results-columns.md), typed; null where the file is empty.

    Whatever reads the Arrow stream protocol takes it: `pyarrow.table(x)`, `polars.DataFrame(x)`,
    `duckdb.sql("from x")`.
    """

    def __init__(self, edition: Edition) -> None:
        from kpidsl.rendering.machine.columns import NAMES, result_columns

        self.columns = NAMES
        self._texts = result_columns(edition)

    def __len__(self) -> int:
        return len(self._texts["period"])

    def __repr__(self) -> str:
        return f"<Results: {len(self)} rows, {len(self.columns)} columns>"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A capsule with the Arrow stream of every row."""
        return self._relation().__arrow_c_stream__(requested_schema)

    def _relation(self) -> DuckDBPyRelation:
        import duckdb

        texts: dict[str, Any] = {name: column.cells() for name, column in self._texts.items()}
        connection = duckdb.connect()
        connection.register("texts", texts)
        return connection.sql(f"SELECT {', '.join(map(_typed, self.columns))} FROM texts")  # noqa: S608 - our own names


def _typed(name: str) -> str:
    text = f"nullif(\"{name}\", '')"
    text = f"{text} || '-01'" if name in _MONTHS else text
    return f'CAST({text} AS {_TYPES.get(name, "VARCHAR")}) AS "{name}"'
