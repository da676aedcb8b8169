"""Reads one line of a file at a time: its readings, or one problem and the best way to continue (R28)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kpidsl.language.building.builder import Builder
from kpidsl.language.parsing.declare import Declared, declaration_word, phrase_token, rest_token
from kpidsl.language.parsing.questions import compared_with_before, question
from kpidsl.language.parsing.syntax_errors import Slip, explain, part_of_year_as_name
from kpidsl.language.parsing.whole_parts import whole_part_slip
from kpidsl.language.reading.lexer import CODE, Lexicon, Token
from kpidsl.language.reading.lines import LINE, LogicalLine
from kpidsl.language.reading.marks import bullet, full_stop
from kpidsl.language.reading.parser import STARTS, Node, Parsed, parse_line
from kpidsl.language.tree.terms import LanguageCode
from kpidsl.problems import Problem, Span, Translated, problem, replacing

MAX_BRACKETS = 40
MOST_TRIES = 60
"""How many mends of one line are tried."""
_OF_INDICATORS = ("top", "req_line", "group_line")
_WHERE = {
    "top": Translated("ytterst i fila", "ytst i fila", "at the outermost level of the file"),
    "org_line": Translated("under en organisasjon", "under ein organisasjon", "under an organisation"),
    "src_line": Translated("under en kilde", "under ei kjelde", "under a source"),
    "term_line": Translated("under et begrep", "under eit omgrep", "under a term"),
    "req_line": Translated(
        "rett under et resultatkrav", "rett under eit resultatkrav", "directly under a result requirement"
    ),
    "group_line": Translated(
        "under en overskrift for indikatorer", "under ei overskrift for indikatorar", "under a heading for indicators"
    ),
    "ind_line": Translated("under en indikator", "under ein indikator", "under an indicator"),
    "target_line": Translated("under «måltall for»", "under «måltal for»", "under «targets for»"),
    "status_line": Translated("under en statusregel", "under ein statusregel", "under a status rule"),
    "risk_line": Translated("under «risiko»", "under «risiko»", "under «risk»"),
    "hiding_line": Translated("under «skjerming»", "under «skjerming»", "under «suppression»"),
    "cycle_line": Translated("under «månedssyklus»", "under «månadssyklus»", "under “monthly cycle”"),
    "test_line": Translated("under en prøve", "under ei prøve", "under a test"),
}

_SOMEWHERE = Translated(
    "Rykk linja inn dit den hører hjemme.",
    "Rykk linja inn dit ho høyrer heime.",
    "Indent the line to where it belongs.",
)
_OUTERMOST = Translated(
    "Ta bort mellomrommene foran linja.", "Ta bort mellomromma framfor linja.", "Remove the blanks before the line."
)
_INDENTED = Translated(
    "Rykk linja inn {n} mellomrom, som linjene den hører sammen med.",
    "Rykk linja inn {n} mellomrom, som linjene ho høyrer saman med.",
    "Indent the line by {n} spaces, as the lines it belongs with.",
)


@dataclass(slots=True)
class LineReader:
    """Reads the lines of one file.

    `moved` are lines that belong to an enclosing block, each with that block's start symbol. `lost` are the codes of
    lines that were refused. `indents` is the indentation of the latest line of each start symbol.
    """

    language: LanguageCode
    declared: Declared
    problems: list[Problem] = field(default_factory=list)
    moved: list[tuple[str, LogicalLine]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    indents: dict[str, int] = field(default_factory=lambda: {"top": 0})
    own: Lexicon = field(init=False)
    every: Lexicon = field(init=False)

    def __post_init__(self) -> None:
        comma = self.language != "en"
        self.own = self.declared.lexicon(self.language, comma)
        self.every = self.declared.lexicon(None, comma)

    def builder(self, line: LogicalLine) -> Builder:
        """Return a builder for the line, whose problems are added to this reader's."""
        return Builder(line, self.declared.sets, self.problems, self.language)

    def parse(self, line: LogicalLine, start: str) -> Parsed:
        """Return the readings of a line with the words of its own language; if there are none, with those of all
        languages."""
        extra = extra_tokens(line)
        parsed = parse_line(line.text, start, self.own, extra)
        if parsed.readings:
            return parsed
        union = parse_line(line.text, start, self.every, extra)
        return union if union.readings or union.farthest > parsed.farthest else parsed

    def readings(self, line: LogicalLine, start: str, outer: Sequence[str] = ()) -> tuple[LogicalLine, list[Node]]:
        """Return the line (corrected, if the nearest word makes it parse) and its readings; none if it was refused.

        A line that parses only in another kind of block gets one problem. If that block is among the enclosing ones
        (`outer`), the line is kept for it in `moved`.
        """
        if line.text.count("(") > MAX_BRACKETS:
            self._too_large(line, MAX_BRACKETS, Translated("parenteser", "parentesar", "brackets"))
            return line, []
        parsed = self.parse(line, start)
        if parsed.readings:
            if self._without_a_time(line, start, parsed.readings):
                return line, []
            named = part_of_year_as_name(line, parsed.readings, lambda text: self.parse(_as(line, text), start))
            if named is not None:
                return self._slipped(line, start, named)
            self.indents[start] = line.indent
            return line, parsed.readings
        if parsed.exhausted:
            self._too_large(line, 200, Translated("ord", "ord", "words"))
            return line, []
        for other in (*outer, "group_line", *STARTS):
            if other != start and self.parse(line, other).readings:
                self._belongs(line, other if other in outer else None, _WHERE[other])
                if other in outer:
                    self.moved.append((other, line))
                return line, []
        self._lose(line)
        if start in _OF_INDICATORS and declaration_word(line) is None:
            asked = question(line, self.own, self.declared, self.language)
            if asked is not None:
                self.problems.append(asked)
                return line, []
        return self._slipped(line, start, self._explained(line, parsed, start))

    def _slipped(self, line: LogicalLine, start: str, slip: Slip) -> tuple[LogicalLine, list[Node]]:
        """Report the slip; the line as it was meant, and its readings."""
        self.problems.append(slip.problem)
        if slip.mended is None:
            return line, []
        mended = _as(line, slip.mended)
        return mended, self.parse(mended, start).readings

    def _explained(self, line: LogicalLine, parsed: Parsed, start: str) -> Slip:
        """What is wrong with a line that does not parse, and as what it is read instead."""
        tries = iter(range(MOST_TRIES))
        slip = explain(
            line, parsed, self.every, self.declared, self.language,
            lambda text: self.parse(_as(line, text), start) if next(tries, None) is not None else Parsed(),
        )  # fmt: skip
        if start != "hiding_line" or (slip.mended is not None and self.parse(_as(line, slip.mended), start).readings):
            return slip
        return whole_part_slip(line, self.language) or slip

    def _without_a_time(self, line: LogicalLine, start: str, readings: Sequence[Node]) -> bool:
        """Whether the sentence is to be better `enn før`, which is asked about as what cannot be read is."""
        if start not in _OF_INDICATORS or not all(compared_with_before(one, self.language) for one in readings):
            return False
        asked = question(line, self.own, self.declared, self.language)
        if asked is None:
            return False
        self._lose(line)
        self.problems.append(asked)
        return True

    def _lose(self, line: LogicalLine) -> None:
        """Remember the code of a refused line: a reference to it is not an error."""
        if m := CODE.match(line.text):
            self.lost.add(m.group())

    def _belongs(self, line: LogicalLine, start: str | None, where: Translated) -> None:
        """Report a line that belongs in another block; `start` is the start symbol of the enclosing block that it
        fits in."""
        indent = self.indents.get(start, 0) if start is not None else None
        mend = _SOMEWHERE if indent is None else _INDENTED if indent else _OUTERMOST
        span = Span(line.path, line.number, 1, line.pieces[0][2] - 1)
        fixes = replacing(span, " " * indent) if indent is not None and start is not None else ()
        self.problems.append(
            problem(
                "S017",
                line.whole,
                fixes=fixes,
                where=where,
                mend=Translated(*(text.format(n=indent) for text in mend)),
            )
        )

    def outdented(self, line: LogicalLine, own: str, under: str) -> bool:
        """Return whether the lines below are of the line's own kind (`own`, not `under`), so that the line itself is
        indented too little.

        That is reported once, and the lines are kept as its siblings.
        """
        if not line.children or line.children[0].indent != self.indents.get("group_line"):
            return False
        if any(self.parse(child, under).readings for child in line.children):
            return False
        if not all(self.parse(child, own).readings for child in line.children):
            return False
        self._belongs(line, "group_line", _WHERE["group_line"])
        self.moved += [(own, child) for child in line.children]
        return True

    def _too_large(self, line: LogicalLine, limit: int, of: Translated) -> None:
        self.problems.append(problem("S013", line.whole, what=LINE, limit=limit, of=of))

    def take(self, *starts: str) -> list[LogicalLine]:
        """Return the lines kept for a block with one of the start symbols, and forget them."""
        taken = [line for start, line in self.moved if start in starts]
        self.moved = [(start, line) for start, line in self.moved if start not in starts]
        return taken

    def leaves(
        self, lines: Sequence[LogicalLine], start: str, outer: Sequence[str] = ()
    ) -> Iterator[tuple[LogicalLine, Node]]:
        """Yield each line that parses, with its first reading. Lines below one of them are read as its siblings."""
        queue = deque(lines)
        while queue:
            line = queue.popleft()
            line, readings = self.readings(line, start, outer)
            if readings:
                yield line, readings[0]
                self.flatten(line, queue)
            else:
                self.void(line.children)

    def flatten(self, line: LogicalLine, queue: deque[LogicalLine]) -> None:
        """Report lines below a line that cannot have any, and queue them to be read as its siblings."""
        if line.children:
            first = line.children[0]
            self.problems.append(problem("S015", first.span(0, 0), found=first.text[:40]))
            queue.extendleft(reversed(line.children))

    def under(self, line: LogicalLine) -> Sequence[LogicalLine]:
        """The lines below a line that only begins something; that there are none is reported."""
        if not line.children:
            self.problems.append(problem("L056", line.whole, what=line.text))
        return line.children

    def void(self, lines: Sequence[LogicalLine]) -> None:
        """Read the lines below a refused header only for their problems, from the start symbol that most of them
        parse from."""
        for line in lines:
            self._lose(line)
        if not lines:
            return
        sample = [line for line in lines[:12] if not line.text.startswith("|")]
        fitting = {start: sum(bool(self.parse(line, start).readings) for line in sample) for start in STARTS}
        best = max(STARTS, key=lambda start: fitting[start])
        if 2 * fitting[best] <= len(sample) or not sample:
            return
        for line in lines:
            self.readings(line, best)
            self.void(line.children)


def _as(line: LogicalLine, text: str) -> LogicalLine:
    """The line with another text."""
    return LogicalLine(text, line.path, line.indent, line.pieces, line.children)


def extra_tokens(line: LogicalLine) -> dict[int, tuple[Token, ...]]:
    """The tokens of a line that no lexicon has, by offset: the phrase it declares, a list's mark, the full stop."""
    extra: dict[int, tuple[Token, ...]] = {}
    token = phrase_token(line) if declaration_word(line) is not None else rest_token(line)
    if token is not None:
        extra[token.start] = (token,)
    for mark in (bullet(line.text), full_stop(line.text)):
        if mark is not None:
            extra[mark.start] = (*extra.get(mark.start, ()), mark)
    return extra
