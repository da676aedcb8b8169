"""`kpidsl check`."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import Format, GivenOnce, echo_problems, format_option, language_option
from kpidsl.problems.counts import counted

if TYPE_CHECKING:
    from kpidsl.language import Project, Report
    from kpidsl.problems import SourceText

_WORDS = {
    "nb": (("feil", "feil"), ("advarsel", "advarsler"), "i", ("fil", "filer"), ("indikator", "indikatorer")),
    "nn": (("feil", "feil"), ("åtvaring", "åtvaringar"), "i", ("fil", "filer"), ("indikator", "indikatorar")),
    "en": (("error", "errors"), ("warning", "warnings"), "in", ("file", "files"), ("indicator", "indicators")),
}
_ALLOWED = {"nb": ("tillatt", "tillatte"), "nn": ("tillaten", "tillatne"), "en": ("allowed", "allowed")}
_FIXED = {"nb": "rettet: {place}", "nn": "retta: {place}", "en": "fixed: {place}"}


@click.command(cls=GivenOnce)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--readings",
    is_flag=True,
    help="Also print how each indicator was read: its short form, and which words gave it.",
)
@click.option("--fix", is_flag=True, help="Apply the fixes that are safe, in place; what is left is printed.")
@format_option
@language_option
def check(paths: tuple[Path, ...], fix: bool, readings: bool, form: Format, language: str | None) -> None:
    """Check specifications: every problem at once, each with its place and what to do about it.

    With --fix the fixes that are marked safe are written to the files: those of which only one thing can be meant. One
    that may change what a sentence means is never applied.
    """
    from kpidsl.language import check as check_project
    from kpidsl.language import load

    failed = False
    for path in paths:
        project = load(path)
        if fix:
            _fix(project, language, form)
            project = load(path)
        report = check_project(project)
        spoken = language or project.language
        echo_problems(report.problems, report.texts, spoken, form)
        failed = failed or not report.ok
        if readings and form != "json":
            _echo_readings(project.files, spoken)
        if form != "json":
            click.echo(_summary(report, len(project.files), spoken))
    sys.exit(1 if failed else 0)


def _echo_readings(files: Sequence[SourceText], language: str) -> None:
    """How each indicator was read."""
    from kpidsl.language.parsing.account import accounts

    for account in accounts(files):
        click.echo(account.text(language))


def _summary(report: Report, files: int, language: str) -> str:
    """The last line: how much is wrong, how much is allowed, and how many indicators stand where nothing is wrong."""
    error, warning, within, file, indicator = _WORDS[language]
    errors, warnings = (sum(p.severity == of for p in report.problems) for of in ("error", "warning"))
    counts = f"{counted(str(errors), *error)}, {counted(str(warnings), *warning)} {within} {counted(str(files), *file)}"
    if report.allowed:
        counts += f", {counted(str(len(report.allowed)), *_ALLOWED[language])}"
    return counts if report.spec is None else f"{counts}; {counted(str(len(report.spec.indicators)), *indicator)}"


def _fix(project: Project, language: str | None, form: Format) -> None:
    """Write the safe fixes to the project's files, and name each place."""
    from kpidsl.tooling.fix_files import fix_texts

    files, mended = fix_texts(project.files)
    for before, after in zip(project.files, files, strict=True):
        if before.text != after.text:
            stands = Path(before.path).read_bytes()
            text = after.text.replace("\n", "\r\n") if b"\r\n" in stands else after.text
            mark = codecs.BOM_UTF8 if stands.startswith(codecs.BOM_UTF8) else b""
            Path(before.path).write_bytes(mark + text.encode("utf-8"))
    for one in mended:
        if one.span is not None and form != "json":
            place = f"{one.span.where} [{one.code}]"
            click.echo(_FIXED[language or project.language].format(place=place))
