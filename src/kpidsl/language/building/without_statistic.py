"""Sets of which no statistic is said (`restanser eldre enn 6 måneder`): how many they are, or a share that does not say
so."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.language.building.builder import Builder
from kpidsl.language.reading.parser import Node
from kpidsl.language.reading.words import load_words
from kpidsl.language.tree.phrases import Reading, Sentence, Target
from kpidsl.problems import Problem, problem, replacing


def without_share(builder: Builder, node: Node, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The targets of an indicator's line. Of how many there are of an age none is in per cent: it is asked whether a
    share is meant (Q015), and there is no target."""
    aged = next(node.find_data("aged_count"), None)
    shares = [t for t in targets if t.form != "improvement" and is_of_share(t)]
    if aged is None or not shares or next(node.find_data("part_of"), None) is not None:
        return targets
    fixes = replacing(builder.span(aged), _with_word(builder, "SHARE", aged))
    builder.problems.append(problem("Q015", builder.span(aged), fixes=fixes, found=builder.text(aged)))
    return (Target("none", shares[0].span),)


def averaged(sentence: Reading, targets: tuple[Target, ...]) -> tuple[Reading, tuple[Target, ...]]:
    """`Saksbehandlingstid for SETT skal i gjennomsnitt være høyst 30 dager` is of the mean of those in the set: the
    words are the statistic that the sentence lacks."""
    if not isinstance(sentence, Sentence) or sentence.statistic != "sum" or sentence.head is None:
        return sentence, targets
    if not targets or any(target.average is None for target in targets):
        return sentence, targets
    return replace(sentence, statistic="mean"), tuple(replace(target, average=None) for target in targets)


def is_of_share(target: Target) -> bool:
    """Whether the target is one that only a share has: in per cent, or so many percentage points better."""
    unit = target.value.unit if target.value is not None else None
    return unit == "percentage_points" or (unit == "percent" and target.form in ("level", "corridor"))


def number_or_share(builder: Builder, node: Node) -> Problem:
    """A set of which something is said, with a number for its target: how many, or how large a part of them?"""
    count, share = (_with_word(builder, word, node) for word in ("COUNT", "SHARE"))
    span = builder.span(node)
    return problem("Q018", span, fixes=replacing(span, count), found=builder.text(node), count=count, share=share)


def _with_word(builder: Builder, name: str, node: Node) -> str:
    """What is written, with a word in front that has its capital."""
    word, written = load_words().canonical(name, builder.language), builder.text(node)
    return f"{word} {written}" if written[0].islower() else f"{word.capitalize()} {written[0].lower()}{written[1:]}"
