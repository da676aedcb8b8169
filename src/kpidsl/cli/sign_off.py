"""`kpidsl sign-off`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import GivenOnce, checked, echo_problems, language_option, listed, month_option, on_option

if TYPE_CHECKING:
    from kpidsl.model.act import Act

_DONE = {
    "nb": "{unit}: {task}, ført av {by} ({role}) som nummer {number}",
    "nn": "{unit}: {task}, ført av {by} ({role}) som nummer {number}",
    "en": "{unit}: {task}, entered by {by} ({role}) as number {number}",
}


@click.command("sign-off", cls=GivenOnce)
@click.argument("task", type=click.Choice(["check", "approve"]))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option("--for", "unit", required=True, help="The code of the unit that the person has the role in.")
@click.option("--by", required=True, help="The name of who signs, as in roller.csv.")
@click.option("--line", default="", help="The steering line, where the unit has the task on several.")
@click.option(
    "--edition",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="check: the folder of the edition whose extract has been checked.",
)
@click.option("--unit", "units", default="", help="approve: whose reports, codes with commas. [default: all below]")
@click.option("--return", "returned", is_flag=True, help="approve: return the reports instead, to be written again.")
@click.option("--remark", default="", help="What is to be said with it; required with --return.")
@on_option
@language_option
def sign_off(
    task: str,
    path: Path,
    data: Path,
    period: str,
    unit: str,
    by: str,
    line: str,
    edition: Path | None,
    units: str,
    returned: bool,
    remark: str,
    on: datetime,
    language: str | None,
) -> None:
    """Sign that the extract is checked, or that the status reports of the units below are approved.

    It is entered in the unit's ledger, and `kpidsl ready` shows it. An approval is of what was entered then: when a
    unit changes it, the approval says so. Nobody approves what they have handed in themselves.
    """
    from kpidsl.month.sign_off import Signer, sign

    _usage(task, edition, units, returned, remark)
    if (stands := checked(path, language)) is None:
        sys.exit(1)
    project, report, spec, spoken = stands
    from kpidsl.model.period import Month

    signer = Signer(" ".join(by.split()), unit, line, on.date())
    act, problems = sign(
        project, spec, data, Month.parse(period), signer,
        edition=edition, units=listed(units), is_approved=not returned, remark=remark,
    )  # fmt: skip
    echo_problems(problems, report.texts, spoken, err=True)
    if act is None:
        sys.exit(1)
    _say(act, spoken)


def _say(act: Act, language: str) -> None:
    """What has been entered, by whom."""
    from kpidsl.wording.words import words

    header = act.header
    fields = {"unit": header.unit, "task": words(language)[f"task_{header.kind}"], "by": header.by, "role": header.role}
    click.echo(_DONE[language].format(**fields, number=act.number))


def _usage(task: str, edition: Path | None, units: str, returned: bool, remark: str) -> None:
    """Wrong usage where an option is of the other task, or one is lacking."""
    if task == "check" and (units or returned):
        raise click.UsageError("--unit and --return are for approve")
    if task == "check" and edition is None:
        raise click.UsageError("check: --edition says which edition has been checked")
    if task == "approve" and edition is not None:
        raise click.UsageError("--edition is for check")
    if returned and not (remark.strip() and units):
        raise click.UsageError("--return: --unit says whose report it is, and --remark what is to be done")
