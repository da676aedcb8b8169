"""Problem codes S…: the text itself, found while lines are read and parsed."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

SYNTAX: dict[str, Entry] = {
    "S001": Entry(
        "error",
        "«{found}» kan ikke leses her; her ventes {expected_nb}",
        "cannot read «{found}» here; expected {expected_en}",
    ),
    "S002": Entry(
        "error",
        "«{found}» kan ikke leses her; mente du «{nearest}»?",
        "cannot read «{found}» here; did you mean «{nearest}»?",
        "Her ventes {expected_nb}.",
        "Expected {expected_en}.",
    ),
    "S003": Entry(
        "error",
        "linja slutter for tidlig; her ventes {expected_nb}",
        "the line ends too early; expected {expected_en}",
    ),
    "S004": Entry(
        "error",
        "linja er rykket inn med tabulator",
        "the line is indented with a tab",
        "Bruk to mellomrom for hvert nivå.",
        "Use two spaces for each level.",
    ),
    "S005": Entry(
        "error",
        "linja er rykket inn {found} mellomrom, og det passer ikke med linjene over",
        "the line is indented by {found} spaces, which fits none of the lines above",
        "Rykk inn {expected} mellomrom, som linjene ved siden av.",
        "Indent it by {expected} spaces, as the lines beside it.",
    ),
    "S006": Entry(
        "error",
        "tallet «{found}» har feil desimaltegn for språket i fila; skriv «{nearest}»",
        "the number «{found}» has the wrong decimal mark for the language of this file; write «{nearest}»",
    ),
    "S007": Entry(
        "error",
        "tallet «{found}» kan leses på to måter; skriv «{thousands}» (tusener) eller «{decimal}» (desimaler)",
        "the number «{found}» has two readings; write «{thousands}» (thousands) or «{decimal}» (decimals)",
    ),
    "S008": Entry(
        "error",
        "koden «{found}» mangler punktum; skriv «{nearest}»",
        "the code «{found}» lacks its dot; write «{nearest}»",
    ),
    "S009": Entry(
        "error",
        "anførselstegnet blir aldri lukket",
        "the quotation mark is never closed",
        'Sett «"» også etter teksten.',
        'Put «"» after the text as well.',
    ),
    "S010": Entry(
        "error",
        "«{found}» kan ikke være et begrep: {why_nb}",
        "«{found}» cannot be a term: {why_en}",
        "Velg et annet uttrykk, eller flere ord.",
        "Choose another phrase, or more words.",
    ),
    "S011": Entry(
        "error",
        "«og» og «eller» står om hverandre, og det kan leses på to måter",
        "«and» and «or» are mixed, which has two readings",
        "Sett parenteser, eller komma foran det ordet som deler først.",
        "Use parentheses, or a comma before the word that divides first.",
    ),
    "S012": Entry(
        "error",
        "«{found}» kan leses på flere måter; skriv {readings_nb}",
        "«{found}» has several readings; write {readings_en}",
    ),
    "S013": Entry(
        "error",
        "{what_nb} er for stor til å leses: høyst {limit} {of_nb}",
        "{what_en} is too large to be read: at most {limit} {of_en}",
    ),
    "S014": Entry(
        "error",
        "raden har {found:celle|celler}, og overskriften har {expected}",
        "the row has {found:cell|cells}, and the header has {expected}",
    ),
    "S015": Entry(
        "error",
        "det kan ikke stå noe under denne linja; linja er lest som om den ikke var rykket inn",
        "nothing can stand under this line; the next line was read as if it were not indented",
        "Fjern innrykket foran «{found}».",
        "Remove the indentation before «{found}».",
    ),
    "S016": Entry(
        "error",
        "«{found}» er ikke et språk her; skriv nb, nn eller en",
        "«{found}» is not a language here; write nb, nn or en",
    ),
    "S017": Entry(
        "error",
        "linja hører hjemme {where_nb}, ikke her",
        "the line belongs {where_en}, not here",
        "{mend_nb}",
        "{mend_en}",
    ),
    "S018": Entry(
        "error",
        "kilden «{found}» mangler linja om hva en rad er",
        "the source «{found}» lacks the line that says what a row is",
        "Skriv for eksempel «én rad per person og måned».",
        "Write for example «one row per person and month».",
    ),
    "S019": Entry(
        "error",
        "prøven «{found}» mangler linja «når måneden er …» før det som skal være",
        "the test «{found}» lacks the line «when the month is …» before what should be",
    ),
    "S020": Entry(
        "error",
        "«{found}» er {is_nb}, og her ventes {expected_nb}",
        "«{found}» is {is_en}, and here is expected {expected_en}",
    ),
    "S022": Entry(
        "error",
        "«{found}» er en tekst i dataene; skriv den i anførselstegn",
        "«{found}» is a text in the data; write it in quotation marks",
    ),
    "S023": Entry(
        "error",
        "«{found}»: en persentil er fra 1 til 99",
        "«{found}»: a percentile is from 1 to 99",
        "Medianen er 50-persentilen.",
        "The median is the 50th percentile.",
    ),
    "S021": Entry(
        "error",
        "«{found}» er ingen dato: {why_nb}",
        "«{found}» is no date: {why_en}",
        "Skriv for eksempel «1. juli 2026», «juli 2026» eller «2026».",
        "Write for example «1 July 2026», «July 2026» or «2026».",
    ),
}
