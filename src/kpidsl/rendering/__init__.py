"""An Edition → files: HTML, workbook, machine files, in a store where a published edition is never touched."""

from kpidsl.rendering.store import render

__all__ = ["render"]
