"""A specification to write sentences and lines into: a declared source of every grain, and a term of every kind."""

from __future__ import annotations

BASE = """\
språk nb
organisasjon Etat
  nivåer kontor, kommune, fylke, land
  styringslinje statlig: kontor i fylke i land
  styringslinje kommunal: kontor i kommune
status for alle andre
  grønn når målet er nådd
  gul når resultatet er høyst 10 % av målet dårligere enn målet
  rød ellers
trend for alle andre sammenlignet med forrige periode
avvik når status er rød
kilde personer
  én rad per person og måned
  kontor enhet
  person_id person
  periode måned
  alder heltall
  kjønn tekst
kilde hendelser
  én rad per hendelse
  kontor enhet
  person_id person
  dag dato
  type tekst
kilde saker
  én rad per sak
  sak_id sak
  kontor enhet
  person_id person
  start dato
  slutt dato
  møte dato
  karakter desimaltall
  slag tekst
kilde tall
  én rad per enhet og måned
  kontor enhet
  periode måned
  ja teller
  alle nevner
  trivsel desimaltall
  brukt kroner
  plan kroner
  slag tekst
begrep brukere betyr personer
begrep unge brukere betyr personer der alder er under 30
begrep kontakt betyr hendelser der type er "samtale"
begrep klager betyr hendelser der type er "klage"
begrep overgang betyr en overgang i hendelser der type er "overgang"
  regnet av dem som sluttet i perioden
begrep forlot betyr en overgang i hendelser der type er "forlot"
  regnet av dem som var med ved starten
begrep tilfeller betyr saker
begrep åpne saker betyr saker der slutt mangler
begrep møtesaker betyr saker
  fristen løper fra start
egenskap kvinnelige betyr brukere der kjønn er "kvinne"
egenskap avsluttede betyr tilfeller der slutt er i perioden
utfall holdte betyr møtesaker datert møte
størrelse liggetid betyr antall dager fra start til månedens slutt, lavere er bedre
størrelse varighet betyr antall dager fra start til slutt, lavere er bedre
størrelse ventetid betyr antall virkedager fra start til møte, lavere er bedre
størrelse karakter betyr karakter i saker, høyere er bedre
størrelse karaktersum betyr sum karakter i saker, høyere er bedre
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
størrelse trivsel betyr trivsel i tall, vektet med alle, høyere er bedre
størrelse forbruk betyr sum brukt i tall, lavere er bedre
størrelse budsjett betyr sum plan i tall, lavere er bedre
D.1 Antall brukere (minst 1)
D.2 Antall klager (høyst 1)
"""
# D.1 and D.2 are what lines name: links, components.

HEADS = (
    "Andel brukere med klager",
    "Andel brukere med klager siste 6 mnd.",
    "Andel brukere med overgang",
    "Andel unge brukere av brukere",
    "Andel kvinnelige blant brukere",
    "Andel holdte møtesaker innen 26 uker",
    "Andel avsluttede tilfeller med varighet over 60 dager",
    "Antall brukere",
    "Antall kvinnelige blant brukere",
    "Antall kontakt",
    "Antall kontakt siste 6 mnd.",
    "Antall åpne saker",
    "Andel åpne saker med liggetid over 60 dager",
    "Gjennomsnittlig liggetid på åpne saker",
    "Antall klager per 100 brukere",
    "Antall ulike personer blant kontakt",
    "Gjennomsnittlig varighet på avsluttede tilfeller",
    "Median varighet på avsluttede tilfeller",
    "90-persentil varighet på avsluttede tilfeller",
    "Lengste varighet på avsluttede tilfeller",
    "Korteste varighet på avsluttede tilfeller",
    "Variasjonsbredde i varighet på avsluttede tilfeller",
    "Standardavvik i varighet på avsluttede tilfeller",
    "Gjennomsnittlig karakter",
    "Karaktersum på avsluttede tilfeller",
    "Gjennomsnittlig trivsel",
    "Svarandel",
    "Forbruk",
    "Forbruk i prosent av budsjett",
)
"""A sentence of every statistic and of every way that it is counted."""

CLAUSES = {
    "with": (
        "med kontakt",
        "uten kontakt",
        "med unge brukere",
        "med kontakt siste 3 mnd.",
        "med kontakt ved samme enhet",
        "med minst 2 kontakt siste 3 mnd.",
        "med kontakt hver måned siste 3 mnd.",
    ),
    "joined": (
        "med kontakt og unge brukere",
        "med kontakt eller unge brukere",
        "med kontakt og uten unge brukere",
        "uten unge brukere eller uten kontakt",
    ),
    "threshold": (
        "med varighet over 30 dager",
        "uten varighet over 30 dager",
        "med ventetid under 9 virkedager",
        "med liggetid over 3 mnd.",
    ),
    "within": ("innen 3 uker", "innen 10 virkedager", "innen 2 mnd.", "innen fristen"),
    "out_of": ("av brukere", "av tilfeller", "av kontakt", "av åpne saker"),
    "per": ("per brukere", "per 1000 brukere", "per kontakt"),
    "except": ("unntatt unge brukere", "unntatt kontakt", "unntatt åpne saker"),
    "year": ("hittil i år",),
    "month": ("i forrige måned",),
    "of_set": ("på avsluttede tilfeller", "for brukere", "på kontakt"),
    "older": ("under 30 år", "over 60 år", "eldre enn 6 måneder", "fra 55 år", "mellom 18 og 24 år"),
    "window": ("siste 2 mnd.", "siste 3 uker"),
}
"""What may be added to a sentence, by the rule of the grammar that it is."""

LINES = {
    "counted": (
        "regnet av saker som forfaller i perioden",
        "regnet av saker som er avgjort i perioden",
        "regnet av dem som sluttet i perioden",
        "regnet av dem som var med ved starten",
    ),
    "link": ("antas å virke på D.1", "antas å virke på D.1 etter 3 mnd", "er påvist å virke på D.2"),
    "frequency": ("måles månedlig", "måles kvartalsvis", "måles hvert tertial", "måles halvårlig", "måles årlig"),
    "direction": ("lavere er bedre", "høyere er bedre"),
    "breakdown": ("fordelt på slag", "fordelt på kjønn", "fordelt på type"),
    "fetched": ("hentes fra tall",),
    "whole_window": ("bare de som har vært med i hele vinduet",),
    "season": ("sammenlignes med samme måned i fjor",),
    "latest_target": ("hittil i år måles mot siste gjeldende måltall",),
    "separate_targets": ("måltallene summeres ikke",),
    "minimum": ("krever grunnlag på minst 10", "krever grunnlag på minst 20"),
    "index_limit": ("regnes når høyst 40 % av vekten mangler", "regnes når høyst 10 % av vekten mangler"),
    "index_cap": ("ingen del teller mer enn 150 %", "ingen del teller mer enn 110 %"),
    "owner": ('eier "Avdeling A"', 'eier "Avdeling B"'),
    "purpose": ('formål "Det ene"', 'formål "Det andre"'),
    "only_line": ("bare for styringslinje statlig", "bare for styringslinje kommunal"),
    "shared": ("deles med styringslinje statlig", "deles med styringslinje kommunal"),
    "valid": ("gyldig i 3 mnd", "gyldig i 6 mnd"),
    "component": ("D.1 teller 100 %", "D.1 teller 50 %", "D.2 teller 50 %"),
    "valid_from": ("gjelder fra 1. juli 2026", "gjelder fra 1. mai 2026"),
}
"""What may stand under an indicator, by the rule of the grammar that it is."""

UNDER = (
    *HEADS,
    "Andel brukere med klager (minst 75 %)",
    "Andel brukere med klager (10–20 %)",
    "Antall klager (høyst 5 fra 2026 vedtatt 1. desember 2025)",
    'Vektet indeks "Alt"\nD.1 teller 50 %\nD.2 teller 50 %',
    '"Svar"\nhentes fra tall',
)
"""What lines stand under: every sentence, targets of every form, an index and a title."""
