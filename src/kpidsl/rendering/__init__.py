"""From an Edition to files: HTML, workbooks, slides, PDF, machine files, in a store where a published edition is
never changed."""

from kpidsl.rendering.store import render

__all__ = ["render"]
