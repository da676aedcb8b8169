"""Problem codes T101…: what is defined anew from a date."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

DEFINITIONS: dict[str, Entry] = {
    "T101": Entry(
        "error",
        "«{found}» er ikke den første dagen i en måned, og en definisjon gjelder for hele måneder.",
        "“{found}” is not the first day of a month, and a definition holds for whole months.",
        "Skriv «gjelder fra {nearest}».",
        "Write “applies from {nearest}”.",
        nn="«{found}» er ikkje den første dagen i ein månad, og ein definisjon gjeld for heile månader.",
        help_nn="Skriv «gjeld frå {nearest}».",
    ),
    "T102": Entry(
        "error",
        "«{name}» er definert to ganger fra {start}: også i {first}.",
        "“{name}” is defined twice from {start}: also in {first}.",
        "Gi dem hver sin dato, eller ta bort den ene.",
        "Give each its own date, or take one of them away.",
        nn="«{name}» er definert to gonger frå {start}: også i {first}.",
        help_nn="Gi dei kvar sin dato, eller ta bort den eine.",
    ),
    "T103": Entry(
        "error",
        "«{name}» gjelder først fra {start}, og ingenting sier hva som gjaldt før.",
        "“{name}” applies from {start} only, and nothing says what held before.",
        "Erklær det som gjaldt før, uten «gjelder fra …»; har det alltid vært slik, ta bort linjen.",
        "Declare what held before, without “applies from …”; where it has always been so, take the line away.",
        nn="«{name}» gjeld først frå {start}, og ingenting seier kva som galdt før.",
        help_nn="Erklær det som galdt før, utan «gjeld frå …»; har det alltid vore slik, ta bort linja.",
    ),
    "T104": Entry(
        "error",
        "«{name}» kan bli definert på nytt, men ikke få {what_nb} enn før ({first}).",
        "“{name}” can be defined anew, but not get {what_en} than before ({first}).",
        "Måltall, år og serie hører til det første. Gi det nye et eget navn, eller en egen kode.",
        "Targets, year and series belong to the first. Give the new one its own name, or its own code.",
        nn="«{name}» kan bli definert på nytt, men ikkje få {what_nn} enn før ({first}).",
        help_nn="Måltal, år og serie høyrer til det første. Gi det nye eit eige namn, eller ein eigen kode.",
    ),
    "T105": Entry(
        "error",
        "Under en ny definisjon av {name} kan bare det stå som sier hva som telles.",
        "Under a new definition of {name} only what says what is counted can stand.",
        "Alt annet står under den første ({first}); et nytt måltall skrives under «måltall for {name}» med «fra …».",
        "All else stands under the first ({first}); a new target is written under “targets for {name}” with “from …”.",
        nn="Under ein ny definisjon av {name} kan berre det stå som seier kva som blir talt.",
        help_nn="Alt anna står under den første ({first}); eit nytt måltal skal stå under «måltal for {name}» med «frå …».",
    ),
    "T106": Entry(
        "error",
        "{name} er definert på nytt et annet sted enn der den står ({first}).",
        "{name} is defined anew in another place than where it stands ({first}).",
        "Flytt den nye definisjonen til den samme gruppen.",
        "Move the new definition into the same group.",
        nn="{name} er definert på nytt ein annan stad enn der han står ({first}).",
        help_nn="Flytt den nye definisjonen til den same gruppa.",
    ),
}
