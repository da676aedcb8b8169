"""Who may strike what a unit has entered: those with a role in it, or in a unit above it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kpidsl.followup.duties import role_in
from kpidsl.language import Project
from kpidsl.model.spec import Spec
from kpidsl.month.roles import RoleOf, holders_on
from kpidsl.organisation.structure import structure_at
from kpidsl.problems import Problem


def strikers_on(project: Project, spec: Spec, data: Path, day: date) -> tuple[RoleOf | None, tuple[Problem, ...]]:
    """The role that a person strikes in: the one in the unit, or else in the nearest unit above it on any line; with
    the problems of the tables. None as `holders_on`."""
    read, problems = holders_on(project, spec, data, day)
    if read is None or spec.organisation is None:
        return None, problems
    register, holders = read
    structure = structure_at(register, spec.organisation, day)
    over: dict[str, list[str]] = {}
    for at, node in enumerate(structure.nodes):
        over.setdefault(node.unit.folder, []).extend(structure.nodes[up].unit.folder for up in structure.upward(at))

    def role_of(unit: str, name: str) -> str:
        roles = (role_in(one, name, day, holders, spec.roles, spec.cycle) for one in (unit, *over.get(unit, ())))
        return next(filter(None, roles), "")

    return role_of, problems
