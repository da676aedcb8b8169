"""Checks the lines below an indicator or a term: what they are below must use them, and none may be written twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kpidsl.language.checking.scope import QuantityTerm, Scope
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.blocks import (
    AppliesTo,
    Block,
    BuildsOn,
    File,
    LanguageLine,
    Perspectives,
    RiskBlock,
    TrendLine,
    WorstColourLine,
    YearStart,
)
from kpidsl.language.tree.cycle import CaseClosingLine, CommentRequiredLine, CycleBlock, MeasureRequiredLine
from kpidsl.language.tree.indicators import (
    ComponentLine,
    FetchedLine,
    Indicator,
    IndicatorLine,
    LinkLine,
    MinimumBaseLine,
    SeasonLine,
    SharedWithLine,
    WholeWindowLine,
)
from kpidsl.language.tree.terms import (
    CountedLine,
    DeadlineLine,
    DirectionLine,
    DurationBody,
    ExceptionLine,
    SetBody,
    TermDeclaration,
    TermLine,
    TranslationLine,
)
from kpidsl.problems import Span, Translated

Line = IndicatorLine | TermLine


@dataclass(frozen=True, slots=True)
class _Home:
    """What a line is called and what it belongs with."""

    line: Translated
    where: Translated


_COUNTED = Translated("regnet av …", "rekna av …", "out of …")
_OF_CASES = _Home(
    _COUNTED,
    Translated(
        "en andel av saker innen en frist («Andel … innen …»)",
        "ein del av saker innan ein frist («Del … innan …»)",
        "a share of cases within a deadline (“Share of … within …”)",
    ),
)
_OF_PERSONS = _Home(
    _COUNTED, Translated("begrepet for en overgang", "omgrepet for ein overgang", "the term of a transition")
)
_WHOLE_WINDOW = _Home(
    Translated(
        "bare de som har vært med i hele vinduet",
        "berre dei som har vore med i heile vindauget",
        "only those present in the whole window",
    ),
    Translated(
        "en andel med et vindu («Andel … med … siste n mnd.»)",
        "ein del med eit vindauge («Del … med … siste n mnd.»)",
        "a share with a window (“Share of … with … last n months”)",
    ),
)
_FETCHED = _Home(
    Translated("hentes fra …", "blir henta frå …", "fetched from …"),
    Translated(
        "en indikator som er en tittel alene",
        "ein indikator som er ein tittel åleine",
        "an indicator that is a title alone",
    ),
)
_OF_INDEX = _Home(
    Translated("… teller … %", "… tel … %", "… counts … %"),
    Translated("en vektet indeks", "ein vekta indeks", "a weighted index"),
)
_DEADLINE = _Home(
    Translated("fristen …", "fristen …", "deadline …"),
    Translated("et begrep for saker", "eit omgrep for saker", "a term for cases"),
)
_EXCEPTION = _Home(
    Translated("unntatt der …", "unnateke der …", "except where …"),
    Translated("et begrep med en frist", "eit omgrep med ein frist", "a term with a deadline"),
)
_SEASON = _Home(
    Translated(
        "sammenlignes med samme måned i fjor",
        "blir samanlikna med same månad i fjor",
        "compared with the same month last year",
    ),
    Translated(
        "en indikator som en regel for utvikling gjelder («trend for …»)",
        "ein indikator som ein regel for utvikling gjeld («trend for …»)",
        "an indicator that a trend rule holds for (“trend for …”)",
    ),
)
_MINIMUM_BASE = _Home(
    Translated("krever grunnlag på minst …", "krev grunnlag på minst …", "requires a base of at least …"),
    Translated(
        "en indikator som er regnet av rader, også den som endringen er i",
        "ein indikator som er rekna av rader, òg den som endringa er i",
        "an indicator that is computed from rows, such as the one that the change is in",
    ),
)
_DIRECTION = _Home(
    Translated("… er bedre", "… er betre", "… is better"),
    Translated(
        "en størrelse, et utfall eller en indikator",
        "ein storleik, eit utfall eller ein indikator",
        "a quantity, an outcome or an indicator",
    ),
)


_HIGHER_BETTER = Translated("høyere er bedre", "høgare er betre", "higher is better")
_LOWER_BETTER = Translated("lavere er bedre", "lågare er betre", "lower is better")


def check_lines(written: Indicator, reading: tree.Reading, window: int, scope: Scope) -> None:
    """Report each line below an indicator that its sentence (with a window of that many months) does not use, and
    each that is written twice."""
    check_once(written.lines, scope)
    for line in written.lines:
        home = _home(line, reading, window)
        same = _says_the_same(line, reading, scope)
        if home is not None and same is None:
            _report(home, line.span, scope)
        elif same is not None:
            scope.report("L007", line.span, first=same.where)
        if isinstance(line, DirectionLine):
            _check_direction(line, written.target, scope)


def _says_the_same(line: IndicatorLine, reading: tree.Reading, scope: Scope) -> Span | None:
    """The place of what the line only repeats: a share of cases by how long they took is of those that are decided."""
    if not isinstance(reading, tree.Sentence) or not (isinstance(line, CountedLine) and line.counted == "decided"):
        return None
    limits = (c for c in reading.clauses if isinstance(c, tree.ThresholdClause))
    return next((c.span for c in limits if not _runs_to_month_end(c, scope)), None)


def _runs_to_month_end(clause: tree.ThresholdClause, scope: Scope) -> bool:
    quantity = scope.terms.get(clause.quantity.key)
    body = quantity.body if isinstance(quantity, QuantityTerm) else None
    return isinstance(body, DurationBody) and body.end is None


def _home(line: IndicatorLine, reading: tree.Reading, window: int) -> _Home | None:
    """Where the line belongs, if not under this reading."""
    clauses = reading.clauses if isinstance(reading, tree.Sentence) else ()
    match line:
        case CountedLine(counted="due" | "decided"):
            return None if any(isinstance(c, tree.WithinClause) for c in clauses) else _OF_CASES
        case CountedLine():
            return _OF_PERSONS
        case WholeWindowLine():
            share = isinstance(reading, tree.Sentence) and reading.statistic == "share"
            having = any(isinstance(c, tree.WithClause | tree.JoinedClause) for c in clauses)
            return None if share and window > 1 and having else _WHOLE_WINDOW
        case FetchedLine():
            return None if isinstance(reading, tree.TitleSentence) else _FETCHED
        case MinimumBaseLine():
            return _MINIMUM_BASE if isinstance(reading, tree.ChangeSentence) else None
        case ComponentLine():
            return None if isinstance(reading, tree.IndexSentence) else _OF_INDEX
        case _:
            return None


def _check_direction(line: DirectionLine, target: tree.Target | None, scope: Scope) -> None:
    """Report a line about which way is better where the target in the sentence says another."""
    if target is None:
        return
    direction = {">": "higher", "<": "lower"}.get((target.operator or "")[:1], target.comparison)
    if target.form == "corridor" or (direction in ("higher", "lower") and direction != line.direction):
        better = _HIGHER_BETTER if line.direction == "higher" else _LOWER_BETTER
        amounts = [a.text for a in (target.value, target.high) if a is not None]
        scope.report("T112", line.span, line=better, target="–".join(amounts))


def check_season(line: SeasonLine, rule: TrendLine | None, scope: Scope) -> None:
    """Report a line that compares with last year if there is no trend rule to change, or if the trend rule does so
    anyway."""
    if rule is None:
        _report(_SEASON, line.span, scope)
    elif rule.compared_with == "same_last_year":
        scope.report("L007", line.span, first=rule.span.where)


def check_term_lines(term: TermDeclaration, deadline: bool, scope: Scope) -> None:
    """Report each line below a term that its kind does not use, and each that is written twice. `deadline`: the term
    has a deadline, or is based on one that has."""
    check_once(term.lines, scope)
    inline = term.body.span if term.body is not None and term.direction is not None else None
    transition = isinstance(term.body, SetBody) and term.body.transition
    of_cases = term.kind == "set" and not transition
    for line in term.lines:
        match line:
            case DirectionLine() if term.kind not in ("quantity", "outcome"):
                _report(_DIRECTION, line.span, scope)
            case DirectionLine() if inline is not None:
                scope.problems.append(written_twice(inline, line.span))
            case CountedLine(counted="due" | "decided"):
                _report(_OF_CASES, line.span, scope)
            case CountedLine() if not transition:
                _report(_OF_PERSONS, line.span, scope)
            case DeadlineLine() if not of_cases:
                _report(_DEADLINE, line.span, scope)
            case ExceptionLine() if not (of_cases and deadline):
                _report(_EXCEPTION, line.span, scope)
            case _:
                pass


def check_once(lines: Iterable[Line], scope: Scope) -> None:
    """Report each line that repeats or contradicts an earlier one: only the first would be used."""
    seen: dict[tuple[type[Line], str], Span] = {}
    for line in lines:
        of = _subject(line)
        if of is not None and of in seen:
            scope.problems.append(written_twice(seen[of], line.span))
        elif of is not None:
            seen[of] = line.span


def _subject(line: Line) -> tuple[type[Line], str] | None:
    """What a line is about: what only one line may say; None where every such line adds something."""
    match line:
        case LinkLine(effect=name) | ComponentLine(code=name):
            return type(line), name.text
        case SharedWithLine(line=name):
            return type(line), name.text.casefold()
        case TranslationLine() | ExceptionLine():
            return None
        case _:
            return type(line), ""


_ONCE_IN_A_FILE = (LanguageLine, BuildsOn, AppliesTo)
_ONCE = (
    YearStart,
    Perspectives,
    WorstColourLine,
    RiskBlock,
    CycleBlock,
    MeasureRequiredLine,
    CommentRequiredLine,
    CaseClosingLine,
)


def check_blocks_once(files: Iterable[File], scope: Scope) -> None:
    """Report outermost lines that are written twice: those about a file within it, the others in any file."""
    everywhere: dict[type[Block], Span] = {}
    for file in files:
        here: dict[type[Block], Span] = {}
        for block in file.blocks:
            seen = here if isinstance(block, _ONCE_IN_A_FILE) else everywhere if isinstance(block, _ONCE) else None
            if seen is None:
                continue
            if type(block) in seen:
                scope.problems.append(written_twice(seen[type(block)], block.span))
            seen.setdefault(type(block), block.span)


def _report(home: _Home, span: Span, scope: Scope) -> None:
    scope.report("T111", span, line=home.line, where=home.where)
