"""Problem codes Q001…: what a letter says and leaves open, asked about with the readings to copy."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

LETTERS: dict[str, Entry] = {
    "Q001": Entry(
        "error",
        "«{found}»: sammenlignet med hva?",
        "“{found}”: compared with what?",
        "Skriv målet slik det skal regnes: {readings_nb}.",
        "Write the target as it is to be computed: {readings_en}.",
    ),
    "Q002": Entry(
        "error",
        "«{found}» kan leses på to måter.",
        "“{found}” has two readings.",
        "Skriv «fra {date}» (målet gjelder hele perioden) eller «innen utgangen av {date}» (det gjelder fra den siste måneden).",
        "Write “from {date}” (the target holds all through it) or “by the end of {date}” (it holds from the last month).",
    ),
    "Q003": Entry(
        "error",
        "«{found}» er ikke et år: det som telles gjennom en periode, telles hittil i år.",
        "“{found}” is not a year: what is counted in the course of a period is counted year to date.",
        "Skriv året, for eksempel «i løpet av 2026», eller «hittil i år».",
        "Write the year, for example “during 2026”, or “year to date”.",
    ),
    "Q004": Entry(
        "error",
        "«{found}» daterer et mål, men setningen har ikke noe mål.",
        "“{found}” dates a target, but the sentence has no target.",
        "Skriv målet, eller ta ordene bort.",
        "Write the target, or leave the words out.",
    ),
    "Q005": Entry(
        "error",
        "«{found}»: ved månedens slutt, eller noen gang?",
        "“{found}”: at the end of the month, or ever?",
        "Skriv «med {term}» (ved månedens slutt). Noen gang kan ikke regnes av en tilstand.",
        "Write “with {term}” (at the end of the month). Ever cannot be computed of a state.",
    ),
    "Q006": Entry(
        "error",
        "«{found}» kan bare stå ved det som er en beholdning.",
        "“{found}” can only be said of a stock.",
        "Det som telles gjennom måneden, er månedens. Ta ordene bort.",
        "What is counted through the month is the month's. Leave the words out.",
    ),
    "Q008": Entry(
        "error",
        "«{found}»: hvor mye, og sammenlignet med hva?",
        "“{found}”: how much, and compared with what?",
        "Skriv det som skal måles, med et tall for n: {readings_nb}.",
        "Write what is to be measured, with a number for n: {readings_en}.",
    ),
    "Q009": Entry(
        "error",
        "«{found}»: hva hører sammen?",
        "“{found}”: which of them belong together?",
        "Det kan være {readings_nb}. Erklær det som står i parentes, som et begrep, og skriv begrepet.",
        "It may be {readings_en}. Declare what stands in brackets as a term, and write the term.",
    ),
    "Q010": Entry(
        "error",
        "«{found}» av hvem?",
        "“{found}” of whom?",
        "Skriv gruppen det er andelen av: {readings_nb}.",
        "Write the set that it is the share of: {readings_en}.",
    ),
    "Q007": Entry(
        "error",
        "«{found}» er ikke der fristen for «{term}» løper fra: den er erklært fra «{start}».",
        "“{found}” is not where the deadline of “{term}” runs from: it is declared from “{start}”.",
        "Skriv «fra {start}», eller erklær et begrep med den andre starten.",
        "Write “from {start}”, or declare a term with the other start.",
    ),
}
