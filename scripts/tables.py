"""Writes the parsing tables of the grammar beside it, so that no command has to make them: grammar/kpidsl.tables.

The file is not in git. Where it is missing, or is of another grammar, the tables are made at each start.
"""

from __future__ import annotations

from kpidsl.language.reading.parser import TABLES, packed_tables
from kpidsl.resources import grammar_dir

if __name__ == "__main__":
    path = grammar_dir() / TABLES
    made = packed_tables()
    if not path.is_file() or path.read_bytes() != made:
        path.write_bytes(made)
