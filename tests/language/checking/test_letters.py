"""A sentence of a letter checks to the same specification as the short form that says the same (LETTERS 1-13)."""

from __future__ import annotations

from itertools import product

import pytest

from kpidsl.language import check_sources
from kpidsl.language.parsing.account import accounts
from kpidsl.problems import SourceText
from tests.language.meaning import meaning
from tests.language.page import prelude
from tests.nothing_ignored.checked import WORDS, checked
from tests.nothing_ignored.leaving_out import Text

PERSONS = (
    prelude("organisation")
    + prelude("persons").replace("begrep godkjent plan ", "begrep godkjent plan (en godkjent plan) ")
    + 'begrep samtaler betyr aktiviteter der type er "samtale"\n'
    + "status for antall\n  grønn når målet er nådd\n  gul når resultatet er høyst 5 dårligere enn målet\n"
    + "  rød ellers\n"
)
CASES = (
    prelude("organisation")
    + prelude("cases")
    + "størrelse liggetid betyr antall dager fra start til månedens slutt, lavere er bedre\n"
    + "begrep henvendelser betyr saker\n  fristen er 3 uker fra start\n"
    + "utfall lukkede betyr henvendelser datert slutt\n"
    + "begrep klager (klagene) betyr saker\n  fristen løper fra start\n"
    + "utfall avgjorte (avgjort, avgjøres) betyr klager datert slutt\n"
)
MONEY = (
    prelude("organisation")
    + "kilde regnskap\n  én rad per enhet og måned\n  kontor enhet\n  periode måned\n  brukt kroner\n  ramme kroner\n"
    "  tallene er strøm\nstørrelse forbruk (forbruket) betyr sum brukt i regnskap\n"
    "størrelse budsjett (budsjettet) betyr sum ramme i regnskap\n"
)
SPENT_ON_PERSONS = MONEY + prelude("persons") + ('begrep samtaler (samtale) betyr aktiviteter der type er "samtale"\n')

AREAS = (
    prelude("organisation")
    + prelude("cases").replace(
        "én rad per sak\n", 'én rad per sak\n  område tekst: "somatikk", "rus", "kategori 1"\n', 1
    )
    + "størrelse ventetid (ventetiden) betyr antall dager fra start til slutt, lavere er bedre\n"
)
WAITED = "Gjennomsnittlig ventetid på avsluttede tilfeller"

SAME = [
    (f'{WAITED} (høyst 50 dager for "somatikk", høyst 40 dager for "rus")', AREAS, [
        f"{WAITED} skal ikke overstige 50 dager i somatikk og 40 dager i rus.",
        f"{WAITED} skal ikke overstige 50 dager for somatikk, 40 dager for rus",
        f'{WAITED} skal ikke overstige 50 dager for "somatikk" og 40 dager for "rus"',
        "Gjennomsnittleg ventetid på avsluttede tilfeller skal ikkje overstige 50 dagar i somatikk og 40 dagar i rus",
        "Average ventetid for avsluttede tilfeller must not exceed 50 days in somatikk and 40 days in rus",
    ]),
    (f'{WAITED} (høyst 50 dager for "kategori 1", høyst 40 dager for "rus")', AREAS, [
        f"{WAITED} skal ikke overstige 50 dager for kategori 1 og 40 dager for rus",
        f"{WAITED} skal være høyst 50 dager for kategori 1 og 40 dager for rus",
        f"{WAITED} skal ikke overstige 50 dager for kategori 1, 40 dager for rus",
        f"{WAITED} skal være høyst 50 dager for kategori 1, 40 dager for rus.",
        f"{WAITED} (høyst 50 dager for kategori 1, 40 dager for rus)",
        f"{WAITED} skal ikkje overstige 50 dagar for kategori 1, 40 dagar for rus",
        "Average ventetid for avsluttede tilfeller should be at most 50 days for kategori 1 and 40 days for rus",
        "Average ventetid for avsluttede tilfeller should be at most 50 days for kategori 1, 40 days for rus",
    ]),
    (f'{WAITED} (høyst 50 dager fra 2027 for "somatikk", høyst 40 dager fra 2027 '
     'for "rus")', AREAS, [
        f"{WAITED} skal ikke overstige 50 dager i somatikk og 40 dager i rus fra 2027",
        f"{WAITED} (høyst 50 dager for somatikk, 40 dager for rus fra 2027)",
        f'{WAITED} (høyst 50 dager for "somatikk", 40 dager for "rus" fra 2027)',
    ]),
    (f"{WAITED} (høyst 30 dager fra 2026)", AREAS, [
        f"{WAITED} skal være høyst 30 dager i gjennomsnitt fra 2026.",
        f"{WAITED} skal ikke overstige 30 dager i snitt i 2026",
        "Gjennomsnittleg ventetid på avsluttede tilfeller skal vere høgst 30 dagar frå 2026 i gjennomsnitt",
        "Average ventetid for avsluttede tilfeller should be at most 30 days on average from 2026",
    ]),
    (f"{WAITED} (høyst 50 dager fra 2026, høyst 40 dager fra 2027)", AREAS, [
        f"{WAITED} skal ikke overstige 50 dager fra 2026 og 40 dager fra 2027",
    ]),
    ("Antall samtaler per arbeidssøkere (minst 3)", PERSONS, [
        "Antall samtaler per arbeidssøkere skal være minst 3 i snitt"
    ]),
    ("Andel arbeidssøkere med oppfølging siste 3 mnd (minst 80 %)", PERSONS, [
        "Andelen av arbeidssøkere som har hatt oppfølging de siste 3 månedene, skal være minst 80 prosent.",
        "Andelen arbeidssøkere med oppfølging i løpet av de tre siste månedene bør ligge på minst 80 pst.",
        "Prosentandelen arbeidssøkere med oppfølging siste tre måneder – minst 80 %",
        "Minst 80 prosent av arbeidssøkere skal ha hatt oppfølging siste 3 måneder;",
        "For arbeidssøkere skal minst 80 prosent ha hatt oppfølging siste 3 måneder",
        "Andelen arbeidssøkere med oppfølging siste 3 mnd skal ikke være under 80 %",
        "Andelen arbeidssøkere med oppfølging siste 3 mnd skal økes til 80 %",
        "Delen arbeidssøkere som har fått oppfølging dei siste tre månadene, skal vere på minst 80 prosent",
        "Minst 80 prosent av arbeidssøkere skal ha motteke oppfølging siste 3 månader",
        "The proportion of arbeidssøkere who have had oppfølging in the past three months should be at least 80 pct",
        "At least 80% of arbeidssøkere should have had oppfølging in the last 3 months.",
        "Of arbeidssøkere, at least 80% should have had oppfølging in the last 3 months",
    ]),
    ("Andel arbeidssøkere med godkjent plan (over 80 %)", PERSONS, [
        "Andelen arbeidssøkere som har godkjent plan, skal være over 80 prosent.",
        "Andelen arbeidssøkere med godkjent plan bør være høyere enn 80 %",
        "Mer enn 80 prosent av arbeidssøkere skal ha godkjent plan",
        "Andel arbeidssøkere med godkjent plan > 80 %",
        "Andelen arbeidssøkere med godkjent plan skal opp til over 80 prosent",
        "Over 80 pst. av arbeidssøkere skal ha ein godkjent plan",
        "Delen arbeidssøkere med godkjent plan skal vere meir enn 80 prosent",
        "More than 80% of arbeidssøkere should have godkjent plan",
        "The share of arbeidssøkere with godkjent plan should be above 80 per cent.",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst to tredjedeler)", PERSONS, [
        "Minst to tredjedeler av arbeidssøkere skal ha godkjent plan.",
        "Andelen arbeidssøkere med godkjent plan skal være minst to tredeler",
        "Av arbeidssøkere skal minst to tredelar ha godkjent plan",
        "At least two thirds of arbeidssøkere should have godkjent plan.",
        "Share of arbeidssøkere with godkjent plan: at least two-thirds",
    ]),
    ("Andel arbeidssøkere uten godkjent plan (høyst 25 %)", PERSONS, [
        "Høyst en fjerdedel av arbeidssøkere skal mangle godkjent plan.",
        "Andelen arbeidssøkere uten godkjent plan skal ikke overstige 25 prosent",
        "Høgst ein firedel av arbeidssøkere skal mangle godkjent plan",
        "No more than a quarter of arbeidssøkere should lack godkjent plan",
    ]),
    ("Antall arbeidssøkere (10 % lavere enn i 2025)", PERSONS, [
        "Antallet arbeidssøkere skal reduseres med 10 prosent fra 2025.",
        "Antall arbeidssøkere skal ned 10 prosent sammenlignet med 2025",
        "Antall arbeidssøkere (10 % færre enn i 2025)",
        "Talet på arbeidssøkere skal ned 10 prosent frå 2025",
        "Talet på arbeidssøkere (10 % lågare enn i 2025)",
        "The number of arbeidssøkere should fall by 10 per cent compared with 2025",
        "Number of arbeidssøkere (10 % fewer than in 2025)",
        "Reduser antall arbeidssøkere med 10 prosent fra 2025.",
        "Senk antallet arbeidssøkere med 10 % i forhold til 2025",
        "Reduser talet på arbeidssøkere med 10 prosent frå 2025",
        "Reduce the number of arbeidssøkere by 10 per cent from 2025.",
        "Cut the number of arbeidssøkere by 10% compared with 2025",
    ]),
    ("Antall arbeidssøkere (50 % lavere enn i 2025)", PERSONS, [
        "Antallet arbeidssøkere skal halveres fra 2025.", "Halver antallet arbeidssøkere fra 2025",
        "Talet på arbeidssøkere skal halverast frå 2025", "Halver talet på arbeidssøkere frå 2025",
        "The number of arbeidssøkere should be halved from 2025", "Halve the number of arbeidssøkere from 2025.",
    ]),
    ("Andel arbeidssøkere med godkjent plan (50 % av verdien lavere enn i fjor)", PERSONS, [
        "Andelen arbeidssøkere med godkjent plan skal halveres fra i fjor",
        "Halver andelen arbeidssøkere med godkjent plan fra i fjor",
    ]),
    ("Andel arbeidssøkere med godkjent plan (5 prosentpoeng høyere enn i 2025)", PERSONS, [
        "Øk andelen arbeidssøkere med godkjent plan med 5 prosentpoeng fra 2025.",
        "Auk delen arbeidssøkere med godkjent plan med 5 prosentpoeng frå 2025",
        "Increase the share of arbeidssøkere with godkjent plan by 5 percentage points from 2025.",
    ]),
    ("Andel arbeidssøkere med godkjent plan (høyere enn i fjor)", PERSONS, [
        "Andelen arbeidssøkere med godkjent plan skal øke fra i fjor.",
        "Delen arbeidssøkere med godkjent plan skal auke frå i fjor",
        "The share of arbeidssøkere with godkjent plan should increase from last year",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst 80 % fra 2027)", PERSONS, [
        "Øk andelen arbeidssøkere med godkjent plan til 80 % fra 2027",
        "Auk delen arbeidssøkere med godkjent plan til 80 prosent frå 2027",
        "Raise the share of arbeidssøkere with godkjent plan to 80% from 2027",
    ]),
    ("Andel arbeidssøkere uten godkjent plan (under 6 %)", PERSONS, [
        "Hold andelen arbeidssøkere uten godkjent plan under 6 %",
        "Reduser andelen arbeidssøkere uten godkjent plan til under 6 prosent",
        "Hald delen arbeidssøkere utan godkjent plan under 6 prosent",
        "Keep the share of arbeidssøkere without godkjent plan below 6%.",
    ]),
    ("Antall arbeidssøkere (lavere enn i fjor)", PERSONS, [
        "Antallet arbeidssøkere skal være lavere enn i fjor.",
        "Antall arbeidssøkere skal være færre enn samme periode i fjor",
        "Talet på arbeidssøkere skal vere færre enn i fjor",
        "The number of arbeidssøkere should be lower than last year.",
    ]),
    ("Antall arbeidssøkere (høyst som i 2025)", PERSONS, [
        "Antallet arbeidssøkere skal ikke øke fra 2025",
        "Antall arbeidssøkere skal ikke stige sammenlignet med 2025.",
        "Antall arbeidssøkere (ikke høyere enn i 2025)",
        "Antall arbeidssøkere skal ikke være flere enn i 2025",
        "Talet på arbeidssøkere skal ikkje vere høgare enn i 2025",
        "The number of arbeidssøkere should not be higher than in 2025",
        "Talet på arbeidssøkere skal ikkje auke frå 2025",
        "The number of arbeidssøkere should not increase from 2025",
        "Number of arbeidssøkere (no higher than in 2025)",
    ]),
    ("Antall arbeidssøkere (under 120)", PERSONS, [
        "Færre enn 120 arbeidssøkere",
        "Det skal være færre enn 120 arbeidssøkere",
        "Antallet arbeidssøkere skal reduseres til under 120",
        "Talet på arbeidssøkere skal vere lågare enn 120",
        "Fewer than 120 arbeidssøkere.",
        "There should be fewer than 120 arbeidssøkere",
        "The number of arbeidssøkere should be below 120",
    ]),
    ("Andel arbeidssøkere uten oppfølging siste 3 mnd (høyst 20 %)", PERSONS, [
        "Ikke mer enn 20 prosent av arbeidssøkere skal være uten oppfølging siste 3 måneder",
        "Andelen arbeidssøkere som ikke har hatt oppfølging siste 3 mnd. skal ikke overstige 20 prosent.",
        "No more than 20% of arbeidssøkere should lack oppfølging in the last 3 months",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst 50 % for kontor)", PERSONS, [
        "I hver kontor skal minst halvparten av arbeidssøkere ha en godkjent plan",
        "I alle kontorer skal andelen arbeidssøkere med godkjent plan være minst 50 %",
        "In every kontor at least half of arbeidssøkere should have godkjent plan",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst 80 % fra desember 2027)", PERSONS, [
        "Innen utgangen av 2027 skal andelen arbeidssøkere med godkjent plan være minst 80 %",
        "Andelen arbeidssøkere med godkjent plan skal være minst 80 % innen utgangen av 2027",
        "By the end of 2027 at least 80% of arbeidssøkere should have godkjent plan",
    ]),
    ("Andel arbeidssøkere med godkjent plan (80 % fra 2026, 85 % fra 2027)", PERSONS, [
        "Andelen arbeidssøkere med godkjent plan skal være 80 prosent i 2026 og 85 prosent i 2027.",
        "Andel arbeidssøkere med godkjent plan: 80 % i 2026, 85 % i 2027",
    ]),
    ("Andel unge arbeidssøkere av arbeidssøkere (høyst 30 %)", PERSONS, [
        "Andelen unge arbeidssøkere blant arbeidssøkere skal være høyst 30 %",
        "Unge arbeidssøkere skal utgjøre høyst 30 prosent av arbeidssøkere.",
    ]),
    ("Antall arbeidssøkere (høyst 900)", PERSONS, [
        "Høyst 900 arbeidssøkere.", "Det skal være høyst 900 arbeidssøkere", "No more than 900 arbeidssøkere",
        "Antallet arbeidssøkere: maksimalt 900", "Antall arbeidssøkere skal ned til 900",
    ]),
    ("Antall arbeidssøkere uten godkjent plan (høyst 0)", PERSONS, [
        "Ingen arbeidssøkere skal mangle godkjent plan", "Ingen arbeidssøkere uten godkjent plan",
    ]),
    ("Andel klager avgjort innen 28 dager (minst 90 %)", CASES, [
        "Minst 90 prosent av klagene skal avgjøres innen fire uker.",
        "Minst 90 prosent av klagene skal være avgjort innen 28 dager fra start",
        "Andelen klager som er avgjort innen 28 dager, skal være minst 90 pst.",
        "Av klagene skal minst 90 % være avgjort innen 28 dager",
    ]),
    ("Andel klager avgjort innen 7 dager (minst 100 %)", CASES, ["Alle klagene skal avgjøres innen en uke."]),
    ("Andel klager avgjort innen 3 måneder (minst 90 %)", CASES, [
        "Minst 90 prosent av klagene skal avgjøres innen tre måneder fra start.",
        "Andel klager avgjort innen 3 mnd. (minst 90 %)",
        "Minst 90 prosent av klagene skal vere avgjort innan tre månader",
        "At least 90% of klagene should be avgjort within 3 months of start",
    ]),
    ("Andel klager avgjort innen 14 dager (minst 90 %)", CASES, [
        "Å avgjøres minst 90 % av klagene innen to uker", "To avgjort at least 90 per cent of klagene within 14 days",
    ]),
    ("Andel klager avgjort innen 14 dager (minst 90 %)", CASES, [
        "Å avgjøre minst 90 % av klagene innen 14 dager.", "Avgjøre minst 90 % av klagene innen 14 dager",
        "Vi skal avgjøre minst 90 prosent av klagene innen to uker",
        "We will avgjøre at least 90% of klager within 14 days",
    ]),
    ("Andel klager avgjort innen 14 dager (minst 90 %)", CASES, [
        "Klagene avgjort innen 14 dager: minst 90 %", "Klager avgjort innen to uker (minst 90 prosent)",
        "Klager som er avgjort innen 14 dager: 90 % eller mer", "Klager avgjort within 14 days – at least 90%",
    ]),
    ("Andel arbeidssøkere med oppfølging siste 3 mnd (minst 80 %)", PERSONS, [
        "Arbeidssøkere med oppfølging siste 3 mnd: minst 80 %",
        "Arbeidssøkere som har hatt oppfølging siste 3 mnd (minst 80 %)",
    ]),
    ("Andel arbeidssøkere med oppfølging siste 3 mnd (2 prosentpoeng høyere enn i fjor)", PERSONS, [
        "Arbeidssøkere med oppfølging siste 3 mnd: 2 prosentpoeng høyere enn i fjor",
    ]),
    ("Andel arbeidssøkere med minst 2 samtaler siste 6 mnd (minst 60 %)", PERSONS, [
        "Andel arbeidssøkere med flere enn 1 samtaler siste 6 mnd (minst 60 %)",
        "Share of arbeidssøkere with more than 1 samtaler in the last 6 months (at least 60 %)",
    ]),
    ("Andel arbeidssøkere uten godkjent plan og uten samtaler (høyst 40 %)", PERSONS, [
        "Andel arbeidssøkere uten verken godkjent plan eller samtaler (høyst 40 %)",
        "Andel arbeidssøkere som verken har godkjent plan eller samtaler (høyst 40 %)",
        "Del arbeidssøkere med verken godkjent plan eller samtaler (høgst 40 %)",
        "Share of arbeidssøkere with neither godkjent plan nor samtaler (at most 40 %)",
    ]),
    ("Andel arbeidssøkere med oppfølging siste 3 mnd og uten godkjent plan (høyst 40 %)", PERSONS, [
        "Andel arbeidssøkere med oppfølging siste 3 mnd, men ikke godkjent plan (høyst 40 %)",
        "Del arbeidssøkere med oppfølging siste 3 mnd, men ikkje godkjent plan (høgst 40 %)",
        "Share of arbeidssøkere with oppfølging last 3 months, but no godkjent plan (at most 40 %)",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst 80 % fra 2027)", PERSONS, [
        "Fra 2027: Andel arbeidssøkere med godkjent plan (minst 80 %)",
        "Fra 2027: Andelen arbeidssøkere med godkjent plan skal være minst 80 prosent.",
        "From 2027: Share of arbeidssøkere with godkjent plan (at least 80 %)",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst 80 %)", PERSONS, [
        "Andelen arbeidssøkere med godkjent plan forventes å være minst 80 prosent.",
        "Resultatkravet er at minst 80 prosent av arbeidssøkere har godkjent plan.",
        "Delen arbeidssøkere med godkjent plan er venta å vere minst 80 prosent.",
        "The share of arbeidssøkere with godkjent plan is expected to be at least 80%.",
    ]),
    ("Antall arbeidssøkere (høyst 900)", PERSONS, [
        "Number of arbeidssøkere not to exceed 900.", "Number of arbeidssøkere should be no higher than 900",
    ]),
    ("Antall arbeidssøkere (høyst 900 fra mars 2027)", PERSONS, [
        "From March 2027, no more than 900 arbeidssøkere", "Fra mars 2027: Antall arbeidssøkere høyst 900",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst som i fjor)", PERSONS, [
        "Andelen arbeidssøkere med godkjent plan skal være minst like høy som i fjor.",
        "Delen arbeidssøkere med godkjent plan skal vere minst like høg som i fjor.",
        "The share of arbeidssøkere with godkjent plan should be no lower than last year.",
    ]),
    ("Andel arbeidssøkere med godkjent plan (høyere enn landsgjennomsnittet)", PERSONS, [
        "Andelen arbeidssøkere med godkjent plan skal være høyere enn i landet som helhet.",
    ]),
    ("Andel arbeidssøkere med oppfølging siste 6 mnd (minst 80 %)", PERSONS, [
        "Share of arbeidssøkere with oppfølging during the previous six months (at least 80 %)",
    ]),
    ("Antall ulike personer blant arbeidssøkere (minst 200)", PERSONS, [
        "Antallet ulike personer blant arbeidssøkere skal være minst 200.",
        "Number of different people among arbeidssøkere (at least 200)",
    ]),
    ("Gjennomsnittlig liggetid på åpne saker (høyst 30 dager)", CASES, [
        "Liggetid på åpne saker skal i gjennomsnitt være høyst 30 dager.",
        "Liggetid på åpne saker skal i snitt ikke overstige 30 dager.",
        "Liggetid på åpne saker skal være høyst 30 dager i gjennomsnitt.",
        "Liggetid på åpne saker skal i gjennomsnitt ikkje overstige 30 dagar.",
        "Liggetid for åpne saker should on average not exceed 30 days.",
    ]),
    ("Antall unge arbeidssøkere (høyst 5 per 100 arbeidssøkere)", PERSONS, [
        "Unge arbeidssøkere (høyst 5 per 100 arbeidssøkere)",
    ]),
    ("Antall unge arbeidssøkere (høyst 120)", PERSONS, [
        "Unge arbeidssøkere: høyst 120", "Unge arbeidssøkere (høyst 120)",
    ]),
    ("Andel klager avgjort innen 14 dager (minst 90 % fra 2026)", CASES, [
        "I 2026 skal vi avgjøre minst 90 % av klagene innen 14 dager",
        "I 2026 vi skal avgjøre minst 90 % av klagene innen 14 dager",
    ]),
    ("Andel klager avgjort innen 14 dager (minst 90 % for kontor)", CASES, [
        "Hver kontor skal avgjøre minst 90 % av klagene innen 14 dager",
        "Every kontor should avgjøre at least 90% of klagene within 14 days",
    ]),
    ("Antall åpne saker (10 % lavere enn i 2025)", CASES, [
        "Å redusere antall åpne saker med 10 prosent fra 2025",
        "We will reduce the number of åpne saker by 10 per cent from 2025",
        "Vi skal redusere talet på åpne saker med 10 prosent frå 2025.",
    ]),
    ("Antall åpne saker med liggetid over 90 dager (høyst 10)", CASES, [
        "Antall henvendelser som venter over 90 dager (høyst 10)",
        "Høyst 10 henvendelser skal vente lenger enn 90 dager.",
        "No more than 10 henvendelser should be waiting over 90 days",
        "Number of henvendelser waiting longer than 90 days: at most 10",
        "Høgst 10 henvendelser skal vente meir enn 90 dagar",
    ]),
    ("Andel klager avgjort innen 30 virkedager (minst 100 %)", CASES, [
        "Alle klagene skal avgjøres innen 30 arbeidsdager.", "All klagene should be avgjort within 30 working days",
    ]),
    ("Andel arbeidssøkere mellom 18 og 24 år med godkjent plan (minst 80 %)", PERSONS, [
        "Minst 80 % av arbeidssøkere i alderen 18–24 år skal ha godkjent plan.",
        "Andelen arbeidssøkere som er mellom 18 og 24 år, som har godkjent plan, skal være minst 80 prosent",
        "Share of arbeidssøkere aged 18 to 24 with godkjent plan (at least 80 %)",
    ]),
    ("Antall arbeidssøkere fra 55 år (høyst 40)", PERSONS, [
        "Høyst 40 arbeidssøkere i alderen 55 år og over", "No more than 40 arbeidssøkere aged 55 and over",
    ]),
    ("Andel arbeidssøkere med godkjent plan og oppfølging siste 3 mnd (minst 70 %)", PERSONS, [
        "Andelen arbeidssøkere som har en godkjent plan og oppfølging de siste tre månedene, skal være minst 70 %.",
        "Minst 70 % av arbeidssøkere skal ha godkjent plan og oppfølging siste 3 måneder",
        "At least 70% of arbeidssøkere should have godkjent plan and oppfølging in the last 3 months",
    ]),
    ("Andel arbeidssøkere med godkjent plan og oppfølging siste 3 mnd og samtaler siste 6 mnd (5 %)", PERSONS, [
        "Andel arbeidssøkere med godkjent plan og oppfølging siste 3 mnd, og samtaler siste 6 mnd (5 %)",
        "5 % av arbeidssøkere skal ha godkjent plan, oppfølging siste 3 mnd og samtaler siste 6 mnd",
        "Share of arbeidssøkere with godkjent plan and oppfølging last 3 months, and samtaler last 6 months (5 %)",
    ]),
    ("Andel arbeidssøkere med minst 2 oppfølging siste 6 mnd (minst 60 %)", PERSONS, [
        "Minst 60 % av arbeidssøkere skal ha hatt minst to oppfølging de siste seks månedene.",
        "Delen arbeidssøkere som har fått minst to oppfølging dei siste seks månadene, skal vere minst 60 prosent",
        "Share of arbeidssøkere with at least two oppfølging in the last 6 months (at least 60 %)",
    ]),
    ("Andel arbeidssøkere med oppfølging hver måned siste 3 mnd (minst 60 %)", PERSONS, [
        "Minst 60 % av arbeidssøkere skal ha hatt oppfølging hver av de siste tre månedene",
        "Share of arbeidssøkere with oppfølging every month in the last 3 months (at least 60 %)",
    ]),
    ("Antall åpne saker med liggetid over 6 måneder (høyst 10)", CASES, [
        "Antall åpne saker eldre enn 6 måneder (høyst 10)",
        "Høyst 10 åpne saker skal være eldre enn seks måneder.",
        "Number of åpne saker over 6 months old (at most 10)",
        "No more than 10 åpne saker should be older than 6 months",
    ]),
    ("Andel åpne saker med liggetid over 90 dager (høyst 5 %)", CASES, [
        "Andel åpne saker som har ventet over 90 dager (høyst 5 %)",
        "Høyst 5 % av åpne saker skal ha ventet over 90 dager",
        "Del åpne saker som har venta meir enn 90 dagar (høgst 5 %)",
        "Share of åpne saker who have waited more than 90 days (at most 5 %)",
    ]),
    ("Forbruk i prosent av budsjett (høyst 100 %)", MONEY, [
        "Forbruket skal ikke overstige budsjettet.", "Forbruket skal utgjøre høyst 100 prosent av budsjettet",
    ]),
    ("Forbruk i prosent av budsjett (98–102 %)", MONEY, [
        "Forbruket skal avvike høyst 2 % fra budsjettet", "Forbruket skal utgjøre mellom 98 og 102 % av budsjettet",
    ]),
    ("Forbruk per samtale (høyst 900 kroner)", SPENT_ON_PERSONS, [
        "Forbruket per samtale skal være høyst 900 kroner.", "Forbruket skal være høyst 900 kroner per samtale",
        "Forbruket skal ikke overstige 900 kroner per samtale", "Forbruk (høyst 900 kroner per samtale)",
        "Forbruket skal ikkje gå over 900 kroner per samtale", "Forbruk should be at most 900 kroner per samtale",
    ]),
    ("Forbruk per 100 samtale (høyst 900 kroner fra 2026)", SPENT_ON_PERSONS, [
        "I 2026 skal forbruket være høyst 900 kroner per 100 samtale",
        "I 2026 skal forbruket per 100 samtale være høyst 900 kroner",
        "In 2026 forbruk should be at most 900 kroner per 100 samtale",
    ]),
    ("Forbruk per budsjett (høyst 2 kroner)", SPENT_ON_PERSONS, ["Forbruket skal være høyst 2 kroner per budsjett"]),
    ("Forbruk hittil i år (høyst 400 kroner fra 2026)", MONEY, [
        "Forbruk i løpet av 2026 (høyst 400 kroner)", "Forbruket skal være høyst 400 kroner i løpet av 2026",
        "I løpet av 2026 skal forbruket være høyst 400 kroner",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst 80 %)", PERSONS, [
        "Målet er at minst 80 prosent av arbeidssøkere har godkjent plan.",
        "Målet er at minst 80 prosent av arbeidssøkere skal ha godkjent plan",
        "Målet er at andelen arbeidssøkere med godkjent plan er minst 80 %",
        "80 prosent eller mer av arbeidssøkere skal ha godkjent plan",
        "Andelen arbeidssøkere med godkjent plan skal minst være 80 %",
        "Andelen arbeidssøkere med godkjent plan skal aldri falle under 80 %",
        "Andelen av alle arbeidssøkere som har godkjent plan, skal være 80 % eller høyere",
        "Andel arbeidssøkere med godkjent plan: minst åtti prosent",
        "Målet er at minst 80 prosent av arbeidssøkere har ein godkjent plan",
        "80 prosent eller meir av arbeidssøkere skal ha godkjent plan",
        "The aim is that at least 80% of arbeidssøkere have godkjent plan.",
        "Our goal is that the share of arbeidssøkere with godkjent plan is at least 80%",
        "The share of arbeidssøkere with godkjent plan is not to fall below 80%",
        "80% or more of all arbeidssøkere should have godkjent plan",
        "% of arbeidssøkere with godkjent plan (min. 80%)",
        "Share of arbeidssøkere with godkjent plan: at least eighty per cent",
    ]),
    ("Andel arbeidssøkere med oppfølging siste 3 mnd (minst 85 %)", PERSONS, [
        "Siste tre måneder skal minst 85 prosent av arbeidssøkere ha hatt oppfølging.",
        "Minst åttifem prosent av arbeidssøkere har hatt oppfølging siste 3 måneder",
        "Dei siste tre månadene skal minst 85 prosent av arbeidssøkere ha fått oppfølging",
        "In the last 3 months at least 85% of arbeidssøkere should have had oppfølging",
        "At least eighty-five per cent of arbeidssøkere should have had oppfølging in the last 3 months",
    ]),
    ("Antall arbeidssøkere (høyst 120)", PERSONS, [
        "Det skal ikke være mer enn 120 arbeidssøkere.", "Antallet arbeidssøkere skal maksimalt være 120",
        "Ant. arbeidssøkere (maks. 120)", "Antall arbeidssøkere: 120 eller færre",
        "Det skal ikkje vere fleire enn 120 arbeidssøkere", "Talet på arbeidssøkere: 120 eller færre",
        "There should not be more than 120 arbeidssøkere", "Number of arbeidssøkere: 120 or fewer",
        "No. of arbeidssøkere (max 120)", "The number of arbeidssøkere should be at or below 120",
    ]),
    ("Antall arbeidssøkere (høyst 0)", PERSONS, [
        "Det skal ikke være noen arbeidssøkere", "Det skal ikkje vere nokon arbeidssøkere",
        "There should not be any arbeidssøkere.",
    ]),
    ("Antall arbeidssøkere (minst 20)", PERSONS, [
        "Det skal ikke være færre enn 20 arbeidssøkere", "There should not be fewer than twenty arbeidssøkere",
    ]),
    ("Antall arbeidssøkere (høyst 120 for kontor)", PERSONS, [
        "Hver kontor skal ha høyst 120 arbeidssøkere.", "Kvar kontor skal ha høgst 120 arbeidssøkere",
        "Each kontor should have at most 120 arbeidssøkere", "Ved hver kontor skal antall arbeidssøkere være høyst 120",
    ]),
    ("Antall arbeidssøkere (lavere enn i fjor)", PERSONS, [
        "Færre arbeidssøkere enn i fjor.", "Færre arbeidssøkere enn året før", "Fewer arbeidssøkere than last year",
        "Antall arbeidssøkere reduseres fra i fjor",
    ]),
    ("Antall arbeidssøkere med oppfølging (høyere enn i 2025)", PERSONS, [
        "Flere arbeidssøkere med oppfølging enn i 2025", "Fleire arbeidssøkere med oppfølging enn i 2025",
        "More arbeidssøkere with oppfølging than in 2025.",
    ]),
    ("Antall arbeidssøkere (25 % lavere enn i 2025)", PERSONS, [
        "Antall arbeidssøkere reduseres med 25 prosent fra 2025",
        "Reduser antall arbeidssøkere med en fjerdedel fra 2025",
        "Antallet arbeidssøkere skal reduseres med en fjerdedel fra 2025",
        "Cut the number of arbeidssøkere by a quarter from 2025.",
    ]),
    ("Andel arbeidssøkere med godkjent plan (25 % av verdien lavere enn i 2025)", PERSONS, [
        "Andelen arbeidssøkere med godkjent plan skal reduseres med en fjerdedel fra 2025",
        "Reduce the share of arbeidssøkere with godkjent plan by a quarter from 2025",
    ]),
    ("Andel arbeidssøkere med godkjent plan (5 prosentpoeng høyere enn i 2025)", PERSONS, [
        "Andelen arbeidssøkere med godkjent plan økes med 5 prosentpoeng fra 2025",
        "Delen arbeidssøkere med godkjent plan aukast med 5 prosentpoeng frå 2025",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst 80 % fra 2026, minst 85 % fra 2027)", PERSONS, [
        "Andel arbeidssøkere med godkjent plan (minst 80 % fra 2026, økende til 85 % fra 2027)",
        "Share of arbeidssøkere with godkjent plan: at least 80% in 2026, rising to 85% in 2027",
    ]),
    ("Andel arbeidssøkere uten godkjent plan (4–6 %)", PERSONS, [
        "Andelen arbeidssøkere uten godkjent plan skal ligge i intervallet 4–6 prosent",
        "Andelen arbeidssøkere uten godkjent plan skal være fra 4 til 6 prosent.",
        "Andel arbeidssøkere uten godkjent plan (4 % til 6 %)",
        "Delen arbeidssøkere utan godkjent plan skal vere frå 4 til 6 prosent",
        "The share of arbeidssøkere without godkjent plan should be from 4 to 6 per cent",
    ]),
    ("Andel arbeidssøkere uten godkjent plan (høyst som landsgjennomsnittet)", PERSONS, [
        "Andelen arbeidssøkere uten godkjent plan skal være på nivå med eller lavere enn landsgjennomsnittet",
        "The share of arbeidssøkere without godkjent plan should be equal to or below the national average",
    ]),
    ("Andel arbeidssøkere med godkjent plan og oppfølging siste 3 mnd (minst 70 %)", PERSONS, [
        "Andel arbeidssøkere med både godkjent plan og oppfølging siste 3 mnd. (minst 70 %)",
        "Minst 70 % av arbeidssøkere skal ha både godkjent plan og oppfølging siste 3 måneder",
        "Share of arbeidssøkere with both godkjent plan and oppfølging in the last 3 months (at least 70 %)",
    ]),
    ("Andel arbeidssøkere med godkjent plan og uten oppfølging siste 3 mnd (høyst 20 %)", PERSONS, [
        "Andel arbeidssøkere med godkjent plan, men uten oppfølging siste 3 mnd (høyst 20 %)",
        "Share of arbeidssøkere with godkjent plan, but without oppfølging last 3 months (at most 20 %)",
    ]),
    ("Andel arbeidssøkere med minst 2 samtaler siste 6 mnd (minst 60 %)", PERSONS, [
        "Andel arbeidssøkere med to eller flere samtaler siste 6 mnd. (minst 60 %)",
        "Minst 60 % av arbeidssøkere skal ha hatt 2 eller fleire samtaler siste 6 månader",
        "Share of arbeidssøkere with two or more samtaler in the last 6 months (at least 60 %)",
    ]),
    ("Andel klager avgjort innen 14 dager (minst 90 %)", CASES, [
        "Klagene skal avgjøres innen 14 dager i minst 90 prosent av tilfellene.",
        "Innen 14 dager skal minst 90 prosent av klagene være avgjort",
        "Målet er å avgjøre minst 90 % av klagene innen 14 dager",
        "Klagene skal vere avgjort innan to veker i minst 90 prosent av tilfella",
        "Within 14 days at least 90% of klagene should be avgjort",
        "The target is to avgjøre at least 90% of klagene within 14 days",
        "Share of klager avgjort in 14 days (at least 90 %)",
    ]),
    ("Andel avsluttede tilfeller med ventetid under 30 dager (minst 80 %)", AREAS, [
        "80 prosent eller mer av avsluttede tilfeller skal ha en ventetid på under 30 dager",
        "Andel avsluttede tilfeller med en ventetid på under 30 dager (minst 80 %)",
        "At least 80% of avsluttede tilfeller should have a ventetid under 30 days",
    ]),
    (f"{WAITED} (høyst 50 dager)", AREAS, [
        "Gj.snittlig ventetid på avsluttede tilfeller (maks 50 dager)",
        "Gj.snitt ventetid på avsluttede tilfeller: 50 dager eller kortere",
        "Avg. ventetid for avsluttede tilfeller (max 50 days)",
    ]),
    ("Forbruk i prosent av budsjett (høyst 100 %)", MONEY, [
        "Forbruket skal være innenfor budsjettet.", "Forbruket skal halde seg innanfor budsjettet",
        "Forbruket must stay within the budsjettet",
    ]),
    ("Forbruk (høyst 400 kroner)", MONEY, ["Høyst 400 kroner forbruk.", "At most 400 kroner forbruk"]),
    ("Andel arbeidssøkere uten godkjent plan (høyst 10 %)", PERSONS, [
        "Kravet er at høyst 10 prosent av arbeidssøkere mangler godkjent plan.",
        "Det er et krav at andelen arbeidssøkere uten godkjent plan er høyst 10 %",
        "Sikre at høyst 10 prosent av arbeidssøkere er uten godkjent plan",
        "Kravet er at høgst 10 prosent av arbeidssøkere manglar godkjent plan",
        "The requirement is that at most 10% of arbeidssøkere lack godkjent plan",
        "Ensure that at most 10% of arbeidssøkere are without godkjent plan",
    ]),
    ("Andel arbeidssøkere med oppfølging siste 3 mnd (minst 100 %)", PERSONS, [
        "Hver arbeidssøkere skal ha hatt oppfølging siste 3 måneder.",
        "Kvar arbeidssøkere skal ha fått oppfølging siste 3 månader",
        "Every arbeidssøkere should have had oppfølging in the last 3 months",
    ]),
    ("Andel arbeidssøkere med oppfølging siste 6 mnd (minst 75 %)", PERSONS, [
        "Andel arbeidssøkere som i løpet av de siste 6 månedene har hatt oppfølging (minst 75 %)",
        "Delen arbeidssøkere som dei siste seks månadene har fått oppfølging, skal vere minst 75 prosent",
        "Share of arbeidssøkere who in the last 6 months have had oppfølging (at least 75 %)",
        "Share of arbeidssøkere receiving oppfølging in the previous 6 months (at least 75 %)",
        "At least three in four arbeidssøkere should have had oppfølging in the most recent six months",
    ]),
    ("Andel arbeidssøkere med oppfølging siste 6 mnd (minst 75 % for kontor)", PERSONS, [
        "Minst 75 prosent av arbeidssøkere ved hver kontor skal ha hatt oppfølging siste 6 måneder",
        "At least 75% of arbeidssøkere in every kontor should have had oppfølging in the last 6 months",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst 80 % fra 2026)", PERSONS, [
        "Andelen arbeidssøkere med godkjent plan skal i 2026 være minst 80 prosent.",
        "Fra og med 2026 skal andelen arbeidssøkere med godkjent plan være minst 80 %",
        "Delen arbeidssøkere med godkjent plan skal i 2026 vere minst 80 prosent",
        "The share of arbeidssøkere with godkjent plan should in 2026 be at least 80%",
    ]),
    ("Andel arbeidssøkere med godkjent plan (minst 80 %)", PERSONS, [
        "Andel arbeidssøkere med godkjent plan (mål: minst 80 %)",
        "Share of arbeidssøkere with godkjent plan (target: at least 80 %)",
    ]),
    ("Andel arbeidssøkere uten godkjent plan (4–6 %)", PERSONS, [
        "Andelen arbeidssøkere uten godkjent plan skal være minst 4 og høyst 6 prosent",
        "The share of arbeidssøkere without godkjent plan should be at least 4% and at most 6%",
    ]),
    ("Andel arbeidssøkere med godkjent plan eller oppfølging (minst 40 %)", PERSONS, [
        "Andel arbeidssøkere med enten godkjent plan eller oppfølging (minst 40 %)",
        "Del arbeidssøkere med anten godkjent plan eller oppfølging (minst 40 %)",
        "Share of arbeidssøkere with either godkjent plan or oppfølging (at least 40 %)",
        "Minst 40 % av arbeidssøkere skal ha enten godkjent plan eller oppfølging",
    ]),
    ("Andel arbeidssøkere med godkjent plan og oppfølging siste 3 mnd (minst 70 %)", PERSONS, [
        "Andel arbeidssøkere med godkjent plan samt oppfølging siste 3 mnd (minst 70 %)",
        "Share of arbeidssøkere with godkjent plan as well as oppfølging last 3 months (at least 70 %)",
    ]),
    ("Antall arbeidssøkere (høyst 0)", PERSONS, [
        "Antall arbeidssøkere skal være 0.", "Talet på arbeidssøkere (0)", "Number of arbeidssøkere should be zero",
    ]),
    ("Antall arbeidssøkere (høyst 120 for kontor)", PERSONS, [
        "Ingen kontor skal ha mer enn 120 arbeidssøkere.", "Det enkelte kontor skal ha høyst 120 arbeidssøkere",
        "Ingen kontor skal ha fleire enn 120 arbeidssøkere", "No kontor should have more than 120 arbeidssøkere",
    ]),
    ("Andel arbeidssøkere uten godkjent plan (høyst 6 % for kontor)", PERSONS, [
        "Ingen kontor skal ha en andel arbeidssøkere uten godkjent plan over 6 %",
        "All kontor should have a share of arbeidssøkere without godkjent plan of at most 6%",
    ]),
    ("Antall arbeidssøkere (10 % lavere enn i 2025)", PERSONS, [
        "10 prosent færre arbeidssøkere enn i 2025.", "10 % reduksjon i antall arbeidssøkere fra 2025",
        "Nedgang i antall arbeidssøkere på 10 prosent fra 2025",
        "Antallet arbeidssøkere skal reduseres fra 2025 med 10 prosent",
        "10 prosent færre arbeidssøkere enn i 2025", "Reduksjon i talet på arbeidssøkere på 10 prosent frå 2025",
        "10% fewer arbeidssøkere than in 2025", "A 10 per cent reduction in the number of arbeidssøkere from 2025.",
        "Reduce the number of arbeidssøkere by 10% against 2025",
    ]),
    ("Andel arbeidssøkere med godkjent plan (5 prosentpoeng høyere enn i 2025)", PERSONS, [
        "Økning i andelen arbeidssøkere med godkjent plan på 5 prosentpoeng fra 2025",
        "A 5 percentage point increase in the share of arbeidssøkere with godkjent plan from 2025",
    ]),
    ("Antall arbeidssøkere (lavere enn i 2025)", PERSONS, [
        "Reduser antall arbeidssøkere fra 2025", "Reduce the number of arbeidssøkere from 2025.",
    ]),
    ("Antall arbeidssøkere (høyst som i fjor)", PERSONS, [
        "Antallet arbeidssøkere skal ikke overstige nivået i fjor",
        "Talet på arbeidssøkere skal ikkje overstige nivået i fjor",
        "The number of arbeidssøkere should not exceed last year's level.",
    ]),
    ("Andel klager avgjort innen 14 dager (minst 90 %)", CASES, [
        "Klagene skal avgjøres innen 14 dager (minst 90 %).",
        "Andel klager avgjort senest 14 dager fra start (minst 90 %)",
        "Målet er at minst 90 prosent av klagene er avgjort innen 14 dager",
        "The target is that at least 90% of klagene are avgjort within 14 days",
    ]),
    ("Antall åpne saker (10 % lavere enn i 2025)", CASES, [
        "Antall åpne saker skal reduseres med minst 10 prosent fra 2025",
        "Reduser antall åpne saker med minst 10 prosent fra 2025",
    ]),
]  # fmt: skip
WITHOUT_SHORT_FORM = [
    ("Andel lukkede henvendelser innen fristen (minst 100 %)", CASES, [
        "Det skal ikke være fristbrudd for henvendelser", "There should not be missed deadlines for henvendelser",
        "Ingen fristbrudd for henvendelser.", "Det skal være 0 fristbrudd for henvendelser",
        "Null brudd på fristen for henvendelser", "No breaches of the deadline for henvendelser",
        "Ingen fristbrot for henvendelser",
    ]),
    ("Andel klager avgjort innen 14 dager (minst 90 %)", CASES, [
        "Andel klager avgjort senest 14 dager etter start (minst 90 %)",
    ]),
]  # fmt: skip
"""A letter that does not name its outcome, and one that could be broken down by `start`, were that no date."""


@pytest.mark.parametrize(("short", "base", "letters"), SAME + WITHOUT_SHORT_FORM)
def test_a_letters_sentence_says_what_the_short_form_says(short: str, base: str, letters: list[str]) -> None:
    alone, *rest = checked([short, *letters], base)
    assert alone is not None
    assert [letter for letter, one in zip(letters, rest, strict=True) if one is None] == []
    assert [letter for letter, one in zip(letters, rest, strict=True) if one.meaning != alone.meaning] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Antall avsluttede tilfeller (høyst 40 {})",
        "Avsluttede tilfeller (høyst 40 {})",
        "Antall avsluttede tilfeller skal være høyst 40 {}",
        "Målet er at antall avsluttede tilfeller skal være høyst 40 {}",
        "I hvert kontor skal antall avsluttede tilfeller være høyst 40 {}",
        "Holde antall avsluttede tilfeller under 40 {}",
        "Redusere antall avsluttede tilfeller til 40 {}",
        "Høyst 40 avsluttede tilfeller {}",
        "For avsluttede tilfeller skal gjennomsnittlig varighet være høyst 40 dager {}",
        "Klagene skal avgjøres innen 14 dager (90 % {})",
        "Klager avgjort innen 14 dager: minst 90 % {}",
        "Minst 90 % av klagene skal avgjøres innen 14 dager {}",
    ],
)
def test_in_the_course_of_a_year_says_which_months_count_wherever_it_dates_a_target(sentence: str) -> None:
    dated, course = checked([sentence.format("fra 2026"), sentence.format("i løpet av 2026")], CASES)
    assert dated is not None
    assert course is not None
    assert dated.meaning != course.meaning


NUMERATORS = [
    ("med oppfølging siste 3 mnd", "som har hatt oppfølging siste tre måneder", "ha hatt oppfølging siste 3 måneder"),
    ("uten oppfølging siste 3 mnd", "som ikke har fått oppfølging siste 3 mnd", "være uten oppfølging siste 3 mnd"),
    ("med godkjent plan", "som har en godkjent plan", "ha godkjent plan"),
    ("uten godkjent plan", "som mangler godkjent plan", "mangle en godkjent plan"),
]
SENSES = [("minst", "minst"), ("høyst", "ikke mer enn")]
DATES = [
    ("", "", ""),
    (" fra 2027", "Fra 2027 skal ", " fra 2027"),
    (" fra juli 2027", "Innen juli 2027 skal ", " innen juli 2027"),
]


def test_every_form_of_a_share_in_every_order() -> None:
    forms: list[tuple[str, list[str]]] = []
    for (clause, relative, verb), (word, long), (date, front, back) in product(NUMERATORS, SENSES, DATES):
        share, quota = f"ndelen arbeidssøkere {relative}", f"{long} 80 prosent av arbeidssøkere"
        letters = [f"A{share}, skal være {long} 80 prosent{back}.", f"{quota.capitalize()} skal {verb}{back}"]
        if front:
            letters += [f"{front}a{share} være {long} 80 pst.", f"{front}{quota} {verb}"]
        else:
            letters += [f"A{share}: {long} 80 pst.", f"Av arbeidssøkere skal {long} 80 % {verb}"]
        forms.append((f"Andel arbeidssøkere {clause} ({word} 80 %{date})", letters))
    found = iter(checked([one for short, letters in forms for one in (short, *letters)], PERSONS))
    for short, letters in forms:
        alone = next(found)
        assert alone is not None
        for letter in letters:
            one = next(found)
            assert one is not None, letter
            assert one.meaning == alone.meaning, (letter, short)


NOTHING_BY_ITSELF = {
    *("BULLET", "STOP", "ARTICLE", "marks", "COMMA", "LIST_COMMA", "COLON", "DASH", "SHALL BE_AT", "AT_VALUE"),
    *("age_unit", "OLD", "average_tail", "SHALL", "AIM", "BOTH", "THERE SHALL BE_AT", "IS"),
    *("IN_RANGE", "FROM", "COMMA_AND", "EITHER", "GOAL_LABEL", "SHARE", "COUNT"),
}
"""Marks, articles, `både`, `enten`, `mål:` and `målet er at` say nothing; a set with a target in per cent is a share,
and with a number how many, said or not; what joins a sentence and its target (a colon, `skal være`, `skal`) may be
left out, and they stand side by side as well; an age without a unit is in years, `old` or not; a mean is an average,
whether it is said again (`i snitt`) or not; `fra 4 til 6` is `4 til 6`, in an interval or not; two clauses, the
second with a `med` or `uten` of its own, hold both, joined (`, men uten`) or side by side."""


@pytest.mark.parametrize(
    "letter", [letter for _, base, letters in SAME if base is PERSONS for letter in letters if "i løpet" not in letter]
)
def test_no_piece_of_a_letters_sentence_can_be_left_out(letter: str) -> None:
    text = Text((SourceText("brev.kpi", f"{PERSONS}A.1 {letter}\n"),)).used()
    parts = [p for p in text.parts() if p.line.text.endswith(letter) and p.rule not in NOTHING_BY_ITSELF]
    assert parts
    assert [(p.rule, p.text) for p in parts if text.is_ignored(p)] == []


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Andelen arbeidssøkere som har hatt godkjent plan skal være minst 80 prosent", "Q005"),
        ("Andelen arbeidssøkere med godkjent plan skal øke med 5 prosent", "Q001"),
        ("Andelen arbeidssøkere med godkjent plan skal være minst 80 prosent innen 2027", "Q002"),
        ("Fra 2026 skal andelen arbeidssøkere med godkjent plan være minst 80 % fra 2027", "T110"),
        ("Antall arbeidssøkere (10 % lavere enn 2025)", "S001"),
        ("Antall arbeidssøkere (110 % lavere enn i fjor)", "T169"),
        ("Antall arbeidssøkere skal reduseres med 110 prosent fra 2025", "T169"),
        ("Å redusere antall arbeidssøkere", "Q008"),
        ("Andelen arbeidssøkere med godkjent plan skal være minst 600 prosent", "T173"),
        ("Minst 655 % av arbeidssøkere skal ha godkjent plan", "T173"),
        ("Andelen arbeidssøkere med godkjent plan ved månedsslutt og oppfølging (80 %)", "S001"),
        ("Det skal i gjennomsnitt ikke være mer enn 120 arbeidssøkere", "S001"),
        ("Antall arbeidssøkere skal i gjennomsnitt være høyst 120", "T235"),
    ],
)
def test_what_is_not_surely_read_is_refused(sentence: str, code: str) -> None:
    spec, problems = check_sources([SourceText("brev.kpi", f"{PERSONS}A.1 {sentence}\n")])
    assert spec is None
    assert [p.code for p in problems if p.severity == "error"] == [code]


@pytest.mark.parametrize(
    ("sentence", "code", "readings"),
    [
        (
            "Antallet arbeidssøkere skal øke med 5 prosent",
            "Q001",
            ["(5 % av verdien høyere enn i fjor)"],
        ),
        (
            "Andelen arbeidssøkere med godkjent plan skal øke med 5 prosent",
            "Q001",
            ["(5 prosentpoeng høyere enn i fjor)", "(5 % av verdien høyere enn i fjor)"],
        ),
        (
            "Arbeidssøkere med oppfølging: minst 80",
            "Q018",
            ["«Antall arbeidssøkere med oppfølging»", "«Andel arbeidssøkere med oppfølging»"],
        ),
        ("Redusert andel unge arbeidssøkere", "Q008", ["(n lavere enn i fjor)", "(høyst n)", "(uten mål)"]),
        ("Andel arbeidssøkere med oppfølging (lavere enn før)", "Q008", ["(n lavere enn i fjor)", "(uten mål)"]),
        ("Andelen arbeidssøkere med oppfølging skal være høyere enn tidligere.", "Q008", ["(n høyere enn i fjor)"]),
        ("Flest mulig arbeidssøkere skal i jobb", "Q008", ["(minst n)", "(uten mål)"]),
        ("Arbeidssøkere på et forsvarlig nivå", "Q008", ["(minst n)", "(høyst n)", "(uten mål)"]),
        (
            "Andel arbeidssøkere med oppfølging og godkjent plan eller overgang til arbeid (40 %)",
            "Q009",
            ["(godkjent plan eller overgang til arbeid)", "(oppfølging og godkjent plan)"],
        ),
        (
            "Andel arbeidssøkere med samtaler, oppfølging og godkjent plan eller overgang til arbeid (40 %)",
            "Q009",
            [
                "… med samtaler, oppfølging og (godkjent plan eller overgang til arbeid)",
                "… med (samtaler, oppfølging og godkjent plan) eller overgang til arbeid",
            ],
        ),
        (
            "Andel arbeidssøkere med samtaler, oppfølging eller godkjent plan, og overgang til arbeid (40 %)",
            "Q009",
            [
                "… med samtaler, oppfølging eller (godkjent plan, og overgang til arbeid)",
                "… med (samtaler, oppfølging eller godkjent plan), og overgang til arbeid",
            ],
        ),
        (
            "Minst 40 % av arbeidssøkere skal ha oppfølging eller godkjent plan og overgang til arbeid",
            "Q009",
            ["… ha oppfølging eller (godkjent plan og", "… ha (oppfølging eller godkjent plan) og"],
        ),
        (
            "Andel arbeidssøkere uten oppfølging og godkjent plan (høyst 5 %)",
            "Q011",
            ["uten oppfølging og uten godkjent plan", "uten oppfølging eller uten godkjent plan"],
        ),
        (
            "Andel arbeidssøkere med oppfølging og samtaler siste 3 mnd (minst 40 %)",
            "Q012",
            ["med oppfølging siste 3 mnd … samtaler siste 3 mnd"],
        ),
        (
            "Andel arbeidssøkere med godkjent plan under 30 år (minst 40 %)",
            "Q013",
            ["SETT under 30 år med godkjent plan"],
        ),
        (
            "Andel arbeidssøkere med oppfølging og godkjent plan og samtaler siste 3 mnd (minst 40 %)",
            "Q012",
            ["med oppfølging siste 3 mnd … samtaler siste 3 mnd"],
        ),
        ("Ingen fristbrudd for arbeidssøkere", "T168", ["Andel UTFALL arbeidssøkere innen fristen"]),
        ("80 prosent skal ha en godkjent plan", "Q010", ["Andel arbeidssøkere med godkjent plan (80 %)"]),
        ("Andel oppfølging siste 3 mnd (80 %)", "Q010", ["arbeidssøkere med oppfølging"]),
        ("Antall arbeidssøkere (900)", "T042", ["minst 900", "høyst 900"]),
        ("Antall arbeidssøkere (høyst 12,000)", "S007", ["12 000", "12"]),
    ],
)
def test_what_a_letter_leaves_open_is_asked_about_with_its_readings(sentence, code, readings) -> None:
    spec, problems = check_sources([SourceText("brev.kpi", f"{PERSONS}A.1 {sentence}\n")])
    assert spec is None
    (asked,) = [p for p in problems if p.severity == "error"]
    assert asked.code == code
    assert [r for r in readings if r not in f"{asked.message('nb')} {asked.help('nb')}"] == []


@pytest.mark.parametrize(
    "mark",
    ["• ", "– ", "a) ", "(iv) ", "1. ", "2.1. ", "2.1 ", "KPI 3: ", "Styringsparameter 3: ", "Nr. 3: ", "Mål 2 – "],
)
def test_a_list_mark_and_a_label_are_no_part_of_the_meaning(mark: str) -> None:
    plain, marked = (
        check_sources([SourceText("brev.kpi", f"{PERSONS}{m}Antall arbeidssøkere skal være høyst 900.\n")])[0]
        for m in ("", mark)
    )
    assert plain is not None
    assert marked is not None
    assert meaning(marked.indicators, WORDS) == meaning(plain.indicators, WORDS)


def test_a_label_stands_in_the_title() -> None:
    (made, _) = check_sources([SourceText("brev.kpi", f"{PERSONS}KPI 3: Antall arbeidssøkere (høyst 900)\n")])
    assert made is not None
    assert made.indicators[0].title == "KPI 3: Antall arbeidssøkere"


@pytest.mark.parametrize(("short", "base", "letters"), SAME, ids=[short for short, _, _ in SAME])
def test_the_short_form_that_is_printed_says_the_same(short: str, base: str, letters: list[str]) -> None:
    text = base + "".join(f"A.{at} {letter}\n" for at, letter in enumerate(letters, start=1))
    printed = [dict(one.rows)["short"].partition(" ")[2] for one in accounts([SourceText("brev.kpi", text)])]
    alone, *rest = checked([short, *printed], base)
    assert alone is not None
    assert len(printed) == len(letters)
    assert [one for one, made in zip(printed, rest, strict=True) if made is None or made.meaning != alone.meaning] == []


def test_the_words_that_gave_each_part_are_printed() -> None:
    letter = "Andelen unge arbeidssøkere som har hatt oppfølging siste tre måneder, skal være minst 80 prosent fra 2027"
    (account,) = accounts([SourceText("brev.kpi", f"{PERSONS}A.1 {letter}\n")])
    assert account.rows == (
        ("short", "A.1 Andel unge arbeidssøkere med oppfølging siste 3 mnd (minst 80 % fra 2027)"),
        ("set", "unge arbeidssøkere"),
        ("WithClause", "som har hatt oppfølging siste tre måneder"),
        ("target", "minst 80 prosent fra 2027"),
        ("from", "2027"),
    )


OWN_AND = (
    "begrep plan betyr personstatus der plan finnes\nbegrep plan og samtaler betyr personstatus der alder er over 90\n"
    'begrep samtaler og råd betyr aktiviteter der type er "møte"\n'
)


def test_of_terms_that_hold_and_the_longest_is_meant_and_crossing_ones_are_refused() -> None:
    alone = checked(["Andel arbeidssøkere med «plan og samtaler» (80 %)"], PERSONS + OWN_AND)[0]
    longest = checked(["Andel arbeidssøkere med plan og samtaler (80 %)"], PERSONS + OWN_AND)[0]
    assert longest is not None
    assert alone is not None
    assert longest.meaning == alone.meaning
    crossing = "Andel arbeidssøkere med plan og samtaler og råd (80 %)"
    _, problems = check_sources(
        [SourceText("brev.kpi", f"{PERSONS}{OWN_AND}begrep råd betyr samtaler\nA.1 {crossing}\n")]
    )
    assert [p.code for p in problems if p.severity == "error"] == ["T060"]


def test_a_number_of_breaches_other_than_none_is_refused() -> None:
    _, problems = check_sources([SourceText("brev.kpi", f"{CASES}A.1 3 fristbrudd for henvendelser\n")])
    assert [(p.code, p.fields["found"]) for p in problems if p.severity == "error"] == [("S001", "3")]


def test_words_of_a_mended_line_are_those_that_were_read():
    """«Sykefråværet» is mended to a longer word: the target's words are not one letter off."""
    text = """språk nn
kjelde tall
  éi rad per eining og månad
  kontor_nr eining
  periode månad
  ja teljar
  alle nemnar
  tala er straum
storleik sjukefråvær (sjukefråværet) tyder ja i prosent av alle i tall, lågare er betre
Sykefråværet skal vere høgst 6 prosent.
"""
    (account,) = accounts([SourceText("v.kpi", text)])
    assert ("target", "høgst 6 prosent") in account.rows


@pytest.mark.parametrize(
    ("letter", "target"),
    [
        ("Andel arbeidssøkere med oppfølging siste 3 mnd.\n  eller godkjent plan (minst 80 %)", "minst 80 %"),
        ("Andel arbeidssøkere med oppfølging skal være minst 70 %,\n  og 75 % fra 2027", "75 % fra 2027"),
    ],
)
def test_words_behind_the_end_of_a_line_that_continues_are_those_that_were_read(letter, target):
    (account,) = accounts([SourceText("brev.kpi", f"{PERSONS}A.1 {letter}\n")])
    assert account.rows[-1] == ("target", target) or account.rows[-2] == ("target", target)
