"""What an edition says of itself: its name, and that it is made after its card was locked."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.model.edition import Edition
from kpidsl.rendering.shown.withdrawn import withdrawn_figures
from kpidsl.wording.numbers import day_name
from kpidsl.wording.words import words


def after_the_lock(edition: Edition, nodes: Sequence[int], language: str) -> tuple[str, ...]:
    """A sentence for each card that the nodes are in and that was locked before the edition was made: when, and when it
    was last corrected. Why this edition is another is not known yet: its own lock will say it."""
    sentences = []
    for at in nodes:
        locks = edition.locks_over(at)
        if locks:
            first, last = (day_name(lock.on, language) for lock in (locks[0], locks[-1]))
            template = words(language)["made_after_the_lock" if len(locks) == 1 else "made_after_the_correction"]
            sentences.append(template.format(day=first, corrected=last))
    return tuple(dict.fromkeys(sentences))


def notices(edition: Edition, nodes: Sequence[int], language: str) -> tuple[str, ...]:
    """What is said of the edition beside its figures: that the nodes' cards were locked before it, and which figures it
    has taken back."""
    return *after_the_lock(edition, nodes, language), *withdrawn_figures(edition, nodes, language)


def edition_name(edition: Edition, language: str) -> str:
    """The edition's id, and the digits of the lock before it where its store has one: whoever holds a card or a
    deck can show that a lock was removed."""
    w = words(language)
    last = f", {w['last_lock']} {edition.last_lock}" if edition.last_lock else ""
    return f"{w['edition']} {edition.id}{last}"
