"""Problem codes T110…: what would be read and then ignored: lines that nothing takes, or that are written twice."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

LINES: dict[str, Entry] = {
    "T110": Entry(
        "error",
        "Dette er sagt før, i {first}, og bare ett av de to kan gjelde.",
        "This was said before, in {first}, and only one of the two can hold.",
        "Stryk det ene.",
        "Remove one of them.",
        nn="Dette er sagt før, i {first}, og berre eitt av dei to kan gjelde.",
        help_nn="Stryk det eine.",
    ),
    "T111": Entry(
        "error",
        "«{line_nb}» har ingen virkning her: det hører til {where_nb}.",
        "“{line_en}” has no effect here: it belongs with {where_en}.",
        "Stryk linjen, eller flytt den dit den hører til.",
        "Remove the line, or move it to where it belongs.",
        nn="«{line_nn}» har ingen verknad her: det høyrer til {where_nn}.",
        help_nn="Stryk linja, eller flytt ho dit ho høyrer til.",
    ),
    "T112": Entry(
        "error",
        "«{line_nb}» sier noe annet enn måltallet i setningen ({target}).",
        "“{line_en}” does not agree with the target in the sentence ({target}).",
        "Stryk linjen, eller rett måltallet: «minst» når høyere er bedre, «høyst» når lavere er bedre, et intervall når det er best å ligge innenfor.",
        "Remove the line, or mend the target: “at least” where higher is better, “at most” where lower is better, an interval where it is best to be inside.",
        nn="«{line_nn}» seier noko anna enn måltalet i setninga ({target}).",
        help_nn="Stryk linja, eller rett måltalet: «minst» når høgare er betre, «høgst» når lågare er betre, eit intervall når det er best å liggje innanfor.",
    ),
    "T113": Entry(
        "error",
        "«{name}» er ikke perspektivet til noe resultatkrav{near}",
        "“{name}” is not the perspective of any result requirement{near}",
        "Rett navnet, eller stryk det: listen sier i hvilken rekkefølge perspektivene står på kortet.",
        "Mend the name, or remove it: the list says in which order the perspectives stand on the card.",
        nn="«{name}» er ikkje perspektivet til noko resultatkrav{near}",
        help_nn="Rett namnet, eller stryk det: lista seier i kva rekkjefølgje perspektiva står på kortet.",
    ),
    "T114": Entry(
        "error",
        "Perspektivet «{name}» er ikke med i listen i {first}{near}",
        "The perspective “{name}” is not in the list in {first}{near}",
        "Rett navnet, eller føy det til i listen: den sier hvilke perspektiver som finnes, og rekkefølgen deres.",
        "Mend the name, or add it to the list: it says which perspectives there are, and their order.",
        nn="Perspektivet «{name}» er ikkje med i lista i {first}{near}",
        help_nn="Rett namnet, eller føy det til i lista: ho seier kva perspektiv som finst, og rekkjefølgja deira.",
    ),
    "T116": Entry(
        "error",
        "«{found}» er ikke i prosent.",
        "“{found}” is not in per cent.",
        "Skriv «{number} %».",
        "Write “{number} %”.",
        nn="«{found}» er ikkje i prosent.",
        help_nn="Skriv «{number} %».",
    ),
    "T180": Entry(
        "error",
        "Linja motsier regelen på {first}: {why_nb}",
        "The line contradicts the rule at {first}: {why_en}",
        "Ta bort den ene av de to.",
        "Remove one of the two.",
        nn="Linja seier imot regelen på {first}: {why_nn}",
        help_nn="Ta bort den eine av dei to.",
    ),
    "T181": Entry(
        "error",
        "Regelen sier noe om teller og rest, men ingen indikator under den er en andel",
        "The rule says something about numerators and rests, but no indicator under it is a share",
        "Ta bort det, eller la regelen gjelde en andel.",
        "Remove it, or let the rule be for a share.",
        nn="Regelen seier noko om teljar og rest, men ingen indikator under han er ein del",
        help_nn="Ta bort det, eller la regelen gjelde ein del.",
    ),
    "T115": Entry(
        "error",
        "Regelen gjelder «{name}», som ikke er noen indikator{near}",
        "The rule is for “{name}”, which is no indicator{near}",
        "Rett koden, eller stryk regelen.",
        "Mend the code, or remove the rule.",
        nn="Regelen gjeld «{name}», som ikkje er nokon indikator{near}",
        help_nn="Rett koden, eller stryk regelen.",
    ),
}
