"""Every piece of a reading is accounted for: what could have been written in its place, or left out, reads otherwise.

A piece that the grammar leaves no choice about (a bracket, «betyr») says nothing by itself. For every other piece,
leaving it out or writing some other word in its place must give another tree, places and spelling apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from lark.exceptions import UnexpectedToken

from kpidsl.language.parsing.blocks import read_blocks
from kpidsl.language.reading.lexer import TERMINAL, Token
from kpidsl.language.reading.lines import LogicalLine
from kpidsl.language.reading.parser import Node, _choices, _fresh, tokens
from kpidsl.language.reading.words import load_words
from kpidsl.problems import SourceText
from tests.language.page import examples
from tests.nothing_ignored.leaving_out import Recorder, Text
from tests.nothing_ignored.test_specifications import ALL, PAGES
from tests.nothing_ignored.world import BASE, CLAUSES, HEADS, LINES, UNDER

ROOT = Path(__file__).parents[2]
SPELLING = {"WrittenAmount", "TermRef", "DateLiteral", "NumberValue"}
"""What of the tree keeps, beside its value, the text that it was read from."""
SAMPLES = {
    "NAME": ("annet",),
    "UNIT": ("0999",),
    "NUMBER": ("7", "8"),
    "STRING": ('"annet"',),
    "CODE": ("Z.9",),
    "DATE": ("3. mars 2021",),
    "YEAR": ("2021",),
    "MONTH": ("mars", "juni"),
    "PHRASE": ("annet",),
    "REST": ("annet",),
    "ORDINAL": ("7.", "8."),
    "PERCENTILE": ("33-persentil",),
    "DASH": ("–",),
}
SAY_NOTHING = {
    "OLD": "reads better: «over 6 months old» is «over 6 months» of a case",
    "TOTAL": "reads better: a sum without «samlet» is the same sum",
}
"""Words that may be left out, each with the reason."""


def generated() -> str:
    """Every sentence with every clause (or a share of them), and every line under something."""
    step = 1 if ALL else 5
    sentences = [f"{sentence} {clause}" for sentence in HEADS[::step] for of in CLAUSES.values() for clause in of]
    lines = [f"{UNDER[0]}\n  {line}" for of in LINES.values() for line in of]
    return BASE + "".join(f"{one}\n" for one in [*sentences, *lines])


SPECIFICATIONS = {
    "generated": lambda: [generated()],
    **{
        path.name: lambda path=path: [path.read_text(encoding="utf-8")]
        for place in ("specs", "tests/language/parsing", "tests/language/other-words")
        for path in sorted((ROOT / place).rglob("*.kpi"))
        if ALL or path.name != "north-star.en.kpi"  # the same as the other in English
    },
    **{
        page.stem: lambda page=page: dict.fromkeys(example.spec for example in examples(page))
        for page in PAGES[:: 1 if ALL else 40]
    },
}


@pytest.mark.long
@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_every_piece_is_accounted_for(name):
    seen: set[tuple[str, str]] = set()
    lost = []
    for written in SPECIFICATIONS[name]():
        for reader in Text((SourceText(name, written),)).readers.values():
            for line, start, node in reader.read:
                if (start, line.text) not in seen:
                    lost += [f"{line.text!r}: {piece.text!r}" for piece in _lost(reader, line, start, node)]
                seen.add((start, line.text))
    assert seen
    assert lost == []


def _lost(reader: Recorder, line: LogicalLine, start: str, node: Node) -> Iterator[Token]:
    """The pieces in whose place something else reads the same, and nothing reads otherwise."""
    said = _tree(reader, line, start, str(node.data))
    assert said is not None, line.text
    parser = _fresh(start).copy()
    for piece in sorted(tokens(node), key=lambda p: p.start):
        choices = set(_choices(parser))
        try:
            parser.feed_token(piece)
        except UnexpectedToken:  # another reading of the line took the word for something else
            return
        if piece.type in SAY_NOTHING:
            continue
        if _reads_the_same(reader, line, piece, _others(piece, choices, reader), start, str(node.data), said):
            yield piece


def _reads_the_same(reader, line, piece, others, start, rule, said) -> bool:
    """Whether something else may stand in the piece's place, and all that may gives the same tree."""
    may_stand = False
    for text in others:
        other = _with(line, piece, text)
        if other is None or text.casefold() == piece.text.casefold() or not reader.parse(other, start).readings:
            continue
        if _tree(reader, other, start, rule) != said:
            return False
        may_stand = True
    return may_stand


def _others(piece: Token, choices: set[str], reader: Recorder) -> Iterator[str]:
    """Nothing, and a text of each sort of word that could stand here."""
    yield ""
    table = load_words()
    for word in sorted(choices):
        if word in table.spelled and word != piece.type:
            yield table.canonical(word, reader.language)
        yield from SAMPLES.get(word, ())
        if word in TERMINAL.values():
            yield from reader.declared.phrases.get(word, ())[:12]


def _with(line: LogicalLine, piece: Token, text: str) -> LogicalLine | None:
    new = " ".join(f"{line.text[: piece.start]} {text} {line.text[piece.end :]}".split())
    return replace(line, text=new, children=[]) if new else None


def _tree(reader: Recorder, line: LogicalLine, start: str, rule: str) -> object | None:
    """The line as a tree, under a head of its block, without places and spelling; None where it is refused."""
    own = Recorder(reader.language, reader.declared)
    above, below = _BESIDE.get(rule, _BESIDE.get(start, ((), ())))
    own_line = replace(line, children=[_line("én rad per sak", ())] if rule == "source" else [], indent=2)
    under = [*(_line(text, ()) for text in above), own_line, *(_line(text, ()) for text in below)]
    for head in _HEADS[start]:
        under = [_line(head, under)]
    blocks = read_blocks(own, under)
    refused = [one for one in own.problems if one.code != "L056"]  # that nothing stands under it, here
    return None if refused else _plain(blocks)


def _line(text: str, under: Iterable[LogicalLine]) -> LogicalLine:
    return LogicalLine(text, "", 0, [(0, 1, 1)], list(under))


_HEADS: dict[str, tuple[str, ...]] = {
    "top": (),
    "org_line": ("organisasjon X",),
    "src_line": ("kilde x",),
    "term_line": ("begrep x betyr y",),
    "req_line": ('resultatkrav "X"',),
    "group_line": ("indikatorer", 'resultatkrav "X"'),
    "ind_line": ('"X"',),
    "target_line": ("måltall for X.1",),
    "status_line": ("status",),
    "risk_line": ("risiko",),
    "hiding_line": ("skjerming skjul tall når grunnlaget er under 5",),
    "cycle_line": ("månedssyklus",),
    "test_line": ('prøve "X"',),
}
_BESIDE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "src_line": (("én rad per sak",), ()),
    "grain": ((), ()),
    "test_line": (("når måneden er mai 2020",), ()),
    "when_month": ((), ("så skal X.1 være 1",)),
}
"""What stands above and below a line, by its rule or its block, for its block to be whole."""


def _plain(value: object) -> object:
    if is_dataclass(value):
        name = type(value).__name__
        left = {"span", "sentence"} | ({"text"} if name in SPELLING else set())
        return name, tuple(_plain(getattr(value, f.name)) for f in fields(value) if f.name not in left)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value
