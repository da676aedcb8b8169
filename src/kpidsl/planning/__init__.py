"""Specification → evaluation graph and deduplicated parts."""

from kpidsl.planning.plan import plan

__all__ = ["plan"]
