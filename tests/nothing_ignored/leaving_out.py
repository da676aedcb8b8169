"""What of a specification can be left out, or said otherwise, and the checked specification is the same.

A piece counts where leaving it out is an error, changes what is checked (places and source text apart), or changes
what is said of it (a note). Where leaving it out does none of these, it may say what holds anyway; it counts all the
same where another text of its rule in its place does one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from lark import Tree

from kpidsl.language import check_sources
from kpidsl.language.parsing.blocks import read_blocks
from kpidsl.language.parsing.declare import declare
from kpidsl.language.parsing.line_reader import LineReader
from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.lines import LogicalLine, read_lines
from kpidsl.language.reading.parser import Node, tokens
from kpidsl.model.spec import Spec
from kpidsl.problems import SourceText
from tests.language.meaning import meaning
from tests.nothing_ignored.checked import without_empty_words

WORDS = frozenset({"sentence", "title", "written", "location", "term", "assumptions"})
UNUSED = ("L004", "L008", "L010")
Files = tuple[SourceText, ...]

OTHERS = {
    "language": ("språk en", "språk nn", "language nb"),
    "cumulation": ("tallene er beholdning", "the figures are stock"),
    "FOR scope": ("for andeler", "for antall", "for shares", "for counts", "for alle andre"),
    "COMMA direction": (", lavere er bedre", ", høyere er bedre"),
    "direction": ("lavere er bedre", "høyere er bedre"),
    "AT_LEAST": ("høyst",),
    "AT_MOST": ("minst",),
    "GE": ("<=",),
    "LE": (">=",),
    "unit": ("dager", "kroner", "prosentpoeng"),
    "deviation": ("avvik når status er gul", "deviation when status is amber"),
    "counted": ("regnet av saker som er avgjort i perioden",),
    "frequency": ("måles kvartalsvis",),
    "ranking": ("rangering etter måloppnåelse",),
    "where": ("der start er i perioden", "der start mangler"),
}
"""Other texts of a rule, where what is written may be what holds anyway."""


class Recorder(LineReader):
    """A reader that remembers from which start symbol each line was read, and how."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.read: list[tuple[LogicalLine, str, Node]] = []

    def readings(self, line: LogicalLine, start: str, outer: Sequence[str] = ()) -> tuple[LogicalLine, list[Node]]:
        line, found = super().readings(line, start, outer)
        if found:
            self.read.append((line, start, found[0]))
        return line, found


@dataclass(frozen=True)
class Part:
    """A stretch of a line (None: all of it, with what stands under it), by the rule or the word that it is."""

    rule: str
    line: LogicalLine
    start: str
    stretch: tuple[int, int] | None

    @property
    def text(self) -> str:
        return self.line.text if self.stretch is None else self.line.text[slice(*self.stretch)]


@dataclass
class Text:
    """A specification's files as they are read."""

    files: Files

    @cached_property
    def readers(self) -> dict[str, Recorder]:
        """The reader of each file, when it has read."""
        lines = {file.path: read_lines(file)[0] for file in self.files}
        declared, _ = declare(line for of in lines.values() for line in of)
        made = {}
        for file in self.files:
            made[file.path] = Recorder("en" if "\nlanguage en" in f"\n{file.text}" else "nb", declared)
            read_blocks(made[file.path], lines[file.path])
        return made

    @cached_property
    def checked(self) -> tuple[object, tuple[str, ...]] | None:
        """What it means, and the codes of what is said of it; None where something is an error."""
        return checked(self.files)

    def used(self) -> Text:
        """Without the terms and rules of which a note says that nothing uses them, as often as one says so."""
        _, problems = check_sources(self.files)
        said = [p for p in problems if p.code in UNUSED and p.span is not None]
        first = min((UNUSED.index(p.code) for p in said), default=0)  # a term goes whole, not its deadline alone
        unused = {(p.span.path, p.span.line) for p in said if p.code == UNUSED[first] and p.span is not None}
        if not unused:
            return self
        files = list(self.files)
        for line, _, _ in (read for reader in self.readers.values() for read in reader.read):
            if (line.path, line.number) in unused:
                files = [_replaced(f, line, "", all_of_it=True) if f.path == line.path else f for f in files]
        return Text(tuple(files)).used()

    def parts(self) -> Iterator[Part]:
        """Every line, and in it every subtree and every two neighbours."""
        for reader in self.readers.values():
            for line, start, node in reader.read:
                yield Part(str(node.data), line, start, None)
                for rule, stretch in _stretches(node):
                    yield Part(rule, line, start, stretch)

    def without(self, part: Part) -> Files | None:
        """The files without the part; None where the line does not parse without it."""
        return self.with_other(part, "")

    def with_other(self, part: Part, text: str) -> Files | None:
        """The files with another text in the part's place; None where the line does not parse so."""
        line = part.line
        if part.stretch is None:
            new = text
        else:
            start, end = part.stretch
            new = " ".join(f"{line.text[:start]} {text} {line.text[end:]}".split())
        if new == line.text:
            return None
        if new and not self.readers[line.path].parse(replace(line, text=new), part.start).readings:
            return None
        return tuple(
            _replaced(file, line, new, all_of_it=not new) if file.path == line.path else file for file in self.files
        )

    def is_ignored(self, part: Part) -> bool:
        """Whether the specification is the same without the part, and with each other text of its rule that fits."""
        left = self.without(part)
        if left is None or checked(left) != self.checked:
            return False
        changed = (self.with_other(part, text) for text in self._others(part))
        return all(checked(files) == self.checked for files in changed if files is not None)

    def _others(self, part: Part) -> list[str]:
        """Other texts of the part's rule: those that are written by hand, and those of this specification."""
        here = (other.text for other in self.parts() if (other.rule, other.start) == (part.rule, part.start))
        return [text for text in dict.fromkeys((*OTHERS.get(part.rule, ()), *here)) if text != part.text][:8]


def _stretches(node: Node) -> Iterator[tuple[str, tuple[int, int]]]:
    """The stretch of each child, and of each two neighbours, at every depth."""
    for child in node.children:
        if isinstance(child, Tree):
            yield from _stretches(child)
    ends = [(_name(c), *found) for c in node.children if (found := _ends(c)) is not None]
    for name, start, end in ends if len(ends) > 1 else ():
        yield name, (start, end)
    if len(ends) > 2:
        for (first, start, _), (second, _, end) in pairwise(ends):
            yield f"{first} {second}", (start, end)


def _name(child: Node | Token) -> str:
    return child.type if isinstance(child, Token) else str(child.data)


def _ends(child: Node | Token) -> tuple[int, int] | None:
    found = [child] if isinstance(child, Token) else list(tokens(child))
    return (found[0].start, found[-1].end) if found else None


def _replaced(file: SourceText, line: LogicalLine, text: str, *, all_of_it: bool) -> SourceText:
    """The file with another text for the line, or without it and what stands under it; every line keeps its number."""
    lines = file.text.split("\n")
    gone = [line]
    while gone:
        one = gone.pop()
        for _, number, _ in one.pieces:
            lines[number - 1] = ""
        gone += one.children if all_of_it else ()
    if text:
        lines[line.number - 1] = " " * line.indent + text
    return SourceText(file.path, "\n".join(lines))


def checked(files: Files) -> tuple[object, tuple[str, ...]] | None:
    spec, problems = check_sources(files)
    if spec is None:
        return None
    return meaning(_plain(spec), WORDS), tuple(sorted(p.code for p in problems))


def _plain(spec: Spec) -> Spec:
    return replace(spec, indicators=tuple(map(without_empty_words, spec.indicators)))
