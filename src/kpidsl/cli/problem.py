"""`kpidsl problem`."""

from __future__ import annotations

import click

from kpidsl.cli.options import GivenOnce


@click.command(cls=GivenOnce)
@click.argument("code", required=False)
def problem(code: str | None) -> None:
    """Print the page of a problem code: what it means, and an example that is wrong and one that is right.

    Without a code, list them all.
    """
    from kpidsl.problems import CATALOGUE
    from kpidsl.problems.nearest import nearest_code
    from kpidsl.resources import problems_dir

    wanted = code.strip().upper() if code else "README"
    if code and wanted not in CATALOGUE:
        near = nearest_code(wanted, CATALOGUE)
        raise click.BadParameter(
            f"{code!r} is no problem code{f'; did you mean {near}?' if near else ': kpidsl problem lists them'}",
            param_hint="CODE",
        )
    click.echo((problems_dir() / f"{wanted}.md").read_text(encoding="utf-8").rstrip())
