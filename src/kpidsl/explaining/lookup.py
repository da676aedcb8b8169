"""What is asked of an edition by code or name: the indicator and the unit, or what to say where they are not there."""

from __future__ import annotations

from collections.abc import Iterable

from kpidsl.model.edition import Edition
from kpidsl.model.organisation import codes_of_name
from kpidsl.problems import Problem, problem
from kpidsl.problems.nearest import nearest_code


def unknown_indicator(code: str, known: Iterable[str]) -> Problem | None:
    """R010 where `code` is none of the known; None where it is."""
    codes = list(known)
    if code in codes:
        return None
    near = nearest_code(code, codes)
    return problem("R010", fix=near, indicator=code, near=_tail(near), known=", ".join(codes[:12]) or "–")


def unknown_unit(edition: Edition, unit: str) -> Problem | None:
    """R011 where no unit of the edition has the code or name `unit`, R012 where several have the name, or None."""
    nodes = edition.structure.nodes
    if any(node.unit.code == unit for node in nodes):
        return None
    codes = codes_of_name(nodes, unit)
    if not codes:
        near = nearest_code(unit, [n.unit.code for n in nodes]) or nearest_code(unit, [n.name for n in nodes])
        return problem("R011", fix=near, unit=unit, near=_tail(near))
    return problem("R012", name=unit, codes=", ".join(codes)) if len(codes) > 1 else None


def _tail(near: str | None) -> str:
    return f" → «{near}»?" if near else ""
