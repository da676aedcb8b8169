"""Tidy form of a specification: what `kpidsl fmt` makes of a file.

Only what carries no meaning changes: characters are normalised, indentation is two spaces per level, blanks inside a
line are single; the columns of a source, the bands of a rule and the cells of a table are aligned. A sentence keeps its
words and signs (`80%`, `80 %`): it may be quoted from a letter. Comments stay. parse(format(text)) equals parse(text)
but for places, and format is idempotent.
"""

from __future__ import annotations

import re
from itertools import groupby

from kpidsl.language.parsing.parse import parse
from kpidsl.language.reading.lines import LogicalLine, normalise, read_lines, split_comment
from kpidsl.language.tree.blocks import File, RiskBlock, SourceBlock, StatusBlock
from kpidsl.problems import Problem, SourceText

_BLANKS = re.compile(r'"[^"]*"|«[^»]*»|[ \t]+')


def format_source(source: SourceText) -> tuple[str, tuple[Problem, ...]]:
    """The tidy text ending in one newline (empty for an empty file), or the unchanged text with its problems.

    A file whose form is in doubt (indentation, an unclosed quotation mark) is left alone.
    """
    lines, problems = read_lines(source)
    hard = [p for p in problems if p.code != "S004"]
    parsed = parse([source])
    hard.extend(p for p in parsed.problems if p.code in ("S005", "S009", "S013", "S015", "S017"))
    if hard:
        return source.text, tuple(hard)
    depth: dict[int, int] = {}
    _depths(lines, 0, depth)
    written = [_physical(raw, number, depth) for number, raw in enumerate(normalise(source.text).split("\n"), start=1)]
    _align(written, parsed.files[0])
    text = "\n".join(_tables(_comments_with_what_follows(written)))
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
    return (text + "\n" if text else ""), ()


def _depths(lines: list[LogicalLine], level: int, depth: dict[int, int]) -> None:
    for line in lines:
        for place, (_, number, _) in enumerate(line.pieces):
            depth[number] = level + (1 if place else 0)
        _depths(line.children, level + 1, depth)


def _physical(raw: str, number: int, depth: dict[int, int]) -> tuple[int | None, str]:
    """A physical line's depth (None: blank, or a comment alone) and its tidy body."""
    code, comment = split_comment(raw)
    body = code.strip()
    if not body.startswith("|"):  # what stands in a cell is data
        body = _BLANKS.sub(lambda m: m.group() if m.group()[0] in '"«' else " ", body)
    if comment:
        body = f"{body}  {comment}" if body else comment
    return depth.get(number) if code.strip() else None, body


def _align(written: list[tuple[int | None, str]], file: File) -> None:
    """Pads the first words of a source's columns, and of a rule's bands, to the longest of them."""
    for block in file.blocks:
        aligned = block.columns if isinstance(block, SourceBlock) else ()
        bands = block.bands if isinstance(block, StatusBlock | RiskBlock) else ()
        numbers = sorted({one.span.line for one in (*aligned, *bands)})
        bodies = [written[number - 1] for number in numbers]
        width = max((len(body.partition(" ")[0]) for _, body in bodies), default=0)
        for number, (depth, body) in zip(numbers, bodies, strict=True):
            first, _, rest = body.partition(" ")
            written[number - 1] = depth, f"{first:<{width}} {rest}".rstrip()


def _comments_with_what_follows(lines: list[tuple[int | None, str]]) -> list[str]:
    """A comment alone is indented as the line after it."""
    result: list[str] = []
    following = 0
    for level, body in reversed(lines):
        if level is not None:
            following = level
        result.append("  " * following + body if body else "")
    return result[::-1]


def _tables(lines: list[str]) -> list[str]:
    """Runs of rows with `|` get aligned cells."""
    result: list[str] = []
    for is_table, run in groupby(lines, key=lambda line: line.lstrip().startswith("|") and "#" not in line):
        rows = list(run)
        if not is_table:
            result.extend(rows)
            continue
        indent = rows[0][: len(rows[0]) - len(rows[0].lstrip())]
        cells = [[c.strip() for c in row.strip().removeprefix("|").removesuffix("|").split("|")] for row in rows]
        widths = [max((len(r[i]) for r in cells if i < len(r)), default=0) for i in range(max(map(len, cells)))]
        result.extend(
            indent + "| " + " | ".join(c.ljust(w) for c, w in zip(r, widths, strict=False)) + " |" for r in cells
        )
    return result
