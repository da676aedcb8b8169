from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpidsl.language.parsing.parse import parse
from kpidsl.language.reading import parser
from kpidsl.language.reading.parser import InteractiveParser
from kpidsl.problems import SourceText, Span
from kpidsl.tooling.format import format_source
from tests.language.parsing.spec import HERE, TERMS

LINES = [line for line in (HERE / "north-star.nb.kpi").read_text(encoding="utf-8").split("\n") if line.strip()]
INSERTED = st.sampled_from(
    [*'()|,:"«»#%-–.½', "\t", "  ", " og ", " eller ", " 7 ", "\u0338", "\r", "0" * 30, "eller "]
)
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=12))
    text = "\n".join(lines)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(text)))
        if draw(st.booleans()):
            text = text[:at] + draw(INSERTED) + text[at:]
        else:
            text = text[:at] + text[at + draw(st.integers(1, 9)) :]
    return text


@SETTINGS
@given(damaged())
def test_no_damaged_text_ever_raises(text: str) -> None:
    made = parse([SourceText("terms", TERMS), SourceText("a", text)])
    for one in made.problems:
        assert one.message("nb")
        assert one.message("en")


@SETTINGS
@given(st.text(max_size=80))
def test_no_text_at_all_ever_raises(text: str) -> None:
    parse([SourceText("a", text)])
    format_source(SourceText("a", text))


def without_places(value: object) -> object:
    """A tree as nested tuples, without spans and source text, such as the texts of amounts (80% and 80 %)."""
    if isinstance(value, tuple):
        return tuple(without_places(v) for v in value)
    if not is_dataclass(value) or isinstance(value, Span):
        return None if isinstance(value, Span) else value
    amount = type(value).__name__ in ("WrittenAmount", "Indicator")
    kept = [f.name for f in fields(value) if f.compare and not (amount and f.name in ("text", "sentence"))]
    return (type(value).__name__, *(without_places(getattr(value, s)) for s in kept))


@pytest.mark.parametrize("name", ["north-star.nb.kpi", "north-star.en.kpi"])
def test_format_keeps_the_tree_and_is_idempotent(name: str) -> None:
    source = SourceText(name, (HERE / name).read_text(encoding="utf-8"))
    text, problems = format_source(source)
    assert problems == ()
    assert without_places(parse([SourceText(name, text)]).files) == without_places(parse([source]).files)
    assert format_source(SourceText(name, text)) == (text, ())


@SETTINGS
@given(damaged())
def test_formatting_anything_is_idempotent(text: str) -> None:
    once, problems = format_source(SourceText("a", text))
    if not problems:
        assert format_source(SourceText("a", once)) == (once, ())


def test_format_by_example() -> None:
    written = (
        '# topp\nmåltall   for B.1\n    80%  fra 2026 # nå\n\n\n\n"A  B" (75%)\nprøve "p"\n'
        "  gitt k\n    |a|bb |\n    | 12|3|\n"
    )
    text, problems = format_source(SourceText("a", written))
    assert problems == ()
    assert text == (
        '# topp\nmåltall for B.1\n  80% fra 2026  # nå\n\n"A  B" (75%)\nprøve "p"\n  gitt k\n'
        "    | a  | bb |\n    | 12 | 3  |\n"
    )


def test_the_work_of_reading_grows_with_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of the parser, not seconds: benchmarks/startup.py has those."""
    steps, copy = [0], parser._copy

    def counted(one: InteractiveParser) -> InteractiveParser:
        steps[0] += 1
        return copy(one)

    def work(sentences: int) -> int:
        steps[0] = 0
        text = "Andel arbeidssøkere med oppfølging siste 3 mnd. (80 %)\n" * sentences
        made = parse([SourceText("terms", TERMS), SourceText("a", text)])
        assert len(made.files[1].blocks) == sentences
        return steps[0]

    monkeypatch.setattr(parser, "_copy", counted)
    none, one = work(0), work(1)
    assert work(1000) - none == 1000 * (one - none)
    assert one - none <= 16  # a sentence of eleven words and signs, nearly one way to read it
