"""The engines: rows are reduced to the three tables here, and only here is DuckDB known."""
