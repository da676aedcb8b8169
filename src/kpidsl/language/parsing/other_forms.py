"""What people write that the language has no words for, and what can be written instead."""

from __future__ import annotations

import re

from kpidsl.language.reading.lines import LogicalLine
from kpidsl.problems import Problem, Translated, problem


def other_form(line: LogicalLine, at: int) -> Problem | None:
    """Return that the language lacks what stands at a place of a line without a reading, with what to write instead;
    None if it is nothing known. `at` may be the end of the line."""
    for pattern, instead in _FORMS:
        for match in pattern.finditer(line.text):
            if match.start() <= at <= match.end():
                return problem("S029", line.span(match.start(), match.end()), found=match.group(), instead=instead)
    return None


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


_BELOW_A_DAY = Translated(
    "Tid er hele dager. La kilden ha en kolonne med minuttene (minutter heltall), skriv «egenskap raske betyr saker "
    "der minutter er høyst 240», og mål «Andel raske blant avsluttede saker».",
    "Tid er heile dagar. La kjelda ha ei kolonne med minutta (minutt heiltal), skriv «eigenskap raske tyder saker der "
    "minutt er høgst 240», og mål «Del raske blant avslutta saker».",
    "Time is whole days. Let the source have a column of the minutes (minutes integer), write “property fast means "
    "cases where minutes is at most 240”, and measure “Share of fast among closed cases”.",
)
_OF_A_CATEGORY = Translated(
    "Et måltall er for enheter. Skriv en indikator for hver kategori, av et begrep som «begrep saker i somatikk betyr "
    'saker der område er "somatikk"».',
    "Eit måltal er for einingar. Skriv ein indikator for kvar kategori, av eit omgrep som «omgrep saker i somatikk "
    'tyder saker der område er "somatikk"».',
    "A target is for units. Write an indicator for each category, of a term such as “term surgical cases means cases "
    'where area is "surgery"”.',
)
_CHANGE = Translated(
    "En endring er ikke en indikator, men et mål eller en pil: skriv indikatoren selv med målet «(lavere enn i fjor)» "
    "eller «(2 prosentpoeng lavere enn i fjor)».",
    "Ei endring er ikkje ein indikator, men eit mål eller ei pil: skriv indikatoren sjølv med målet «(lågare enn i "
    "fjor)» eller «(2 prosentpoeng lågare enn i fjor)».",
    "A change is no indicator but a target or an arrow: write the indicator itself with the target “(lower than last "
    "year)” or “(2 percentage points lower than last year)”.",
)
_REACH_A_COLOUR = Translated(
    "Skriv «avvik når status er rød i 2 måneder»: den er et avvik når den har vært rød i så mange måneder på rad.",
    "Skriv «avvik når status er raud i 2 månader»: han er eit avvik når han har vore raud i så mange månader på rad.",
    "Write “deviation when status is red for 2 months”: it is one when it has been red in so many months in a row.",
)
_OF_WHAT = Translated(
    "Skriv hvilken gruppe det er på: «0 fristbrudd på SETT».",
    "Skriv kva gruppe det er på: «0 fristbrot på SETT».",
    "Write of which set: “0 breaches of the deadline for SET”.",
)
_COLOURS = "|".join(rf"(?<={colour} )" for colour in ("rød", "raud", "gul", "red", "amber"))
_FORMS = (
    (_pattern(r"(?<=\d )time|timer|timar|minutter|minutt|sekunder|sekund|hours?|minutes?|seconds?"), _BELOW_A_DAY),
    (re.compile(r'(?<!\w)(?:for|i|in) "[^"]*"', re.IGNORECASE), _OF_A_CATEGORY),
    (_pattern(r"endring(?:a|en)?|change"), _CHANGE),
    (re.compile(rf"(?:{_COLOURS})(?:(?:i|for|in) )?\w+ (?:måneder|mnd|månader|months)\b.*"), _REACH_A_COLOUR),
    (re.compile(r"(?:fristbrudd|fristbrot|breach(?:es)?(?: of the deadline)?)\.?$", re.IGNORECASE), _OF_WHAT),
)
"""What is written, and what to write instead."""
