"""Text to a checked specification. The only package that imports lark."""

from kpidsl.language.check import check_sources
from kpidsl.language.files import Project, Report, check, load

__all__ = ["Project", "Report", "check", "check_sources", "load"]
