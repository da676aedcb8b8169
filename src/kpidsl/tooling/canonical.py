"""Every indicator in its short form: what `kpidsl fmt --canonical` makes of a letter's sentences.

A line is written anew only where the new words are read to the same tree as the old ones; the others are left as they
are, and named. What stands under an indicator, and comments, stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kpidsl.language.parsing.account import indicators_of
from kpidsl.language.parsing.parse import parse
from kpidsl.language.parsing.short_form import writer
from kpidsl.language.reading.lines import LogicalLine, normalise, read_lines, split_comment
from kpidsl.language.tree.blocks import File
from kpidsl.language.tree.indicators import Indicator
from kpidsl.language.tree.meaning import meaning
from kpidsl.problems import SourceText, Span

Why = Literal["several", "differs"]


@dataclass(frozen=True, slots=True)
class Left:
    """An indicator that is not written anew: `several` where its words have several readings, `differs` where the short
    form would not say the same."""

    span: Span
    why: Why


def canonical(files: Sequence[SourceText]) -> tuple[tuple[SourceText, ...], tuple[Left, ...]]:
    """The files of one specification with every indicator in its short form, and the indicators that are left.

    Lines that do not parse are left too, and not named: parsing has said what is wrong with them.
    """
    before = parse(files).files
    left: dict[tuple[str, int], Left] = {}
    for _ in range(2):  # what the second round leaves out was tried in the first
        written = [_rewritten(text, file, before, left) for text, file in zip(files, before, strict=True)]
        after = parse(written).files
        texts = [
            Left(old.span, "differs")
            for was, now in zip(before, after, strict=True)
            for old in _changed(list(indicators_of(was)), list(indicators_of(now)))
        ]
        left |= {(one.span.path, one.span.line): one for one in texts}
        if not texts:
            return tuple(written), tuple(left.values())
    return tuple(files), tuple(left.values())


def _rewritten(text: SourceText, file: File, files: Sequence[File], left: dict[tuple[str, int], Left]) -> SourceText:
    """The file with its indicators in their short form, but for those in `left`, to which it adds."""
    words = writer(files, file.language)
    lines = {line.number: line for line in _flat(read_lines(text)[0])}
    physical: list[str | None] = list(normalise(text.text).split("\n"))
    seen = Counter(written.span.line for written in indicators_of(file))
    for written in indicators_of(file):
        at = (file.path, written.span.line)
        line = lines.get(written.span.line)
        if at in left or line is None or seen[written.span.line] > 1:
            continue
        numbers = [number for _, number, _ in line.pieces]
        short = words.indicator(written, numbers[-1])
        if short is None:
            left[at] = Left(written.span, "several")
        elif short != written.line:
            _put(physical, line, short)
    return replace(text, text="\n".join(line for line in physical if line is not None))


def _put(physical: list[str | None], line: LogicalLine, short: str) -> None:
    """Write the short form where the line stood; the comments of a line that ran over several stay above each other."""
    first, *others = [number for _, number, _ in line.pieces]
    old = physical[first - 1] or ""
    indent, comment = old[: len(old) - len(old.lstrip())], split_comment(old)[1]
    physical[first - 1] = f"{indent}{short}  {comment}".rstrip()
    for number in others:
        comment = split_comment(physical[number - 1] or "")[1]
        physical[number - 1] = f"{indent}{comment}" if comment else None


def _flat(lines: Sequence[LogicalLine]) -> Iterator[LogicalLine]:
    for line in lines:
        yield line
        yield from _flat(line.children)


def _changed(before: Sequence[Indicator], after: Sequence[Indicator]) -> list[Indicator]:
    """Those that are read otherwise afterwards; all of them where their number has changed."""
    if len(before) != len(after):
        return list(before)
    return [old for old, new in zip(before, after, strict=True) if meaning(old) != meaning(new)]
