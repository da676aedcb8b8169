"""The tree of lines of a file to its blocks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from kpidsl.language.building.blocks import (
    build_band,
    build_changes,
    build_column,
    build_cumulation,
    build_entered,
    build_expectations,
    build_grain,
    build_hiding_line,
    build_levels,
    build_precedence,
    build_risk_band,
    build_scope,
    build_simple,
    build_steering_line,
    build_suppression,
)
from kpidsl.language.building.builder import (
    Builder,
    child_token,
    child_tree,
    child_trees,
    first_token,
    required_token,
    required_tree,
)
from kpidsl.language.building.cycle import (
    build_case_closing,
    build_comment_required,
    build_cycle,
    build_cycle_line,
    build_measure_required,
    build_role,
)
from kpidsl.language.building.letter_parts import Statement
from kpidsl.language.building.letters import LETTERS, build_statement
from kpidsl.language.building.targets import build_target
from kpidsl.language.building.terms import build_declaration, build_indicator_line, build_term_line
from kpidsl.language.parsing.line_reader import LineReader
from kpidsl.language.reading.lines import LogicalLine
from kpidsl.language.reading.parser import Node, tokens
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree.blocks import (
    AmbitionsBlock,
    Block,
    ChangesLine,
    ColumnDeclaration,
    CumulationLine,
    EnteredLine,
    Expectation,
    GivenTable,
    LanguageLine,
    LevelDeclaration,
    OrganisationBlock,
    PrecedenceLine,
    RequirementBlock,
    RiskBlock,
    SourceBlock,
    StatusBlock,
    SteeringLine,
    TargetsBlock,
    TestBlock,
)
from kpidsl.language.tree.cycle import CycleBlock
from kpidsl.language.tree.indicators import BreakdownLine, Indicator
from kpidsl.language.tree.meaning import meaning
from kpidsl.language.tree.phrases import DateLiteral, Name
from kpidsl.language.tree.terms import TermDeclaration
from kpidsl.model.spec import Grain
from kpidsl.problems import Problem, Span, Translated, problem

Role = Literal["effect", "measure", "plain"]
_ROLES: dict[str, Role] = {"EFFECT_INDICATORS": "effect", "MEASURE_INDICATORS": "measure", "INDICATORS": "plain"}


def read_blocks(reader: LineReader, lines: Sequence[LogicalLine]) -> tuple[Block, ...]:
    """Return the blocks of a file in order. Problems are added to the reader's."""
    blocks: list[Block] = []
    queue = deque(lines)
    while queue:
        line, readings = reader.readings(queue.popleft(), "top")
        if not readings:
            reader.void(line.children)
        else:
            block = _block(reader, line, readings, queue)
            if block is not None:
                blocks.append(block)
        queue.extendleft(reversed(reader.take("top", "req_line", "group_line")))
    return tuple(blocks)


def _block(reader: LineReader, line: LogicalLine, readings: list[Node], queue: deque[LogicalLine]) -> Block | None:
    node, builder = readings[0], reader.builder(line)
    match node.data:
        case "organisation":
            return _organisation(reader, line, node)
        case "source":
            return _source(reader, line, node)
        case "declaration":
            return _declaration(reader, line, node)
        case "requirement":
            return _requirement(reader, line, node)
        case "indicator":
            return _indicator(reader, line, readings, "plain", ("top",))
        case "targets" | "ambitions":
            children = list(reader.leaves(reader.under(line), "target_line", ("top",)))
            targets = tuple(build_target(reader.builder(at), child) for at, child in children)
            return _OF_TARGETS[node.data](builder.name(required_token(node, "CODE")), targets, builder.span(node))
        case "status":
            children = list(reader.leaves(line.children, "status_line", ("top",)))
            bands = tuple(build_band(reader.builder(at), child) for at, child in children)
            broken = len(bands) < len(line.children)
            return StatusBlock(build_scope(builder, child_tree(node, "scope")), bands, builder.span(node), broken)
        case "risk":
            children = list(reader.leaves(line.children, "risk_line", ("top",)))
            risks = tuple(build_risk_band(reader.builder(at), child) for at, child in children)
            return RiskBlock(risks, builder.span(node), len(risks) < len(line.children))
        case "suppression":
            children = list(reader.leaves(line.children, "hiding_line", ("top",)))
            hiding = tuple(build_hiding_line(reader.builder(at), child) for at, child in children)
            return build_suppression(builder, node, hiding)
        case "cycle":
            return _cycle(reader, line, node)
        case "test":
            return _test(reader, line, node)
        case "language":
            reader.flatten(line, queue)
            return _language(reader, line, node)
        case _:
            reader.flatten(line, queue)
            return _OF_THE_MONTH.get(node.data, build_simple)(builder, node)


_OF_TARGETS: Mapping[str, type[TargetsBlock | AmbitionsBlock]] = {"targets": TargetsBlock, "ambitions": AmbitionsBlock}
_OF_THE_MONTH: Mapping[str, Callable[[Builder, Node], Block]] = {
    "role": build_role,
    "measure_required": build_measure_required,
    "comment_required": build_comment_required,
    "case_closing": build_case_closing,
}


def _cycle(reader: LineReader, line: LogicalLine, node: Node) -> CycleBlock:
    children = list(reader.leaves(line.children, "cycle_line", ("top",)))
    steps = tuple(build_cycle_line(reader.builder(at), child) for at, child in children)
    return build_cycle(reader.builder(line), node, steps, broken=len(steps) < len(line.children))


def _language(reader: LineReader, line: LogicalLine, node: Node) -> LanguageLine | None:
    name = reader.builder(line).name(required_token(node, "NAME"))
    match name.text.casefold():
        case "nb":
            return LanguageLine("nb", name.span)
        case "nn":
            return LanguageLine("nn", name.span)
        case "en":
            return LanguageLine("en", name.span)
    reader.problems.append(problem("S016", name.span, found=name.text))
    return None


def _organisation(reader: LineReader, line: LogicalLine, node: Node) -> OrganisationBlock:
    levels: list[LevelDeclaration] = []
    steering: list[SteeringLine] = []
    as_it_was = False
    once = _Once(reader)
    for at, child in reader.leaves(line.children, "org_line", ("top",)):
        if child.data == "levels":
            levels.extend(build_levels(reader.builder(at), child))
        elif child.data == "then_line":
            once.check("then_line", reader.builder(at).span(child))
            as_it_was = True
        else:
            steering.append(build_steering_line(reader.builder(at), child))
    builder = reader.builder(line)
    name, span = builder.phrase(required_tree(node, "phrase")), builder.span(node)
    return OrganisationBlock(name, tuple(levels), tuple(steering), span, as_it_was)


@dataclass(slots=True)
class _Once:
    """The lines of a block that may occur only once, each with its place."""

    reader: LineReader
    seen: dict[str, Span] = field(default_factory=dict)

    def check(self, kind: str, span: Span) -> None:
        """Report a line of this kind if there is an earlier one."""
        if kind in self.seen:
            self.reader.problems.append(written_twice(self.seen[kind], span))
        self.seen.setdefault(kind, span)


def _source(reader: LineReader, line: LogicalLine, node: Node) -> SourceBlock:
    before = len(reader.problems)
    builder = reader.builder(line)
    grain: Grain | None = None
    breakdown: tuple[Name, ...] = ()
    columns: list[ColumnDeclaration] = []
    cumulation: CumulationLine | None = None
    closed: Span | None = None
    precedence: PrecedenceLine | None = None
    entered: EnteredLine | None = None
    changes: ChangesLine | None = None
    once = _Once(reader)
    for at, child in reader.leaves(line.children, "src_line", ("top",)):
        if child.data != "column":
            once.check(str(child.data), reader.builder(at).span(child))
        if child.data == "grain":
            grain, breakdown = build_grain(reader.builder(at), child)
        elif child.data == "column":
            columns.append(build_column(reader.builder(at), child))
        elif child.data == "closed":
            closed = reader.builder(at).span(child)
        elif child.data == "precedence":
            precedence = build_precedence(reader.builder(at), child)
        elif child.data == "entered":
            entered = build_entered(reader.builder(at), child)
        elif child.data == "changes":
            changes = build_changes(reader.builder(at), child)
        else:
            cumulation = build_cumulation(reader.builder(at), child)
    name = builder.name(required_token(node, "NAME"))
    if grain is None and len(reader.problems) == before:
        reader.problems.append(problem("S018", name.span, found=name.text))
    span = builder.span(node)
    return SourceBlock(name, grain, breakdown, tuple(columns), cumulation, span, closed, precedence, entered, changes)


def _declaration(reader: LineReader, line: LogicalLine, node: Node) -> TermDeclaration:
    declared = build_declaration(reader.builder(line), node)
    lines = reader.leaves(line.children, "term_line", ("top",))
    return replace(declared, lines=tuple(build_term_line(reader.builder(at), child) for at, child in lines))


def _requirement(reader: LineReader, line: LogicalLine, node: Node) -> RequirementBlock:
    builder = reader.builder(line)
    perspective: Name | None = None
    indicators: list[Indicator] = []
    role: Role = "plain"
    once = _Once(reader)
    queue: deque[tuple[LogicalLine, str]] = deque((child, "req_line") for child in reader.under(line))
    while queue:
        child, start = queue.popleft()
        outer = ("req_line", "top") if start == "group_line" else ("top",)
        child, readings = reader.readings(child, start, outer)
        if not readings:
            reader.void(child.children)
        elif readings[0].data == "perspective":
            once.check("perspective", reader.builder(child).span(readings[0]))
            perspective = reader.builder(child).phrase(required_tree(readings[0], "phrase"))
            _beside(reader, child, queue, "req_line")
        elif readings[0].data == "group_header":
            role = _ROLES[first_token(readings[0]).type]
            queue.extendleft((under, "group_line") for under in reversed(reader.under(child)))
        else:
            role_of_group = role if start == "group_line" else "plain"
            indicators.append(_indicator(reader, child, readings, role_of_group, ("group_line", "req_line", "top")))
        for moved in ("group_line", "req_line"):
            queue.extendleft((aside, moved) for aside in reversed(reader.take(moved)))
    return RequirementBlock(
        builder.name(required_token(node, "STRING")), perspective, tuple(indicators), builder.span(node)
    )


def _beside(reader: LineReader, line: LogicalLine, queue: deque[tuple[LogicalLine, str]], start: str) -> None:
    beside: deque[LogicalLine] = deque()
    reader.flatten(line, beside)
    queue.extendleft((child, start) for child in reversed(beside))


def _indicator(
    reader: LineReader, line: LogicalLine, readings: list[Node], role: Role, outer: Sequence[str]
) -> Indicator:
    builder = reader.builder(line)
    node = readings[0]
    statements = _statements(reader, line, readings)
    marks, whole = required_tree(node, "marks"), statements[0].whole
    code, label = child_token(marks, "CODE"), child_token(marks, "LABEL_WORD")
    words = list(tokens(whole if whole is not None else required_tree(node, *LETTERS)))
    broken = [
        BreakdownLine(builder.name(required_token(b, "NAME")), builder.span(b)) for b in child_trees(node, "broken")
    ]
    outdented = reader.outdented(line, outer[0], "ind_line")
    children = [] if outdented else list(reader.leaves(line.children, "ind_line", outer))
    return Indicator(
        code=builder.name(code) if code else None,
        sentence=line.text[words[0].start : words[-1].end],
        line=line.text,
        readings=tuple(dict.fromkeys(one.sentence for one in statements)),
        target=statements[0].targets[0] if statements[0].targets else None,
        lines=(*broken, *(build_indicator_line(reader.builder(at), child) for at, child in children)),
        role=role,
        span=builder.span(node),
        steps=statements[0].targets[1:],
        label=_label(line, marks) if label is not None else "",
    )


def _statements(reader: LineReader, line: LogicalLine, readings: list[Node]) -> list[Statement]:
    """What the readings say: those in which nothing is wrong, else the first with what is wrong in it.

    They are to give one target, whatever their sentences are.
    """
    statements: list[tuple[Statement, list[Problem]]] = []
    for reading in readings:
        problems: list[Problem] = []
        statements.append(
            (build_statement(Builder(line, reader.declared.sets, problems, reader.language), reading), problems)
        )
    good = [statement for statement, problems in statements if not problems]
    if not good:
        reader.problems.extend(statements[0][1])
        return [statements[0][0]]
    if any(meaning(other.targets) != meaning(good[0].targets) for other in good[1:]):
        targets = " | ".join(target.value.text for one in good for target in one.targets[:1] if target.value)
        reader.problems.append(problem("T060", line.whole, readings=targets))
    return good


def _label(line: LogicalLine, marks: Node) -> str:
    """What a letter calls the indicator before the colon."""
    label, colon = required_token(marks, "LABEL_WORD"), required_token(marks, "COLON", "DASH")
    return line.text[label.start : colon.start].rstrip()


def _test(reader: LineReader, line: LogicalLine, node: Node) -> TestBlock:
    builder = reader.builder(line)
    title = builder.name(required_token(node, "STRING"))
    given: list[GivenTable] = []
    expectations: list[Expectation] = []
    month: DateLiteral | None = None
    once = _Once(reader)
    queue = deque(line.children)
    while queue:
        child, readings = reader.readings(queue.popleft(), "test_line", ("top",))
        if not readings:
            reader.void([c for c in child.children if not c.text.startswith("|")])
            continue
        reading, at = readings[0], reader.builder(child)
        if reading.data == "given":
            given.append(_table(reader, child, at.name(required_token(reading, "NAME"))))
            continue
        if reading.data == "when_month":
            once.check("when_month", at.span(reading))
            month = at.date(required_tree(reading, "day"))
        else:
            if month is None:
                reader.problems.append(problem("S019", child.whole, found=title.text))
            expectations += build_expectations(at, reading, month)
        reader.flatten(child, queue)
    return TestBlock(title, tuple(given), tuple(expectations), builder.span(node))


def _table(reader: LineReader, line: LogicalLine, source: Name) -> GivenTable:
    rows: list[tuple[Name, ...]] = []
    for row in line.children:
        if not row.text.startswith("|"):
            reader.problems.append(
                problem(
                    "S001",
                    row.whole,
                    found=row.text[:40],
                    expected=Translated(
                        "en rad med «|» mellom cellene",
                        "ei rad med «|» mellom cellene",
                        "a row with «|» between the cells",
                    ),
                )
            )
            continue
        cells = _cells(row)
        if rows and len(cells) != len(rows[0]):
            reader.problems.append(problem("S014", row.whole, found=len(cells), expected=len(rows[0])))
            continue
        rows.append(cells)
    return GivenTable(source, rows[0] if rows else (), tuple(rows[1:]), source.span)


def _cells(row: LogicalLine) -> tuple[Name, ...]:
    cells: list[Name] = []
    at = 1
    body = row.text[1:].removesuffix("|")
    for cell in body.split("|"):
        text = cell.strip()
        start = at + (cell.index(text) if text else 0)
        cells.append(Name(text.removeprefix('"').removesuffix('"'), row.span(start, start + len(text))))
        at += len(cell) + 1
    return tuple(cells)
