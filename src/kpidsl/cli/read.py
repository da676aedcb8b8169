"""`kpidsl read`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import click

from kpidsl.cli.options import GivenOnce, echo_problems, language_option
from kpidsl.problems.counts import counted

if TYPE_CHECKING:
    from kpidsl.language.tree.terms import LanguageCode
    from kpidsl.tooling.letters.read_letter import Kind, Letter, LetterSentence

_HEADS: dict[str, dict[str, str]] = {
    "read": {"nb": "Leses", "nn": "Blir lesne", "en": "Read"},
    "refused": {"nb": "Leses, men avvises", "nn": "Blir lesne, men avviste", "en": "Read, and refused"},
    "nearly": {"nb": "Mangler et begrep", "nn": "Manglar eit omgrep", "en": "Lacking a term"},
    "asked": {"nb": "Må avklares", "nn": "Må avklarast", "en": "To be settled"},
    "other": {"nb": "Er ikke mål", "nn": "Er ikkje mål", "en": "Not a measure"},
}
_FORM = {"nb": "en form av «{like}»?", "nn": "ei form av «{like}»?", "en": "a form of “{like}”?"}
_SUMMARY = {
    "nb": (
        "{all}: {read} leses, {refused} avvises, {nearly} mangler et begrep, {asked} må avklares, {other} er ikke mål"
    ),
    "nn": (
        "{all}: {read} blir lesne, {refused} avviste, {nearly} manglar eit omgrep, {asked} må avklarast, "
        "{other} er ikkje mål"
    ),
    "en": (
        "{all}: {read} read, {refused} refused, {nearly} lacking a term, {asked} to be settled, {other} not a measure"
    ),
}
_SENTENCES = {"nb": ("setning", "setninger"), "nn": ("setning", "setningar"), "en": ("sentence", "sentences")}
_WRITTEN = {"nb": "utkast: {path}", "nn": "utkast: {path}", "en": "draft: {path}"}
_FAILURES: dict[str, dict[str, str]] = {
    "extra": {
        "nb": "{path}: Word-dokumenter leses med tillegget «docx», som mangler: pip install 'kpidsl[docx]'",
        "nn": "{path}: Word-dokument blir lesne med tillegget «docx», som manglar: pip install 'kpidsl[docx]'",
        "en": "{path}: Word documents are read with the extra “docx”, which is missing: pip install 'kpidsl[docx]'",
    },
    "encoding": {
        "nb": "{path}: er ikke tekst i UTF-8. Lagre den som UTF-8, eller som .docx.",
        "nn": "{path}: er ikkje tekst i UTF-8. Lagre ho som UTF-8, eller som .docx.",
        "en": "{path}: is not text in UTF-8. Save it as UTF-8, or as .docx.",
    },
    "document": {
        "nb": "{path}: er ikke et Word-dokument (.docx).",
        "nn": "{path}: er ikkje eit Word-dokument (.docx).",
        "en": "{path}: is not a Word document (.docx).",
    },
    "exists": {
        "nb": "{path}: finnes fra før, og blir ikke skrevet over. Velg et annet navn etter --out.",
        "nn": "{path}: finst frå før, og blir ikkje skriven over. Vel eit anna namn etter --out.",
        "en": "{path}: exists, and is not written over. Choose another name after --out.",
    },
}


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--spec",
    type=click.Path(exists=True, path_type=Path),
    default=None,
    help="The specification whose declarations are known.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Write a draft specification here; a file that exists is not written over.",
)
@language_option
def read(path: Path, spec: Path | None, out: Path | None, language: str | None) -> None:
    """Go through a letter: which sentences are measures, and what the others lack.

    PATH is a text in UTF-8, a Word document (.docx, with the extra docx) or - for standard input. Listed are the
    sentences that are read, with their short forms; those that lack a term, with the line that would declare it; those
    that mean more than one thing, with the question; and those that are no measure. The number before each is its line,
    or its paragraph in a document. With --out a draft is written: what is read stands in it, the rest as comments with
    what is lacking. Exit code 1 where a measure is not read.
    """
    from kpidsl.language import load
    from kpidsl.tooling.letters.documents import UnreadableLetterError, paragraphs
    from kpidsl.tooling.letters.read_letter import draft_of, language_of_text, read_letter
    from kpidsl.tooling.letters.sentences import sentences_of

    content = sys.stdin.buffer.read() if path == Path("-") else path.read_bytes()
    project = load(spec) if spec is not None else None
    spoken = language or (project.language if project is not None else "nb")
    if project is not None and project.problems:
        echo_problems(project.problems, {}, spoken, err=True)
        sys.exit(1)
    try:
        written = sentences_of(paragraphs(path.name, content))
    except UnreadableLetterError as wrong:
        _fail(wrong.why, path, spoken)
    if project is None:
        spoken = language or language_of_text(" ".join(one.text for one in written))
    if out is not None and out.exists():
        _fail("exists", out, spoken)
    letter = read_letter(written, project.files if project is not None else ())
    _echo(letter, spoken)
    if out is not None:
        out.write_text(draft_of(letter, path.name), encoding="utf-8")
        click.echo(_WRITTEN[spoken].format(path=out))
    sys.exit(1 if any(one.kind in ("refused", "nearly", "asked") for one in letter.sentences) else 0)


def _fail(why: str, path: Path, language: str) -> NoReturn:
    click.echo(_FAILURES[why][language].format(path=path), err=True)
    sys.exit(1)


def _echo(letter: Letter, language: str) -> None:
    """The sentences by what became of them, and how many there are of each."""
    for kind in _HEADS:
        sentences = letter.of(cast("Kind", kind))
        if sentences:
            click.echo(f"{_HEADS[kind][language]}\n")
            for one in sentences:
                click.echo(f"{one.written.number:5}  {one.written.text}")
                for line in _about(one, letter.language, language):
                    click.echo(f"       {line}")
            click.echo("")
    counts = {kind: len(letter.of(cast("Kind", kind))) for kind in _HEADS}
    every = counted(len(letter.sentences), *_SENTENCES[language])
    click.echo(_SUMMARY[language].format(all=every, **counts))


def _about(one: LetterSentence, written: LanguageCode, language: str) -> list[str]:
    """What is said under a sentence: its short form, what is wrong, or what to declare (in the letter's language)."""
    from kpidsl.tooling.letters.read_letter import declaration

    lines = [f"= {one.short}"] if one.short and one.short != one.written.text else []
    if one.problem is not None:
        lines.append(f"[{one.problem.code}] {one.problem.message(language)} {one.problem.help(language)}".rstrip())
    for unknown in one.unknown:
        like = f"  # {_FORM[language].format(like=unknown.like)}" if unknown.like else ""
        lines.append(f"{declaration(unknown, written, one.written.text)}{like}")
    return lines
