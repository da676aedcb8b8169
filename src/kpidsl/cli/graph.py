"""`kpidsl graph`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kpidsl.cli.options import GivenOnce, checked, echo_problems, language_option


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "mermaid"]), default="text", show_default=True)
@click.option("--only", "code", default=None, help="Only what this indicator hangs together with.")
@language_option
def graph(path: Path, form: str, code: str | None, language: str | None) -> None:
    """Show the evaluation graph: what derives from what, and which measure works on which effect."""
    from kpidsl.explaining.lookup import unknown_indicator
    from kpidsl.planning.graph import link
    from kpidsl.tooling.graph import graph_mermaid, graph_text

    if (project_and_spec := checked(path, language)) is None:
        sys.exit(1)
    linked = link(project_and_spec[2])
    wrong = unknown_indicator(code, [i.code for i in project_and_spec[2].indicators]) if code is not None else None
    if wrong is not None:
        echo_problems([wrong], {}, project_and_spec[3], err=True)
        sys.exit(2)
    click.echo(graph_mermaid(linked, only=code) if form == "mermaid" else graph_text(linked, only=code))
