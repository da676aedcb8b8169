"""Every figure of an edition as a table of Arrow, handed over by the PyCapsule protocol: pyarrow is not needed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpidsl.model.edition import Edition

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation


class Results:
    """The rows and columns of results.csv (docs/results-columns.md), typed as in results.parquet, but that a number
    with decimals is a double; null where the file is empty.

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

        from kpidsl.rendering.machine.columns import TYPES
        from kpidsl.rendering.machine.sql_types import SqlType, typed_cells
        from kpidsl.rendering.parquet import to_query

        rounded = (SqlType.NUMBER, SqlType.PROBABILITY)  # a notebook reckons with them and draws them
        types = {name: "DOUBLE" if kind in rounded else kind for name, kind in TYPES.items()}
        arrays, selected = to_query(typed_cells(self._texts, TYPES), types)
        connection = duckdb.connect()
        connection.register("cells", arrays)
        return connection.sql(f"SELECT {selected} FROM cells")  # noqa: S608 - our own names
