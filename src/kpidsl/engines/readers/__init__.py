"""Files → typed tables: binding by the project file or convention, detection, typing, cell problems."""

from kpidsl.engines.readers.bind import Binding, bind
from kpidsl.engines.readers.load import Loaded, MemoryRows, load
from kpidsl.engines.readers.names import bind_names

__all__ = ["Binding", "Loaded", "MemoryRows", "bind", "bind_names", "load"]
