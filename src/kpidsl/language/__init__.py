"""Text → checked specification: the only room that knows lark."""

from kpidsl.language.check import check_sources
from kpidsl.language.parsing.parse import language_of

__all__ = ["check_sources", "language_of"]
