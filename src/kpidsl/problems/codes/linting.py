"""Problem codes L…: what is allowed but worth saying."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

LINTS: dict[str, Entry] = {
    "L001": Entry(
        "note",
        "Setningen har ingen kode; den vises som {number}.",
        "The sentence has no code; it is shown as {number}.",
        "Gi den en kode, så følger historikken den.",
        "Give it a code, and its history follows it.",
    ),
    "L002": Entry(
        "note",
        "{indicator}: høyere er regnet som bedre («{term}»).",
        "{indicator}: higher is taken as better (“{term}”).",
        "Skriv «minst» i måltallet, eller «høyere er bedre» under indikatoren, så er det sagt.",
        "Write “at least” in the target, or “higher is better” under the indicator, to say it.",
    ),
    "L003": Entry(
        "warning",
        "Ingen regel for utvikling gjelder {indicator}: den får ingen pil.",
        "No trend rule holds for {indicator}: it gets no arrow.",
        "Skriv «trend for alle andre sammenlignet med forrige periode, …».",
        "Write “trend for all others compared with the previous period, …”.",
    ),
    "L004": Entry(
        "note",
        "Begrepet «{term}» brukes ikke.",
        "The term “{term}” is not used.",
        "",
        "",
    ),
    "L005": Entry(
        "warning",
        "{indicator}: målet for {level} er strengere enn enhetenes ({first}): alle kan nå sitt, og {level} ikke.",
        "{indicator}: the target of {level} is stricter than the units' ({first}): all may meet theirs, and {level} not.",
        "Det er lov. Uten et eget mål får {level} det som enhetenes mål til sammen gir.",
        "It is allowed. Without a target of its own, {level} gets what the units' targets make together.",
    ),
    "L006": Entry(
        "note",
        "{indicator}: målet i setningen gjelder bare før {start}; fra da gjelder {where}.",
        "{indicator}: the target in the sentence holds only before {start}; from then on {where} holds.",
        "Er det én og samme verdi, kan raden strykes. Ellers er det slik et mål endres.",
        "If both say the same, the row can go. Otherwise this is how a target changes.",
    ),
    "L007": Entry(
        "note",
        "Linjen sier det som gjelder uansett: {first} sier det samme.",
        "The line says what holds anyway: {first} says the same.",
        "Den kan strykes.",
        "It can be removed.",
    ),
    "L008": Entry(
        "note",
        "Ingen indikator faller under denne regelen.",
        "No indicator falls under this rule.",
        "",
        "",
    ),
    "L009": Entry(
        "warning",
        "{indicator}: måltallet sier at {said_nb} er bedre, men det som måles, er erklært med «{declared_nb} er bedre».",
        "{indicator}: the target says that {said_en} is better, but what is measured is declared with “{declared_en} is better”.",
        "Måltallet gjelder. Rett ordet i det, eller skriv «{said_nb} er bedre» under indikatoren.",
        "The target holds. Mend its word, or write “{said_en} is better” under the indicator.",
    ),
    "L010": Entry(
        "note",
        "Ingen setning spør om fristen til «{term}».",
        "No sentence asks for the deadline of “{term}”.",
        "En andel av saker innen en frist spør om den: «Andel … innen fristen», «Andel … innen 3 uker».",
        "A share of cases within a deadline asks for it: “Share of … within the deadline”, “Share of … within 3 weeks”.",
    ),
}
