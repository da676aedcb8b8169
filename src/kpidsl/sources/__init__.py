"""Reads files into typed rows: which files belong to a source, how they are written, and which cells are invalid.

Order inside: a file's pages, the page's head, a plain copy, the engine's typed rows, then questions about those rows.
"""

from kpidsl.sources.bind import Binding, bind
from kpidsl.sources.load import Loaded, MemoryRows, load
from kpidsl.sources.rows.names import bind_names

__all__ = ["Binding", "Loaded", "MemoryRows", "bind", "bind_names", "load"]
