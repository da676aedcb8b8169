"""The register, where what is asked cannot be answered without one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kpidsl.model.organisation import Register
from kpidsl.model.spec import Organisation
from kpidsl.problems import Problem, problem, refuses
from kpidsl.project import ProjectFile
from kpidsl.sources.tables.register import read_register


def required_register(
    settings: ProjectFile,
    problems: tuple[Problem, ...],
    data: Path,
    organisation: Organisation,
    beside: Path,
    until: date,
) -> tuple[Register | None, tuple[Problem, ...]]:
    """The register up to that day, and the `problems` so far with its own.

    None where there is no register (R028) or any of the problems refuses a run.
    """
    register, more = read_register(data, settings.register_file, settings.changes, organisation, beside, until=until)
    problems = (*problems, *more)
    if refuses(problems):
        return None, problems
    return register, problems if register is not None else (*problems, problem("R028"))
