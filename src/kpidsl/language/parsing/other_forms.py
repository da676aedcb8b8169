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
                written = match.group().rstrip()
                return problem(
                    "S029", line.span(match.start(), match.start() + len(written)), found=written, instead=instead
                )
    return None


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


_OF_A_CATEGORY = Translated(
    "Er det en kategori, står den i hermetegn, og indikatoren er fordelt på kolonnen med den: «(høyst 50 dager for "
    '"psykisk helsevern", 40 dager for "rus") fordelt på område».',
    "Er det ein kategori, står han i hermeteikn, og indikatoren er fordelt på kolonna med han: «(høgst 50 dagar for "
    '"psykisk helsevern", 40 dagar for "rus") fordelt på område».',
    "If it is a category, it stands in quotation marks, and the indicator is broken down by its column: “(at most 50 "
    'days for "mental health", 40 days for "surgery") broken down by area”.',
)
_CHANGE = Translated(
    "Skriv «Endring fra i fjor i KODE», der KODE er en annen indikator, eller indikatoren selv med målet «(lavere enn "
    "i fjor)» eller «(2 prosentpoeng lavere enn i fjor)».",
    "Skriv «Endring frå i fjor i KODE», der KODE er ein annan indikator, eller indikatoren sjølv med målet «(lågare "
    "enn i fjor)» eller «(2 prosentpoeng lågare enn i fjor)».",
    "Write “Change from last year in CODE”, where CODE is another indicator, or the indicator itself with the target "
    "“(lower than last year)” or “(2 percentage points lower than last year)”.",
)
_ARITHMETIC = Translated(
    "Et tall kan ikke få noe lagt til: et fylke ville fått det én gang, og kontorene det hver sin gang. Flytt"
    " målet like mye, eller la kilden ha en kolonne der det er gjort, og mål den. En sum kan ganges eller "
    "deles bak det som måles: «Forbruk ganger 1,25».",
    "Eit tal kan ikkje få noko lagt til: eit fylke ville fått det éin gong, og kontora det kvar sin gong. "
    "Flytt målet like mykje, eller la kjelda ha ei kolonne der det er gjort, og mål ho. Ein sum kan gongast "
    "eller delast bak det som blir målt: «Forbruk gonger 1,25».",
    "Nothing can be added to a figure: a county would get it once, and its offices once each. Move the target"
    " as much, or let the source have a column in which it is done, and measure that. A sum may be multiplied"
    " or divided behind what is measured: “Spending times 1.25”.",
)
_OF_WHOM = Translated(
    "Skriv hvem de er: «Antall ulike personer blant SETT», «SAKER per ulik person blant SETT».",
    "Skriv kven dei er: «Talet på ulike personar blant SETT», «SAKER per ulik person blant SETT».",
    "Write who they are: “Number of distinct persons among SET”, “CASES per distinct person among SET”.",
)
_REACH_A_COLOUR = Translated(
    "Skriv «avvik når status er rød i 2 måneder»: den er et avvik når den har vært rød i så mange måneder på rad.",
    "Skriv «avvik når status er raud i 2 månader»: han er eit avvik når han har vore raud i så mange månader på rad.",
    "Write “deviation when status is red for 2 months”: it is one when it has been red in so many months in a row.",
)
_IN_A_PERIOD = Translated(
    "En indikator måles for hver måned, og kortet for i fjor viser den som den var da. Skriv et vindu («siste 12 mnd», "
    "«siste 3 mnd», «hittil i år»), eller hva målet sammenlignes med: «(høyere enn i fjor)».",
    "Ein indikator blir målt for kvar månad, og kortet for i fjor viser han som han var då. Skriv eit vindauge («siste "
    "12 mnd», «siste 3 mnd», «hittil i år»), eller kva målet blir samanlikna med: «(høgare enn i fjor)».",
    "An indicator is measured for each month, and last year's card shows it as it was then. Write a window (“last 12 "
    "months”, “last 3 months”, “year to date”), or what the target is compared with: “(higher than last year)”.",
)
_OF_WHAT = Translated(
    "Skriv hvilken gruppe det er på: «0 fristbrudd på SETT».",
    "Skriv kva gruppe det er på: «0 fristbrot på SETT».",
    "Write of which set: “0 breaches of the deadline for SET”.",
)
_TIMES = r"ganger|gonger|gonga med|ganget med|pluss|minus|delt på|times|multiplied by|plus|divided by|\*|×|\+"
_COLOURS = "|".join(rf"(?<={colour} )" for colour in ("rød", "raud", "gul", "red", "amber"))
_FORMS = (
    (re.compile(r"(?<![\w.])\d[\d.,]* ?(?:%|[^\W\d]+) (?:for|i|in) [^\W\d]\w*(?: \w+)? ?"), _OF_A_CATEGORY),
    (_pattern(r"endring(?:a|en)?(?: fr[aå] i fjor i \S*)?|change(?: (?:from|since) last year in \S*)?"), _CHANGE),
    (
        _pattern(
            r"i fjor|(?:forrige|førre) (?:år|kvartal|tertial|halvår)|last year|the previous (?:quarter|half-year)"
        ),
        _IN_A_PERIOD,
    ),
    (_pattern(rf"(?:{_TIMES}) \d(?:[\d ,.]*\d)?"), _ARITHMETIC),
    (
        _pattern(
            r"(?:antall(?:et)?|tal(?:et)? på|(?:the )?number of)? ?(?:ulike? person(?:er|ar)?|distinct persons?)[^(]*"
        ),
        _OF_WHOM,
    ),
    (re.compile(rf"(?:{_COLOURS})(?:(?:i|for|in) )?\w+ (?:måneder|mnd|månader|months)\b.*"), _REACH_A_COLOUR),
    (re.compile(r"(?:fristbrudd|fristbrot|breach(?:es)?(?: of the deadline)?)\.?$", re.IGNORECASE), _OF_WHAT),
)
"""What is written, and what to write instead."""
