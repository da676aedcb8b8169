"""Text → checked specification: the only room that knows lark."""

from kpidsl.language.check import check_sources
from kpidsl.language.files import Project, Report, check, load

__all__ = ["Project", "Report", "check", "check_sources", "load"]
