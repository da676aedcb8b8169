"""Problems of ambitions: what a unit itself aims at beyond its target."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

AMBITIONS: dict[str, Entry] = {
    "T200": Entry(
        "error",
        "Ambisjonen for {unit} er {ambition_nb}, og krever mindre enn måltallet {target_nb} for {indicator} ({first}).",
        "The ambition for {unit} is {ambition_en}, and asks for less than the target {target_en} for {indicator} "
        "({first}).",
        "Skriv en ambisjon som er strengere enn måltallet, eller stryk den; fargen følger måltallet uansett.",
        "Write an ambition that is stricter than the target, or remove it; the colour follows the target in any case.",
        nn="Ambisjonen for {unit} er {ambition_nn}, og krev mindre enn måltalet {target_nn} for {indicator} ({first}).",
        help_nn="Skriv ein ambisjon som er strengare enn måltalet, eller stryk han; fargen følgjer måltalet uansett.",
    ),
    "T201": Entry(
        "error",
        "En ambisjon er en enhets egen, og står i enhetens lokale fil.",
        "An ambition is a unit's own, and stands in the unit's local file.",
        "Skriv den i en fil med «bygger på nasjonal» og «gjelder for kontor …», eller skriv «måltall for …» her.",
        "Write it in a file with “builds on national” and “applies to office …”, or write “targets for …” here.",
        nn="Ein ambisjon er ei einings eigen, og står i den lokale fila til eininga.",
        help_nn="Skriv han i ei fil med «byggjer på nasjonal» og «gjeld for kontor …», eller skriv «måltal for …» her.",
    ),
    "T202": Entry(
        "error",
        "{indicator} er en lokal indikator, og har ikke noe nasjonalt måltall å være strengere enn.",
        "{indicator} is a local indicator, and has no national target to be stricter than.",
        "Skriv «måltall for …» i filen den står i.",
        "Write “targets for …” in the file it stands in.",
        nn="{indicator} er ein lokal indikator, og har ikkje noko nasjonalt måltal å vere strengare enn.",
        help_nn="Skriv «måltal for …» i fila han står i.",
    ),
    "T203": Entry(
        "error",
        "Slik kan en ambisjon ikke skrives: {why_nb}.",
        "An ambition cannot be written like this: {why_en}.",
        "Skriv tallet, og om det trengs datoen: «minst 85 % fra juli 2026».",
        "Write the amount, and the date if needed: “at least 85 % from July 2026”.",
        nn="Slik kan ein ambisjon ikkje skrivast: {why_nn}.",
        help_nn="Skriv talet, og om det trengst datoen: «minst 85 % frå juli 2026».",
    ),
    "T204": Entry(
        "error",
        "{indicator} kan ikke ha en ambisjon: {why_nb}.",
        "{indicator} cannot have an ambition: {why_en}.",
        "Skriv en lokal indikator med et mål av sitt eget, eller be om et måltall for enheten.",
        "Write a local indicator with a target of its own, or ask for a target for the unit.",
        nn="{indicator} kan ikkje ha ein ambisjon: {why_nn}.",
        help_nn="Skriv ein lokal indikator med eit eige mål, eller be om eit måltal for eininga.",
    ),
    "L054": Entry(
        "note",
        "Ambisjonen for {unit} er {ambition_nb}, akkurat måltallet for {indicator} ({first}).",
        "The ambition for {unit} is {ambition_en}, just the target for {indicator} ({first}).",
        "Skriv en strengere ambisjon, eller stryk den.",
        "Write a stricter ambition, or remove it.",
        nn="Ambisjonen for {unit} er {ambition_nn}, akkurat måltalet for {indicator} ({first}).",
        help_nn="Skriv ein strengare ambisjon, eller stryk han.",
    ),
}
"""Codes and their texts."""
