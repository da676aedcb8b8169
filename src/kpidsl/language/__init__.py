"""Text → checked specification: the only room that knows lark."""

from kpidsl.language.check import check_sources

__all__ = ["check_sources"]
