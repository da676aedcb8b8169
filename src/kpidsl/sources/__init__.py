"""Files → typed tables: binding by the project file or convention, detection, typing, cell problems."""

from kpidsl.sources.bind import Binding, bind
from kpidsl.sources.load import Loaded, MemoryRows, load
from kpidsl.sources.rows.names import bind_names

__all__ = ["Binding", "Loaded", "MemoryRows", "bind", "bind_names", "load"]
