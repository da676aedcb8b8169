"""Forms that follow from the declared ones by the regular endings of a language, each read in one place alone.

A letter orders with an infinitive (`To process at least 90 % of …`, `Å behandle minst 90 % av …`), which is that of a
declared outcome (`processed`, `behandles`), and divides by one of a set (`per resident`). What is irregular is declared
as one more form: `held (hold)`, `children (child)`.
"""

from __future__ import annotations


def infinitives(form: str) -> list[str]:
    """Return what the infinitive of a form of an outcome may be, by the regular endings of each language; the first
    word of several is the verb. Some of what is returned is no word, and is never met; none where no ending fits."""
    verb, blank, rest = form.partition(" ")
    return [f"{stem}{blank}{rest}" for stem in _of_verb(verb) if len(stem) > 1]


def _of_verb(verb: str) -> list[str]:
    lower = verb.casefold()
    if lower.endswith("ied"):
        return [f"{verb[:-3]}y"]  # carried
    if lower.endswith("ed"):
        stem = verb[:-2]
        doubled = [stem[:-1]] if len(stem) > 2 and stem[-1] == stem[-2] else []  # admitted
        return [stem, verb[:-1], *doubled]  # processed, decided
    if lower.endswith("ast"):
        return [f"{verb[:-3]}e", f"{verb[:-3]}a"]  # nn: handsamast
    if lower.endswith("es"):
        return [verb[:-1]]  # nb: behandles
    if lower.endswith("et"):
        return [verb[:-1]]  # nb: behandlet
    return []


def singular(form: str) -> str | None:
    """Return the singular of an English form whose last word is a regular plural; None where it does not look so."""
    stem, last = form[:-1], form[-2:].casefold()
    if len(form.split()[-1:][0] if form.split() else "") < 4 or not last.endswith("s") or last in ("ss", "us", "is"):
        return None
    return f"{form[:-3]}y" if form[-3:].casefold() == "ies" else stem
