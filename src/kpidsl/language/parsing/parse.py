"""Parses the texts of a specification in two passes: the declared terms, then every line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from kpidsl.language.parsing.blocks import read_blocks
from kpidsl.language.parsing.declare import declare
from kpidsl.language.parsing.line_reader import LineReader
from kpidsl.language.parsing.syntax_errors import grouped
from kpidsl.language.reading.lines import LogicalLine, read_lines
from kpidsl.language.tree.blocks import File
from kpidsl.language.tree.terms import LanguageCode
from kpidsl.problems import Problem, SourceText

_LANGUAGE = re.compile(r"(?:språk|language)\s+(nb|nn|en)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParseOutcome:
    """The files as trees (lines with problems left out), and every problem of every file, by place; `lost` are codes of
    indicators that were left out."""

    files: tuple[File, ...]
    problems: tuple[Problem, ...]
    lost: frozenset[str]


def parse(files: Sequence[SourceText]) -> ParseOutcome:
    """The trees of the files; terms declared in one are known in all. Never raises, whatever the texts hold.

    A file without a language line is read in the language of the first file that has one, else as nb.
    """
    read = [read_lines(file) for file in files]
    problems = [p for _, of_file in read for p in of_file]
    declared, misnamed = declare(line for lines, _ in read for line in lines)
    problems.extend(misnamed)
    languages = [_language(lines) for lines, _ in read]
    default = next((language for language in languages if language is not None), "nb")
    files_read: list[File] = []
    lost: set[str] = set()
    for file, (lines, _), language in zip(files, read, languages, strict=True):
        reader = LineReader(cast("LanguageCode", language or default), declared)
        files_read.append(File(file.path, reader.language, read_blocks(reader, lines)))
        problems.extend(reader.problems)
        lost |= reader.lost
    return ParseOutcome(tuple(files_read), tuple(grouped(problems)), frozenset(lost))


def language_of(files: Sequence[SourceText]) -> LanguageCode:
    """Return the language in which `parse` reads the first file, without parsing more than needed."""
    declared = (_language(read_lines(file)[0]) for file in files)
    return cast("LanguageCode", next((language for language in declared if language is not None), "nb"))


def _language(lines: Sequence[LogicalLine]) -> str | None:
    for line in lines:
        m = _LANGUAGE.match(line.text)
        if m:
            return m[1].lower()
    return None
