"""What several commands share: how problems are printed, and the choice of language."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from kpidsl.problems import Problem, render_concise, render_full, render_json

if TYPE_CHECKING:
    from kpidsl.language import Project, Report
    from kpidsl.model.spec import Spec
    from kpidsl.worker_processes import Workers

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Months outside are slips: what is looked back on and ahead to must be dates too."""

_Command = Callable[..., Any]
Format = Literal["full", "concise", "json"]

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["nb", "nn", "en"]),
    default=None,
    help="Language of messages and output. [default: the specification's; what is rendered is in nb where it is nn]",
)
format_option = click.option(
    "--format", "form", type=click.Choice(["full", "concise", "json"]), default="full", show_default=True
)


class GivenOnce(click.Command):
    """A command whose options each stand once and with something behind them: of two the first would be read and then
    ignored, and an empty text (a variable of the shell that is not set) would be taken for the default."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments as click does, once no option is doubled or empty."""
        values, _, order = self.make_parser(ctx).parse_args(list(args))
        for option in order:
            if isinstance(option, click.Option) and not (option.multiple or option.is_flag):
                name, value = option.opts[-1], values.get(option.name or "")
                if order.count(option) > 1:
                    raise click.UsageError(f"{name} is given {order.count(option)} times: give it once", ctx)
                if isinstance(value, str) and not value.strip(" ,"):
                    raise click.UsageError(f"{name} is empty: write what it is to be, or leave it out", ctx)
        return super().parse_args(ctx, args)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def all_workers() -> Workers:
    """As many processes beside this one as there are processors."""
    from kpidsl.worker_processes import Workers

    return Workers(processors())


on_option = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: f"{date.today()}",
    help="The day that counts as today, YYYY-MM-DD. [default: today]",
)


def month_option(name: str, text: str, default: str | None = None) -> Callable[[_Command], _Command]:
    """An option that holds a month, required where it has no default; another text is wrong usage."""

    def a_month(_context: click.Context, _option: click.Parameter, value: str) -> str:
        from kpidsl.model.period import Month

        try:
            month = Month.parse(value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from error
        if not FIRST_YEAR <= month.year <= LAST_YEAR:
            raise click.BadParameter(f"{value}: {FIRST_YEAR}-01 – {LAST_YEAR}-12")
        return str(month)

    if default is None:
        return click.option(name, required=True, callback=a_month, help=text)
    return click.option(name, default=default, show_default=True, callback=a_month, help=text)


def checked(path: Path, language: str | None, form: Format = "full") -> tuple[Project, Report, Spec, str] | None:
    """The project at `path` with its report, its specification and the language to speak; None, and the problems
    said, where it does not stand."""
    from kpidsl.language import check, load

    project = load(path)
    spoken = language or project.language
    report = check(project)
    if report.spec is None or not report.ok:
        echo_problems(report.problems, report.texts, spoken, form, err=form != "json")
        return None
    return project, report, report.spec, spoken


def listed(text: str) -> tuple[str, ...]:
    """The parts of a list with commas, without blanks around them and without empty ones."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def follow_up_folder(project: Project, language: str) -> Path | None:
    """The folder of the units' books; None, and the problems said, where kpidsl.toml does not name it."""
    from kpidsl.problems import problem
    from kpidsl.project.settings import FILE, read_settings

    settings, wrong = read_settings(project.root)
    folder = settings.follow_up_folder(project.root)
    if not wrong and folder is None:
        wrong = (problem("F032", file=FILE),)
    if wrong:
        echo_problems(wrong, {}, language, err=True)
        return None
    return folder


def echo_problems(
    problems: Iterable[Problem], texts: Mapping[str, str], language: str, form: Format = "full", *, err: bool = False
) -> None:
    """Print problems in the order of their places."""
    ordered = sorted(problems, key=lambda p: (p.span is None, p.span or 0, p.code))
    if form == "json":
        click.echo(render_json(ordered, language), err=err)
        return
    for one in ordered:
        brief = form == "concise" or one.severity == "note"
        click.echo(render_concise(one, language) if brief else render_full(one, texts, language), err=err)
        if not brief:
            click.echo("", err=err)
