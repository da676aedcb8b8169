"""Problem codes T061…: what stands under an indicator, indexes, links, tests and local files."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

INDICATORS: dict[str, Entry] = {
    "T049": Entry(
        "error",
        "{indicator} antas å virke på «{effect}», som ikke finnes{near}",
        "{indicator} is linked to “{effect}”, which does not exist{near}",
        "",
        "",
    ),
    "T061": Entry(
        "error",
        "Vektene summerer til {total} %, ikke 100 %.",
        "The weights sum to {total} %, not 100 %.",
        "",
        "",
    ),
    "T062": Entry(
        "error",
        "En tittel alene er ingen måling.",
        "A title alone is no measure.",
        "Skriv «hentes fra KILDE» under den.",
        "Write “taken from SOURCE” under it.",
    ),
    "T063": Entry(
        "error",
        "«{source}» har ikke én rad per enhet og måned (eller år) med teller og nevner.",
        "“{source}” has not one row per unit and month (or year) with numerator and denominator.",
        "",
        "",
    ),
    "T064": Entry(
        "error",
        "En indeks kan ikke fordeles.",
        "An index cannot be broken down.",
        "",
        "",
    ),
    "T065": Entry(
        "error",
        "«{name}» er ingen indikator som indeksen kan vekte{near}",
        "“{name}” is no indicator that the index can weigh{near}",
        "",
        "",
    ),
    "T066": Entry(
        "error",
        "«gyldig i» gjelder det som måles sjeldnere enn hver måned.",
        "“valid for” is for what is measured less often than every month.",
        "En måned som ikke er klar, får aldri forrige måneds tall. Fjern linjen, eller skriv «måles kvartalsvis».",
        "A month that is not ready never gets the figure of the month before. Remove the line, or write “measured quarterly”.",
    ),
    "T067": Entry(
        "error",
        "En median, en persentil, et antall ulike personer og en indeks regnes for hver måned.",
        "A median, a percentile, a number of distinct persons and an index are computed for every month.",
        "Fjern linjen om hvor ofte det måles.",
        "Remove the line that says how often it is measured.",
    ),
    "T068": Entry(
        "error",
        "«deles med» sier hvem som ser det som ellers er bare for én styringslinje; her står ingen «bare for styringslinje …».",
        "“shared with” says who sees what is otherwise only for one steering line; there is no “only for steering line …” here.",
        "Uten «bare for» ser alle linjer indikatoren. Fjern linjen, eller skriv «bare for styringslinje …» over den.",
        "Without “only for” every line sees the indicator. Remove the line, or write “only for steering line …” above it.",
    ),
    "T070": Entry(
        "error",
        "Prøven nevner «{name}», som ikke finnes{near}",
        "The test names “{name}”, which does not exist{near}",
        "",
        "",
    ),
    "T071": Entry(
        "error",
        "Prøven sier ikke hva som skal være.",
        "The test does not say what is expected.",
        "Skriv «så skal KODE være …» under «når måneden er …».",
        "Write “then CODE should be …” under “when the month is …”.",
    ),
    "T072": Entry(
        "error",
        "Indeksen vises på flere styringslinjer enn «{name}», som er bare for {line}.",
        "The index is shown on more steering lines than “{name}”, which is only for {line}.",
        "Den som ser indeksen, kunne regne ut det som ikke er delt. Skriv «bare for styringslinje {line}» under indeksen også.",
        "Whoever sees the index could work out what is not shared. Write “only for steering line {line}” under the index too.",
    ),
    "T074": Entry(
        "error",
        "«{found}» er ingen grense for hvor mye av vekten som kan mangle.",
        "“{found}” is no limit for how much of the weight may be missing.",
        "Skriv en andel fra 0 % til under 100 %: «regnes når høyst 40 % av vekten mangler».",
        "Write a share from 0 % to under 100 %: “computed when at most 40 % of the weight is missing”.",
    ),
    "T075": Entry(
        "error",
        "«{found}» er intet tak: en del som er på målet, teller 100 %.",
        "“{found}” is no cap: a part on its target counts for 100 %.",
        "Skriv minst 100 %: «ingen del teller mer enn 150 %».",
        "Write at least 100 %: “no part counts for more than 150 %”.",
    ),
    "T076": Entry(
        "error",
        "Linjen hører til en vektet indeks, og dette er ingen.",
        "The line belongs to a weighted index, and this is none.",
        "Stryk linjen, eller flytt den under indeksen.",
        "Remove the line, or move it under the index.",
    ),
    "T080": Entry(
        "error",
        "En lokal fil sier både hva den bygger på og hvem den gjelder for.",
        "A local file says both what it builds on and for whom it holds.",
        "Skriv «bygger på nasjonal» og «gjelder for kontor 0315» øverst.",
        "Write “builds on national” and “applies to office 0315” at the top.",
    ),
    "T081": Entry(
        "error",
        "En lokal fil kan ikke endre regler, nasjonale begreper eller nasjonale måltall.",
        "A local file may not change rules, national terms or national targets.",
        "Flytt linjen til den nasjonale spesifikasjonen, eller fjern den.",
        "Move the line to the national specification, or remove it.",
    ),
    "T077": Entry(
        "error",
        "Indekser vekter hverandre i ring: {codes}.",
        "Indexes weigh each other in a circle: {codes}.",
        "Ta bort én av delene: en indeks kan ikke være en del av seg selv.",
        "Remove one of the parts: an index cannot be a part of itself.",
    ),
}
