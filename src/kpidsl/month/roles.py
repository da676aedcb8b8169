"""Which role a person has in a unit, by the table of roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpidsl.followup.duties import role_in, same_name
from kpidsl.language import Project
from kpidsl.model.duty import Holder
from kpidsl.model.organisation import Register
from kpidsl.model.spec import Spec
from kpidsl.month.registers import required_register
from kpidsl.problems import Problem, problem
from kpidsl.project import read_settings
from kpidsl.sources.tables.roles import read_holders

RoleOf = Callable[[str, str], str]
"""The role that a person has in a unit, by the unit's folder (`kontor-0315`) and the name; empty where it is none."""


@dataclass(frozen=True)
class Roles:
    """The roles that people have on a day, in units by their folders (`kontor-0315`)."""

    holders: Sequence[Holder]
    spec: Spec
    day: date

    def __call__(self, unit: str, name: str) -> str:
        """The role in which a person fills in a book of the unit; empty where it is none."""
        return role_in(unit, name, self.day, self.holders, self.spec.roles, self.spec.cycle)

    def held(self, unit: str, name: str, line: str) -> frozenset[str]:
        """All of the person's roles in the unit that are of the line (empty: of any)."""
        return frozenset(
            one.role
            for one in self.holders
            if one.unit.folder == unit and same_name(one.name, name) and one.holds(self.day, line)
        )


def roles_on(project: Project, spec: Spec, data: Path, day: date) -> tuple[Roles | None, tuple[Problem, ...]]:
    """The roles on that day by the table in the data folder, and the problems of the tables; None as `holders_on`."""
    read, problems = holders_on(project, spec, data, day)
    if read is None:
        return None, problems
    return Roles(read[1], spec, day), problems


def holders_on(
    project: Project, spec: Spec, data: Path, day: date
) -> tuple[tuple[Register, Sequence[Holder]] | None, tuple[Problem, ...]]:
    """The register as it stands on that day and who have roles in its units, and the problems of the tables.

    None where the project file or the register is refused, there is no register (R028), or the specification has no
    organisation or no roles (R026).
    """
    settings, problems = read_settings(project.root)
    if spec.organisation is None or not spec.roles:
        return None, (*problems, problem("R026"))
    register, problems = required_register(settings, problems, data, spec.organisation, project.root, day)
    if register is None:
        return None, problems
    holders, of_roles = read_holders(data, settings.roles, spec.roles, spec.organisation, register, project.root)
    return (register, holders), (*problems, *of_roles)
