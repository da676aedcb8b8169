"""The files that `kpidsl fmt` is asked to format, and what each would become."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path

from kpidsl.language.parsing.parse import language_of, parse
from kpidsl.problems import Problem, SourceText, problem
from kpidsl.problems.no_file import no_file
from kpidsl.tooling.canonical import Left, canonical
from kpidsl.tooling.format import format_source


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file before and after formatting; equal where it is tidy, or left alone because of its problems.

    `text` is what the problems' places refer to; `language` is the one its specification is read in; `left` are the
    indicators that were to be written in their short form and were not.
    """

    path: Path
    before: bytes
    after: bytes
    problems: tuple[Problem, ...] = ()
    text: str = ""
    language: str = "nb"
    left: tuple[Left, ...] = ()

    @property
    def changed(self) -> bool:
        """True where tidying would change the file."""
        return self.before != self.after

    def diff(self) -> str:
        """The change as a unified diff, empty where there is none."""
        name, old, new = str(self.path), self.before.decode(), self.after.decode()
        lines = unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), name, name)
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)

    def write(self) -> None:
        """Put the tidy text in place of the file in one step; OSError, and the file as it was, where that fails."""
        target = self.path.resolve()
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self.after)
            shutil.copymode(target, beside)
            Path(beside).replace(target)
        except BaseException:
            Path(beside).unlink()
            raise


def format_files(paths: Sequence[Path], *, short: bool = False) -> list[Formatted]:
    """The files at `paths` (of a folder its `.kpi` files), each once, and what each would become; `short`: with every
    indicator in its short form.

    A file that does not parse is left alone and has its problems; one that names terms of other files is read
    together with them. OSError where a file cannot be read.
    """
    files: dict[Path, Formatted] = {}
    by_project: dict[Path, list[Path]] = {}
    for path in paths:
        specifications = sorted(path.rglob("*.kpi")) if path.is_dir() else [path]
        if not specifications:
            files[path] = Formatted(path, b"", b"", (problem("R002", path=path),))
        for file in specifications:
            by_project.setdefault(project_folder(file, path), []).append(file)
    for folder, written in by_project.items():
        resolved = {path.resolve() for path in written}
        beside = [path for path in folder.rglob("*.kpi") if path.resolve() not in resolved]
        strange = {path: wrong for path in [*written, *beside] if (wrong := no_file(path)) is not None}
        tidied = format_contents(
            {path: path.read_bytes() for path in [*written, *beside] if path not in strange}, short=short
        )
        tidied |= {path: Formatted(path, b"", b"", (wrong,)) for path, wrong in strange.items()}
        files |= {path: tidied[path] for path in written}
    return list(files.values())


def format_contents(contents: dict[Path, bytes], *, short: bool = False) -> dict[Path, Formatted]:
    """What each file of one specification would become; see `format_files`."""
    sources: dict[Path, SourceText] = {}
    unread: dict[Path, Formatted] = {}
    for path, content in contents.items():
        try:
            sources[path] = SourceText(str(path), content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            unread[path] = Formatted(path, content, content, (problem("R001", path=path, byte=error.start),))
    ordered = [sources[path] for path in sorted(sources)]
    language = language_of(ordered)
    wrong = parse(ordered).problems
    shortened, left = canonical(ordered) if short else (ordered, ())
    texts = {text.path: text for text in shortened}
    tidied = {
        path: _formatted(path, contents[path], source, texts[source.path], wrong, language)
        for path, source in sources.items()
    }
    return unread | {
        path: file if file.problems else replace(file, left=tuple(one for one in left if one.span.path == str(path)))
        for path, file in tidied.items()
    }


def _formatted(
    path: Path, content: bytes, source: SourceText, shortened: SourceText, wrong: Iterable[Problem], language: str
) -> Formatted:
    """One file: tidied, or as it is where one of the problems `wrong` of its specification is an error in it."""
    own = [p for p in wrong if p.span is not None and p.span.path == source.path]
    refusing = tuple(p for p in own if p.severity == "error" and p.code != "S004")  # tabs are tidied
    text, problems = format_source(shortened)
    if refusing or problems:
        return Formatted(path, content, content, refusing or problems, source.text, language)
    return Formatted(path, content, text.encode(), (), source.text, language)


def project_folder(file: Path, given: Path | None = None) -> Path:
    """The folder whose specification the file is a part of: the nearest above it with a project file.

    Where there is none, the folder `asked` for, else the file's own.
    """
    nearest = next((f for f in file.absolute().parents if (f / "kpidsl.toml").is_file()), None)
    return nearest or (given if given is not None and given.is_dir() else file.parent)
