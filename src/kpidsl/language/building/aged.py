"""Those of an age alone (`restanser eldre enn 6 måneder`): how many they are, or a share that does not say so."""

from __future__ import annotations

from kpidsl.language.building.builder import Builder
from kpidsl.language.reading.parser import Node
from kpidsl.language.reading.words import load_words
from kpidsl.language.tree.phrases import Target
from kpidsl.problems import problem, replacing


def without_share(builder: Builder, node: Node, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The targets of an indicator's line. Of how many there are none is in per cent: it is asked whether a share is
    meant (Q015), and there is no target."""
    aged = next(node.find_data("aged_count"), None)
    shares = [t for t in targets if t.form in ("level", "corridor") and t.value and t.value.unit == "percent"]
    if aged is None or not shares or next(node.find_data("part_of"), None) is not None:
        return targets
    share, written = load_words().canonical("SHARE", builder.language), builder.text(aged)
    whole = f"{share} {written}" if written[0].islower() else f"{share.capitalize()} {written[0].lower()}{written[1:]}"
    fixes = replacing(builder.span(aged), whole)
    builder.problems.append(problem("Q015", builder.span(aged), fixes=fixes, found=written))
    return (Target("none", shares[0].span),)
