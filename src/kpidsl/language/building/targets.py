"""Builds targets: in a sentence's bracket, in a line of `måltall for`, and as the predicate of a letter's sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from kpidsl.language.building.builder import (
    Builder,
    child_token,
    child_tree,
    child_trees,
    required_token,
    required_tree,
)
from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.parser import Node, tokens
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.reading.words import load_words
from kpidsl.language.tree.phrases import DateLiteral, Name, Target, WrittenAmount, dated_together
from kpidsl.problems import LANGUAGES, Problem, Span, Translated, alternatives, problem, replacing

Sense = Literal[">=", "<=", ">", "<"]
SENSES: Mapping[str, Sense] = {
    "AT_LEAST": ">=",
    "GE": ">=",
    "UP_TO": ">=",
    "RAISE": ">=",
    "OR_MORE": ">=",
    "AS_OR_HIGHER": ">=",
    "FALL_BELOW": ">=",
    "AT_MOST": "<=",
    "LE": "<=",
    "DOWN_TO": "<=",
    "REDUCE": "<=",
    "OR_LESS": "<=",
    "AS_OR_LOWER": "<=",
    "EXCEED": "<=",
    "OVER": ">",
    "GT": ">",
    "UNDER": "<",
    "LT": "<",
}
"""What words say of the side of a target; «skal ikke overstige» is at most, «skal ikke falle under» at least."""
_SIDES = ("AT_LEAST", "AT_MOST", "UNDER", "OVER", "GE", "LE", "GT", "LT")
VALUES = ("level_target", "corridor_target", "improvement_target", "no_target")
_CODE_OR_TARGET = Translated(
    "Er {number} et mål til, skriv «og» foran i stedet for komma («og {written}»), eller måleenheten bak tallet. "
    "Er det en kode til, kan målet bare ha «for» én gang.",
    "Er {number} eit mål til, skriv «og» framfor i staden for komma («og {written}»), eller måleininga bak talet. "
    "Er det ein kode til, kan målet berre ha «for» éin gong.",
    "If {number} is one more target, write “and” before it instead of a comma (“and {written}”), or its unit of "
    "measure behind the number. If it is one more code, the target may have “for” only once.",
)
_ONE_MORE_CODE = Translated(
    "Er {number} en kode til, skrives det komma mellom kodene: «{codes}». Er det et mål til, skriv hvem det er for: "
    "«{number} for …».",
    "Er {number} ein kode til, skal det vere komma mellom kodane: «{codes}». Er det eit mål til, skriv kven det "
    "er for: «{number} for …».",
    "If {number} is one more code, there is a comma between the codes: “{codes}”. If it is one more target, write whom "
    "it is for: “{number} for …”.",
)
_LAST_MONTH = {"day": 0, "month": 0, "quarter": 2, "tertial": 3, "year": 11}


def build_ending(builder: Builder, node: Node, sentence: Node) -> tuple[Target, ...]:
    """The targets after a sentence: in brackets, after a colon, `>= 80%`, or in words (`skal være minst 80 %`), of all
    of which `skal i gjennomsnitt` may be said."""
    targets, word = _ending(builder, node, sentence), child_token(node, "ON_AVERAGE")
    if word is None:
        return targets
    average = builder.name(word)
    for before in (target.average for target in targets if target.average is not None):
        builder.problems.append(written_twice(before.span, average.span))
    return tuple(replace(target, average=average) for target in targets)


def _ending(builder: Builder, node: Node, sentence: Node) -> tuple[Target, ...]:
    goals = child_tree(node, "target", "steps")
    if goals is not None:
        return build_goals(builder, goals)
    match node.data:
        case "moved_by" | "moved":
            return (build_movement(builder, node, sentence),)
        case "not_moved":
            return (_not_moved(builder, node),)
        case "be_at":
            target = build_value(builder, child_trees(node)[0], node)
        case "not_exceed" if bounds := child_trees(node, "bound"):
            return dated_together([_bound(builder, node, bound) for bound in _without_codes(builder, bounds)])
        case _:
            target = limit_target(builder, node, builder.amount(required_tree(node, "amount")))
    return (_with_tails(builder, target, [tail for tail in child_trees(node) if str(tail.data).endswith("_tail")]),)


def _bound(builder: Builder, node: Node, bound: Node) -> Target:
    """One of the amounts that are not to be exceeded: `skal ikke overstige 50 dager i A og 40 dager i B`."""
    amount, *tails = child_trees(bound)
    return _with_tails(builder, limit_target(builder, node, builder.amount(amount), bound), tails)


def build_goals(builder: Builder, node: Node) -> tuple[Target, ...]:
    """Return one target, or several by date. A direction that is written once applies to those after it."""
    if node.data == "target":
        return (build_target(builder, node),)
    goals: list[Target] = []
    for step in _without_codes(builder, child_trees(node, "step")):
        target = _with_its_tails(builder, step)
        if goals and target.form == "level" and target.operator is None:
            target = replace(target, operator=goals[-1].operator)
        goals.append(target)
    between = _between(builder, node, goals)
    return dated_together(goals) if between is None else (between,)


def _between(builder: Builder, node: Node, goals: Sequence[Target]) -> Target | None:
    """`minst 4 og høyst 6 %` is a corridor, where neither has a date or is for anyone; None of other targets."""
    low, high = sorted(goals, key=lambda goal: goal.operator != ">=") if len(goals) == 2 else (None, None)
    if low is None or high is None or (low.operator, high.operator) != (">=", "<="):
        return None
    if any(len(child_trees(step)) > 1 for step in child_trees(node, "step")) or not low.value or not high.value:
        return None
    least = low.value if low.value.unit is not None else replace(low.value, unit=high.value.unit)
    return Target("corridor", builder.span(node), least, high.value, text=builder.text(node))


def _without_codes(builder: Builder, steps: Sequence[Node]) -> list[Node]:
    """The steps that are targets. A number alone right behind another target's codes that looks like one of them (`for
    kontor 0101 og 0102`) may be one more, and is asked about."""
    kept: list[Node] = []
    for step in steps:
        codes = child_tree(kept[-1], "coded_tail") if kept else None
        behind = list(tokens(codes)) if codes is not None else []
        value, *tails = child_trees(step)
        written = list(tokens(value))
        number = written[0].text if len(written) == 1 else ""
        alike = {len(code.text) for code in behind if code.type == "UNIT"} if number.isdigit() else set[int]()
        last = list(tokens(kept[-1]))[-1] if kept else None
        if last is None or last not in behind or any("for" in str(t.data) or "coded" in str(t.data) for t in tails):
            kept.append(step)
        elif alike and (number.startswith("0") or len(number) in alike):
            builder.problems.append(_one_more_code(builder, behind, written[0]))
        else:
            kept.append(step)
    return kept


def _one_more_code(builder: Builder, codes: Sequence[Token], number: Token) -> Problem:
    line = builder.line
    listed = f"{line.text[codes[0].start : codes[-1].end]}, {number.text}"
    instead = Translated(*(text.format(number=number.text, codes=listed) for text in _ONE_MORE_CODE))
    fixes = replacing(line.span(codes[-1].end, number.start), ", ")
    return problem("S029", builder.span(number), fixes=fixes, found=number.text, instead=instead)


def limit_target(builder: Builder, node: Node, amount: WrittenAmount, whole: Node | None = None) -> Target:
    """A target of `amount` on the side that the word directly under `node` says (none: as the direction says)."""
    word = child_token(node, "OVER", "UNDER") or child_token(
        node, *SENSES
    )  # `ned til under 6 %`: the word nearest the amount
    operator = SENSES[word.type] if word is not None else None
    place = builder.span(word) if word is not None and word.type in _SIDES else None
    of = whole or node
    return Target("level", builder.span(of), amount, operator=operator, word=place, text=builder.text(of))


def build_date(builder: Builder, node: Node) -> DateLiteral:
    """From when a target holds: `fra` and `i` from the beginning of what is written, `innen utgangen av` from its last
    month. `innen 2027` may be either: reported."""
    written = builder.date(required_tree(node, "day"))
    if child_token(node, "BY_END"):
        months = written.day.year * 12 + written.day.month - 1 + _LAST_MONTH[written.precision]
        return DateLiteral(date(months // 12, months % 12 + 1, 1), "month", written.text, written.span)
    if child_token(node, "BY") and written.precision not in ("day", "month"):
        builder.problems.append(problem("Q002", builder.span(node), found=builder.text(node), date=written.text))
    return replace(written, within=child_token(node, "IN", "COURSE") is not None)


def build_target(builder: Builder, node: Node) -> Target:
    """A target with its tails (fra, for, vedtatt), each of them once."""
    return _with_its_tails(builder, child_tree(node, "step") or node)


def _with_its_tails(builder: Builder, node: Node) -> Target:
    value, *tails = child_trees(node)
    return _with_tails(builder, build_value(builder, value, node), tails)


def _with_tails(builder: Builder, target: Target, tails: Sequence[Node]) -> Target:
    """A target with the tails after it, each of them once."""
    asked = _number_or_code(builder, tails)
    if asked is not None:
        builder.problems.append(asked)
        return target
    builder.check_once((str(tail.data).replace("coded", "for"), tail) for tail in tails)
    for tail in tails:
        match tail.data:
            case "date_tail":
                target = replace(target, valid_from=build_date(builder, tail))
            case "decided_tail":
                target = replace(target, decided=builder.date(required_tree(tail, "day")))
            case "line_tail":
                target = replace(target, line=builder.name(required_token(tail, "NAME")))
            case "average_tail":
                target = replace(target, average=builder.name(required_token(tail, "ON_AVERAGE")))
            case "category_tail":
                others = child_token(tail, "THE_OTHERS")
                target = replace(target, category=builder.name(others or required_token(tail, "STRING")))
                target = replace(target, others=others is not None)
            case _:
                codes = child_tree(tail, "unit_codes")
                level, *more = (builder.name(p) for p in tokens(tail) if p.type == "NAME")
                units = [builder.name(p) for p in tokens(codes) if p.type != "COMMA"] if codes is not None else more
                target = replace(target, level=level, units=tuple(units))
    return target


def _number_or_code(builder: Builder, tails: Sequence[Node]) -> Problem | None:
    """What is asked of a number without a unit behind a comma after units, with `for` behind it (`for kategori 1, 40
    for kategori 2`): one more code, or one more target? None where there is no such number."""
    whom = [tail for tail in tails if tail.data in ("coded_tail", "for_tail")]
    comma, number = list(tokens(whom[0]))[-2:] if whom else (None, None)
    if len(whom) < 2 or comma is None or number is None or comma.type != "COMMA" or not number.text.isdigit():
        return None
    last = list(tokens(whom[1]))[-1]
    written = builder.line.text[number.start : last.end]
    instead = Translated(*(text.format(number=number.text, written=written) for text in _CODE_OR_TARGET))
    return problem("S029", builder.line.span(number.start, last.end), found=written, instead=instead)


def amounts(builder: Builder, node: Node) -> list[WrittenAmount]:
    """The amounts directly under the node, those that are a part of a whole (`to tredjedeler`) among them."""
    trees = child_trees(node, "amount", "part")
    return [builder.amount(one) if one.data == "amount" else builder.part(one) for one in trees]


def build_value(builder: Builder, node: Node, whole: Node | None = None) -> Target:
    """What a target is, without its tails; it stands at `whole` where that is given."""
    span, text = builder.span(whole or node), builder.text(whole or node)
    trees = amounts(builder, node)
    match node.data:
        case "level_target":
            return limit_target(builder, node, trees[0], whole)
        case "corridor_target":
            low, high = trees
            if low.unit is None:
                low = replace(low, unit=high.unit)
            return Target("corridor", span, low, high, text=text)
        case "improvement_target":
            return replace(_compared(builder, node, span, trees[0] if trees else None), text=text)
        case _:
            return Target("none", span, text=text)


def _compared(builder: Builder, node: Node, span: Span, amount: WrittenAmount | None) -> Target:
    """`10 % lavere enn i 2025`; without an amount `lavere enn i fjor`, or `høyst som i fjor`: as much is enough."""
    bare = child_tree(node, "bare_year")
    if bare is not None:
        _report_bare_year(builder, bare)
    base = _base(builder, bare or required_tree(node, "comparison_base", "level_base"))
    word = child_token(node, "AT_LEAST", "AT_MOST", "AS_OR_HIGHER", "AS_OR_LOWER")
    if word is not None:
        return base.of(Target("improvement", span, operator=SENSES[word.type]))
    than = required_token(node, "BETTER_THAN", "HIGHER_THAN", "LOWER_THAN").type
    comparison: Literal["better", "higher", "lower"] = "better"
    if than != "BETTER_THAN":
        comparison = "higher" if than == "HIGHER_THAN" else "lower"
    of_value = child_token(node, "OF_VALUE") is not None
    return base.of(Target("improvement", span, amount, comparison=comparison, of_value=of_value))


def build_comparison(builder: Builder, node: Node) -> Target:
    """`færre … enn i fjor`, `10 % færre … enn i fjor`: less, or more."""
    comparison: Literal["higher", "lower"] = "higher" if child_token(node, "MORE_OF") else "lower"
    base, written = _base(builder, required_tree(node, "comparison_base")), child_tree(node, "amount")
    amount = builder.amount(written) if written is not None else None
    return base.of(Target("improvement", builder.span(node), amount, comparison=comparison, text=builder.text(node)))


def _report_bare_year(builder: Builder, node: Node) -> None:
    """Report `10 % lavere enn 2025`, with the word that makes 2025 a year (`i 2025`) as the mend."""
    year = builder.span(node)
    proposed = Translated(*(f"{load_words().canonical('IN', language)} {builder.text(node)}" for language in LANGUAGES))
    fixes = replacing(year, dict(zip(LANGUAGES, proposed, strict=True))[builder.language])
    expected = Translated(*(f"«{one}»" for one in proposed))
    builder.problems.append(problem("S001", year, fixes=fixes, found=builder.text(node), expected=expected))


@dataclass(frozen=True, slots=True)
class _Base:
    """What a target is compared with: an earlier figure, or that of a level at the same time (of the country, where no
    level is named)."""

    kind: Literal["last_year", "previous", "year", "level"]
    year: int | None = None
    level: Name | None = None

    def of(self, target: Target) -> Target:
        """The target that is compared with this."""
        return replace(target, base=self.kind, base_year=self.year, base_level=self.level)


def _base(builder: Builder, node: Node) -> _Base:
    """What stands after `enn`, `fra` or `som`."""
    if node.data == "level_base":
        level = child_token(node, "NAME")
        return _Base("level", level=builder.name(level) if level is not None else None)
    year = child_token(node, "YEAR")
    if year is not None:
        return _Base("year", builder.date_of(year).day.year)
    return _Base("previous" if child_token(node, "PREVIOUS", "MONTH_BEFORE") else "last_year")


def _not_moved(builder: Builder, node: Node) -> Target:
    """`skal ikke øke fra 2025`, `skal ikke være flere enn i fjor`, `skal ikke overstige landsgjennomsnittet`: at most
    as that."""
    operator: Sense = "<=" if child_token(node, "INCREASE", "HIGHER_THAN", "EXCEED") else ">="
    base = _base(builder, required_tree(node, "since_base", "comparison_base", "level_base"))
    return base.of(Target("improvement", builder.span(node), operator=operator, text=builder.text(node)))


def build_movement(builder: Builder, node: Node, sentence: Node) -> Target:
    """Return the target of `skal øke med 3 prosentpoeng fra i fjor`, `skal halveres fra 2025`, `skal øke fra i fjor`.

    An amount that is compared with nothing says nothing yet: reported, with the targets that it may be of what the
    `sentence` measures, and no target.
    """
    halved, part = child_token(node, "HALVE", "HALVED"), child_tree(node, "part")
    written, amount = child_tree(node, "amount"), None
    if halved is not None:
        amount = WrittenAmount(Fraction(50), "percent", "50 %", builder.span(halved))
    elif part is not None:
        amount = builder.part(part)
    elif written is not None:
        amount = builder.amount(written)
    comparison: Literal["better", "higher", "lower"] = "better"
    if child_token(node, "INCREASE_BY", "INCREASE", "INCREASE_IN", "RAISE"):
        comparison = "higher"
    elif halved is not None or child_token(node, "DECREASE_BY", "DECREASE", "REDUCTION_IN", "REDUCE"):
        comparison = "lower"
    is_part = halved is not None or part is not None  # of the value itself, also where that is in per cent
    of_value = is_part or child_token(node, "OF_VALUE") is not None
    since = child_tree(node, "since_base")
    if since is None:
        assert amount is not None, "what moves by no amount names what it is compared with"
        points = not is_part and sentence.data not in _NOT_IN_PERCENT
        readings = _readings(amount, comparison, points=points)
        builder.problems.append(problem("Q001", builder.span(node), found=builder.text(node), readings=readings))
        return Target("none", builder.span(node))
    place, text = builder.span(node), builder.text(node)
    moved = Target("improvement", place, amount, comparison=comparison, of_value=of_value, text=text)
    return _base(builder, since).of(moved)


_COMPARED = {
    "better": Translated("bedre enn i fjor", "betre enn i fjor", "better than last year"),
    "higher": Translated("høyere enn i fjor", "høgare enn i fjor", "higher than last year"),
    "lower": Translated("lavere enn i fjor", "lågare enn i fjor", "lower than last year"),
}
_POINTS = Translated("prosentpoeng", "prosentpoeng", "percentage points")
_OF_THE_VALUE = Translated("% av verdien", "% av verdien", "% of the value")


_NOT_IN_PERCENT = ("count", "aged_count", "count_of_those", "distinct", "statistic")
"""Sentences whose result is never in per cent, and does not change by percentage points."""


def _readings(amount: WrittenAmount, comparison: str, *, points: bool) -> Translated:
    """What a movement without a base may mean, as targets to copy. `points`: per cent may be percentage points."""
    number = amount.text.split()[0].rstrip("%")
    of_percent = zip(_POINTS, _OF_THE_VALUE, strict=True) if points else zip(_OF_THE_VALUE, strict=True)
    amounts = (
        [[f"{number} {unit}" for unit in units] for units in of_percent]
        if amount.unit == "percent"
        else [[amount.text]] * len(LANGUAGES)
    )
    compared = zip(amounts, _COMPARED[comparison], strict=True)
    return alternatives(*([f"({one} {than})" for one in by_language] for by_language, than in compared))
