"""How indicators were read: which words gave the set, the numerator, the window, the target and the dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpidsl.language.parsing.parse import parse
from kpidsl.language.parsing.short_form import Writer, writer
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.blocks import File
from kpidsl.language.tree.indicators import BreakdownLine, Indicator
from kpidsl.problems import LANGUAGES, SourceText, Span, Translated

_ROLES: Mapping[str, Translated] = {
    "short": Translated("kortform", "kortform", "short form"),
    "several": Translated("flere lesninger", "fleire lesingar", "several readings"),
    "set": Translated("gruppe", "gruppe", "set"),
    "kept": Translated("andel innen fristen", "del innan fristen", "share within the deadline"),
    "age": Translated("alder", "alder", "age"),
    "verb": Translated("utfall", "utfall", "outcome"),
    "quantity": Translated("størrelse", "storleik", "quantity"),
    "base": Translated("i prosent av", "i prosent av", "as a percentage of"),
    "WithClause": Translated("vilkår", "vilkår", "condition"),
    "JoinedClause": Translated("vilkår", "vilkår", "condition"),
    "ThresholdClause": Translated("vilkår", "vilkår", "condition"),
    "WithinClause": Translated("frist", "frist", "deadline"),
    "PerClause": Translated("per", "per", "per"),
    "PerQuantityClause": Translated("per", "per", "per"),
    "ExceptClause": Translated("unntatt", "unntatt", "except"),
    "OutOfClause": Translated("av", "av", "out of"),
    "TimeClause": Translated("tid", "tid", "time"),
    "TimesClause": Translated("ganger", "gonger", "times"),
    "WindowClause": Translated("vindu", "vindauge", "window"),
    "target": Translated("mål", "mål", "target"),
    "from": Translated("gjelder fra", "gjeld frå", "from"),
    "category": Translated("kategori", "kategori", "category"),
    "changed": Translated("endring i", "endring i", "change in"),
    "broken": Translated("fordelt på", "fordelt på", "broken down by"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """An indicator's code (empty: it has none) and place, and for each role the words of the line that gave it."""

    code: str
    span: Span
    rows: tuple[tuple[str, str], ...]

    def text(self, language: str) -> str:
        """As lines for a reader in `nb`, `nn` or `en`."""
        column = LANGUAGES.index(language)
        width = max(len(_ROLES[role][column]) for role, _ in self.rows)
        rows = (f"  {_ROLES[role][column]:<{width}}  {words}" for role, words in self.rows)
        return "\n".join((f"{self.span.where} {self.code}".rstrip(), *rows))


def accounts(files: Sequence[SourceText]) -> list[Account]:
    """Return how each indicator of the files was read, in order. Lines without a reading are omitted."""
    parsed = parse(files).files
    writers = {language: writer(parsed, language) for language in {file.language for file in parsed}}
    return [_account(written, writers[file.language]) for file in parsed for written in indicators_of(file)]


def indicators_of(file: File) -> Iterator[Indicator]:
    """The indicators of a file in the order that they stand in."""
    for block in file.blocks:
        yield from [block] if isinstance(block, Indicator) else getattr(block, "indicators", ())


def _account(written: Indicator, writer: Writer) -> Account:
    short = writer.indicator(written)
    rows = [("short", short)] if short is not None else []
    if len(written.readings) > 1:
        rows.append(("several", str(len(written.readings))))
    elif isinstance(written.readings[0], tree.Sentence):
        rows += _of_sentence(written.readings[0])
    elif isinstance(written.readings[0], tree.ChangeSentence):
        rows.append(("changed", written.readings[0].code.text))
    for target in (written.target, *written.steps):
        if target is not None:
            rows.append(("target", target.text))
            rows += [("from", target.valid_from.text)] if target.valid_from is not None else []
            rows += [("category", target.category.text)] if target.category is not None else []
    rows += [("broken", line.column.text) for line in written.lines if isinstance(line, BreakdownLine)]
    return Account(written.code.text if written.code is not None else "", written.span, tuple(rows))


def _of_sentence(sentence: tree.Sentence) -> Iterator[tuple[str, str]]:
    if sentence.head is not None:
        yield "set", sentence.head.text
        verbs = [m.text for m in sentence.head.modifiers if m.text not in sentence.head.text]
        yield from (("verb", verb) for verb in verbs)
        if sentence.head.age is not None:
            yield "age", sentence.head.age.text
    if sentence.quantity is not None:
        yield "quantity", sentence.quantity.text
    if sentence.base is not None:
        yield "base", sentence.base.text
    for clause in sentence.clauses:
        if isinstance(clause, tree.WithinClause) and clause.unbroken:
            yield "kept", "100 %"
        yield type(clause).__name__, clause.text.removeprefix(",").strip()
