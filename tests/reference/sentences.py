"""Random specifications in Norwegian: many indicators on one set of declarations, with their own rules and targets."""

from __future__ import annotations

from random import Random

MONTHS = ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september")
SEPARATE = "måltallene summeres ikke"
HEAD = """språk nb
organisasjon NAV
  nivåer kontor (kontorer), kommune (kommuner), fylke (fylker), land
  styringslinje statlig: kontor i fylke i land
  styringslinje kommunal: kontor i kommune
kilde personstatus
  én rad per person og måned
  kontor_nr enhet
  kommune_nr enhet på styringslinje kommunal
  person_id person
  periode   måned
  status    tekst: "arbeidssøker", "i arbeid"
  alder     heltall
  plan      dato
  kjønn     tekst: "kvinne", "mann"
kilde aktiviteter
  én rad per hendelse
  kontor_nr enhet
  person_id person
  utført    dato
  type      tekst: "samtale", "møte", "overgang"
  minutter  heltall
kilde saker
  én rad per sak
  sak_id    sak
  kontor_nr enhet
  kommune_nr enhet på styringslinje kommunal
  start     dato
  slutt     dato
  møte      dato
  unntak    tekst
  type      tekst: "a", "b"
  krav      kroner
  betalt    kroner
kilde folketall
  én rad per person og år
  kontor_nr enhet
  person_id person
  år        år
  kjønn     tekst: "kvinne", "mann"
kilde tall
  én rad per enhet og måned
  kontor_nr enhet
  kommune_nr enhet på styringslinje kommunal
  periode   måned
  ja        teller
  alle      nevner
  snitt     desimaltall
  svar      heltall
  tallene er TALLENE
kilde regnskap
  én rad per enhet og måned
  kontor_nr enhet
  periode   måned
  brukt     kroner
  budsjett  kroner
  ansatte   heltall
  tallene er strøm
kilde årsbudsjett
  én rad per enhet og år
  kontor_nr enhet
  år        år
  tildelt   kroner
kilde årsverk
  én rad per enhet og år
  kontor_nr enhet
  år        år
  stillinger heltall
  tallene er beholdning
kilde typer
  én rad per enhet og måned og type
  kontor_nr enhet
  periode   måned
  type      tekst: "a", "b"
  ja        teller
  alle      nevner
  snitt     desimaltall
  svar      heltall
  tallene er strøm
begrep arbeidssøkere (arbeidssøker) betyr personstatus der status er "arbeidssøker"
begrep unge arbeidssøkere betyr arbeidssøkere der alder er under 30
begrep godkjent plan betyr personstatus der plan finnes
begrep oppfølging betyr aktiviteter der type er "samtale" eller "møte"
begrep møter betyr aktiviteter der type er "møte"
begrep samtaler betyr aktiviteter der type er "samtale"
begrep overgang til arbeid betyr en overgang i aktiviteter der type er "overgang"
  regnet av dem som sluttet i perioden
begrep overgang fra start betyr en overgang i aktiviteter der type er "overgang"
  regnet av dem som var med ved starten
begrep tilfeller (tilfelle) betyr saker
egenskap avsluttede (avsluttet) betyr tilfeller der slutt er i perioden
egenskap startede (startet) betyr tilfeller der start er i perioden
størrelse varighet betyr antall dager fra start til slutt, lavere er bedre
størrelse liggetid betyr antall dager fra start til månedens slutt, lavere er bedre
størrelse alder betyr alder i personstatus, lavere er bedre
størrelse behandlingstid betyr antall virkedager fra start til slutt, lavere er bedre
begrep åpne saker betyr saker der slutt mangler
begrep dialogmøter betyr saker
  fristen løper fra start
  unntatt der unntak finnes
utfall holdte (holdt) betyr dialogmøter datert møte
begrep innbyggere (innbygger) betyr folketall
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
størrelse feilandel betyr alle minus ja i prosent av alle i tall, lavere er bedre
størrelse tilfredshet betyr snitt i tall, vektet med svar, høyere er bedre
størrelse typeandel betyr ja i prosent av alle i typer, høyere er bedre
størrelse typesnitt betyr snitt i typer, vektet med svar, høyere er bedre
størrelse svarsum betyr sum svar i typer
størrelse kontorsnitt betyr snitt i tall, høyere er bedre
størrelse snitt av type betyr snitt i typer, lavere er bedre
begrep a-typer betyr typer der type er "a"
størrelse a-svar betyr sum svar i a-typer
størrelse a-andel betyr ja i prosent av alle i a-typer, høyere er bedre
størrelse forbruk betyr sum brukt i regnskap
størrelse budsjett betyr sum budsjett i regnskap
størrelse tildelt ramme betyr sum tildelt i årsbudsjett
størrelse stillinger betyr sum stillinger i årsverk
størrelse bemanning betyr sum ansatte i regnskap
størrelse møtetid betyr sum minutter i møter
størrelse tid betyr sum minutter i aktiviteter
størrelse utestående betyr sum krav minus betalt i saker
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
"""
#: What a term may come to mean from a month on.
REDEFINED = (
    'begrep oppfølging betyr aktiviteter der type er "møte"',
    'begrep arbeidssøkere (arbeidssøker) betyr personstatus der status er "arbeidssøker" og alder er under 45',
    "begrep godkjent plan betyr personstatus der plan finnes og alder er over 25",
    'begrep overgang til arbeid betyr en overgang i aktiviteter der type er "møte"\n'
    "  regnet av dem som sluttet i perioden",
    "egenskap avsluttede (avsluttet) betyr tilfeller der slutt er i perioden og unntak mangler",
    "egenskap avsluttede (avsluttet) betyr tilfeller der slutt er i perioden og type finnes",
    "størrelse varighet betyr antall dager fra møte til slutt, lavere er bedre",
    "begrep åpne saker betyr saker der slutt mangler og møte finnes",
    "begrep dialogmøter betyr saker\n  fristen løper fra start\n  unntatt der slutt finnes",
    "størrelse svarandel betyr alle minus ja i prosent av alle i tall, høyere er bedre",
    "størrelse tilfredshet betyr snitt i tall, vektet med alle, høyere er bedre",
    "størrelse typeandel betyr alle minus ja i prosent av alle i typer, høyere er bedre",
    "størrelse forbruk betyr sum budsjett i regnskap",
    "størrelse utestående betyr sum krav i saker",
    "størrelse møtetid betyr sum minutter i samtaler",
)
REDEFINED_IN = 0.75  # of the specifications
PERIODS = {"kvartalsvis": 3, "tertial": 4, "årlig": 12}
#: unit -> (how an amount is written, how a difference is, how high targets go)
UNITS = {
    "%": ("%", "prosentpoeng", 99),
    "dager": ("dager", "dager", 60),
    "virkedager": ("virkedager", "virkedager", 40),
    "antall": ("", "", 12),
    "personer": ("", "", 9),
    "rate": ("", "", 90),
    "poeng": ("poeng", "poeng", 6),
    "kroner": ("kroner", "kroner", 300),
    "sum": ("", "", 20),
}


def specification(chance: Random, indicators: int) -> tuple[str, int]:
    """A whole specification of so many indicators, and the month its years start in."""
    year_starts = chance.choice((1, 1, 1, 4))
    text = HEAD.replace("TALLENE", chance.choice(("strøm", "beholdning", "beholdning")))
    if year_starts != 1:
        text += f"år starter i {MONTHS[year_starts - 1]}\n"
    for at in range(1, indicators + 1):
        text += _indicator(chance, f"A.{at}")
    return text + _index(chance, indicators) + _changes(chance, indicators) + _redefined(chance), year_starts


def _redefined(chance: Random) -> str:
    """Now and then a term or two come to mean something else from a month on."""
    if chance.random() >= REDEFINED_IN:
        return ""
    months = chance.sample(MONTHS[2:], 2)
    terms = chance.sample(REDEFINED, chance.choice((1, 2, 2)))
    years = chance.choice(((2025, 2025), (2025, 2026)))
    return "".join(f"{t}\n  gjelder fra {m} {y}\n" for t, m, y in zip(terms, months, years, strict=False))


def _indicator(chance: Random, code: str) -> str:
    sentence, unit, lines = _sentence(chance)
    target, direction = _target(chance, unit)
    if "bedre enn" in target:
        lines = [line for line in lines if line != SEPARATE]
    text = f"{code} {sentence} ({target})\n" + "".join(f"  {line}\n" for line in [*direction, *lines])
    if chance.random() < 0.15:
        text += f"  krever grunnlag på minst {chance.randint(1, 4)}\n"
    return text + _dated(chance, code, unit, target, _categories(sentence, lines)) + _rules(chance, code, unit, lines)


def _amount(chance: Random, unit: str) -> str:
    return f"{chance.randint(1, UNITS[unit][2])} {UNITS[unit][0]}".strip()


def _target(chance: Random, unit: str) -> tuple[str, list[str]]:
    """A target, and the line that says which way is better where the target does not."""
    better = [chance.choice(("høyere er bedre", "lavere er bedre"))]
    low = chance.randint(1, UNITS[unit][2] - 1)
    high = min(low + chance.randint(0, UNITS[unit][2] // 3), UNITS[unit][2])
    step = f"{chance.randint(1, max(UNITS[unit][2] // 10, 1))} {UNITS[unit][1]}".strip()
    base = chance.choice(("i fjor", "i fjor", "i 2025", "forrige periode"))
    part = f"{chance.randint(1, 40)} %{' av verdien' if unit == '%' else ''}"
    form = chance.choice(("minst", "høyst", "under", "over", "corridor", "improvement", "none"))
    match form:
        case "corridor":
            return f"{low}–{high} {UNITS[unit][0]}".strip(), []
        case "improvement":
            compared = (f"{step} bedre enn", f"{part} bedre enn", "bedre enn")
            return f"{chance.choice(compared)} {base}", better
        case "none":
            return "uten mål", better if chance.random() < 0.5 else []
    return f"{form} {_amount(chance, unit)}", []


def _categories(sentence: str, lines: list[str]) -> tuple[str, ...]:
    """What a target of an indicator with these lines may be for: all together, or a category that is broken down by."""
    if "fordelt på kjønn" in lines:
        return "", ' for "kvinne"', ' for "mann"'
    if sentence.startswith("Møtetid"):
        return ("", ' for "samtale"', ' for "møte"') if "fordelt på type" in lines else ("",)
    return ("", ' for "a"', ' for "b"') if "fordelt på type" in lines else ("",)


def _dated(chance: Random, code: str, unit: str, bracket: str, categories: tuple[str, ...]) -> str:
    """Now and then targets from a date, for a unit, a level, a line or a category, some decided later."""
    if chance.random() < 0.5 or "bedre enn" in bracket or "uten" in bracket or "–" in bracket:
        return _corridors(chance, code, unit) if "–" in bracket and chance.random() < 0.5 else ""
    scopes = ("", " for kontor 0102", " for kontor 0201", " for fylke", " for fylke 02", " for land NO",
              " for kommune 3001", " for kontor", " for styringslinje statlig")  # fmt: skip
    lines, category = [], Random(code)  # what else is drawn does not depend on it
    for scope in chance.sample(scopes, chance.randint(1, 4)):
        month = chance.choice(("2025", "2026", *(f"{m} 2026" for m in MONTHS[1:]), "oktober 2025"))
        decided = chance.choice(("", "", " vedtatt 15.04.2026", " vedtatt 15.08.2026"))
        word = bracket.split()[0]
        said = "uten mål" if chance.random() < 0.1 else f"{word} {_amount(chance, unit)}"
        lines.append(f"  {said} fra {month}{scope}{category.choice(categories)}{decided}\n")
    return f"måltall for {code}\n" + "".join(lines)


def _corridors(chance: Random, code: str, unit: str) -> str:
    low = chance.randint(1, UNITS[unit][2] - 1)
    high = min(low + chance.randint(0, UNITS[unit][2] // 3), UNITS[unit][2])
    edges = f"{low}–{high} {UNITS[unit][0]}".strip()
    return f"måltall for {code}\n  {edges} fra {chance.choice(MONTHS)} 2026{chance.choice(('', ' for kontor 0102'))}\n"


def _rules(chance: Random, code: str, unit: str, lines: list[str]) -> str:
    """A band and an arrow of its own; most have one."""
    text = ""
    if chance.random() < 0.5:
        width = chance.randint(0, max(UNITS[unit][2] // 8, 1))
        width_said = chance.choice((f"{width} {UNITS[unit][1]}".strip(), f"{chance.randint(1, 40)} % av målet"))
        text += f"status for {code}\n  grønn når målet er nådd\n"
        text += f"  gul   når resultatet er høyst {width_said} dårligere enn målet\n  rød   ellers\n"
    period = next((n for word, n in PERIODS.items() if any(word in line for line in lines)), 1)
    against = chance.choice(
        (
            "sammenlignet med forrige periode",
            "sammenlignet med samme periode i fjor",
            "sammenlignet med forrige måned" if period == 1 else "sammenlignet med forrige periode",
            f"etter lineær utvikling siste {min(chance.randint(3, 5) * period, 24)} mnd"
            if period < 12
            else "sammenlignet med forrige periode",
        )
    )
    amount = f"under {chance.randint(0, max(UNITS[unit][2] // 8, 1))} {UNITS[unit][1]}".strip()
    still = chance.choice(
        (f", uendret når endringen er {amount}", ", uendret når endringen er innenfor tilfeldig variasjon", "")
    )
    return text + (f"trend for {code} {against}{still}\n" if chance.random() < 0.8 else "")


def _sentence(chance: Random) -> tuple[str, str, list[str]]:
    """A sentence, the unit of its result, and lines that stand under it."""
    kinds = (_shares, _shares, _deadlines, *(3 * [_counts]), _persons, _rates, _rates, _means, _percentiles)
    kind = chance.choice((*kinds, *(4 * [_ready]), _money, _money))
    return kind(chance)


def _window(chance: Random) -> str:
    return chance.choice(("", " siste 2 mnd.", " siste 3 mnd."))


def _often(chance: Random, seldom: float = 0.5) -> list[str]:
    """How often it is measured where that is not each month, and how long a figure may stand."""
    if chance.random() >= seldom:
        return []
    often = chance.choice(("måles kvartalsvis", "måles hvert tertial", "måles årlig"))
    return [often, *([f"gyldig i {chance.randint(1, 7)} mnd"] if chance.random() < 0.4 else [])]


def _by(chance: Random, column: str) -> list[str]:
    return [f"fordelt på {column}"] if chance.random() < 0.25 else []


def _head(chance: Random) -> str:
    ages = ("", "", " under 40 år", " over 25 år", " mellom 30 og 50 år")
    return chance.choice(("arbeidssøkere", "unge arbeidssøkere")) + chance.choice(ages)


def _shares(chance: Random) -> tuple[str, str, list[str]]:
    head, window, by = _head(chance), _window(chance), _by(chance, "kjønn")
    whole = ["bare de som har vært med i hele vinduet"] if window and chance.random() < 0.3 else []
    return chance.choice(
        (
            (f"Andel {head} med oppfølging{window}", "%", by + whole),
            (f"Andel {head} uten oppfølging{window}", "%", by),
            (f"Andel {head} med oppfølging{window} ved samme enhet", "%", by),
            (f"Andel {head} med godkjent plan", "%", by + _often(chance)),
            (f"Andel {head} med godkjent plan {chance.choice(('og', 'eller'))} oppfølging{window}", "%", by),
            (f"Andel {head} med minst 2 oppfølging{window}", "%", by),
            (f"Andel {head} med oppfølging hver måned siste 2 mnd.", "%", by),
            (f"Andel {head} uten godkjent plan", "%", by + _often(chance, 1)),
            (f"Andel {head} med overgang til arbeid", "%", by + _often(chance)),
            (f"Andel {head} med overgang fra start{window}", "%", by),
            (f"Antall {head} {chance.choice(('med', 'uten'))} overgang til arbeid", "antall", by + _often(chance)),
            (f"Antall {head} med overgang fra start{window}", "antall", by),
            (f"Andel {head} med oppfølging{window} unntatt unge arbeidssøkere", "%", by),
            ("Andel unge arbeidssøkere av arbeidssøkere", "%", by + _often(chance)),
        )
    )


def _deadlines(chance: Random) -> tuple[str, str, list[str]]:
    decided = ["regnet av saker som er avgjort i perioden"] if chance.random() < 0.4 else []
    return chance.choice(
        (
            (
                f"Andel holdte dialogmøter innen {_deadline(chance)}",
                "%",
                decided + _often(chance) + _by(chance, "type"),
            ),
            (
                f"Andel tilfeller med varighet over {chance.randint(5, 70)} dager",
                "%",
                _often(chance) + _by(chance, "type"),
            ),
            (f"Andel åpne saker med liggetid over {chance.randint(1, 5)} måneder", "%", _by(chance, "type")),
            (f"Andel tilfeller med behandlingstid under {chance.randint(5, 50)} virkedager", "%", _often(chance)),
        )
    )


def _deadline(chance: Random) -> str:
    length = chance.randint(1, 9)
    return chance.choice((f"{length} uker", f"{5 * length} virkedager", f"{min(length, 3)} mnd."))


def _counts(chance: Random) -> tuple[str, str, list[str]]:
    so_far = chance.choice(("", " hittil i år"))
    sentence, unit, lines = chance.choice(
        (
            ("Antall åpne saker", "antall", _by(chance, "type")),
            (f"Antall {_head(chance)}", "antall", _by(chance, "kjønn") + _often(chance)),
            (f"Antall {_head(chance)}", "antall", _by(chance, "kjønn") + _often(chance)),
            (f"Antall avsluttede tilfeller{so_far}", "antall", _often(chance) + _by(chance, "type")),
            (f"Antall startede tilfeller{so_far}", "antall", _often(chance)),
            (f"Antall oppfølging{_window(chance)}", "antall", []),
            (f"Antall møter med godkjent plan{so_far}", "antall", []),
        )
    )
    return sentence, unit, [*lines, *([SEPARATE] if chance.random() < 0.2 else [])]


def _persons(chance: Random) -> tuple[str, str, list[str]]:
    so_far, apart = chance.choice(("", " hittil i år")), Random(chance.getstate()[1][0])  # what follows stays as it was
    sentence, unit, lines = chance.choice(
        (
            (f"Antall ulike personer blant {_head(chance)}", "personer", []),
            (f"Antall ulike personer med oppfølging{_window(chance)}", "personer", []),
            (f"Antall ulike personer med møter{so_far}", "personer", []),
        )
    )
    if apart.random() < 0.4:
        return sentence, unit, lines
    per = apart.choice(("per stillinger", "per 10 samtaler", "per 100 ulike personer med samtaler"))
    of_persons = f"Antall samtaler per ulik person med oppfølging{_window(apart)}"
    return apart.choice((f"{sentence} {per}", f"{sentence} {per}", of_persons)), unit, lines


def _rates(chance: Random) -> tuple[str, str, list[str]]:
    return chance.choice(
        (
            (f"Antall {_head(chance)} per 100 innbyggere", "rate", _by(chance, "kjønn")),
            (f"Antall avsluttede tilfeller per {chance.choice((10, 100))} innbyggere", "rate", _often(chance)),
            (f"Antall avsluttede tilfeller per {chance.choice((10, 100))} innbyggere", "rate", _often(chance)),
            ("Antall åpne saker per 100 arbeidssøkere", "rate", []),
            (f"Antall møter per 100 samtaler{chance.choice(('', ' hittil i år'))}", "rate", _often(chance)),
            ("Antall avsluttede tilfeller per 100 startede tilfeller", "rate", _often(chance) + _by(chance, "type")),
        )
    )


def _means(chance: Random) -> tuple[str, str, list[str]]:
    return chance.choice(
        (
            ("Gjennomsnittlig varighet på avsluttede tilfeller", "dager", _often(chance) + _by(chance, "type")),
            ("Gjennomsnittlig behandlingstid på avsluttede tilfeller", "virkedager", _often(chance)),
            ("Gjennomsnittlig liggetid på åpne saker", "dager", _often(chance)),
            ("Gjennomsnittlig alder på arbeidssøkere", "poeng", _often(chance) + _by(chance, "kjønn")),
        )
    )


def _percentiles(chance: Random) -> tuple[str, str, list[str]]:
    which = chance.choice(
        ("Median", "90-persentil av", "25-persentil av", "Lengste", "Korteste", "Variasjonsbredde i", "Standardavvik i")
    )
    of, unit = chance.choice(
        (
            ("varighet på avsluttede tilfeller", "dager"),
            ("behandlingstid på avsluttede tilfeller", "virkedager"),
            ("alder på arbeidssøkere", "poeng"),
            ("alder", "poeng"),
        )
    )
    return f"{which} {of}", unit, []


def _ready(chance: Random) -> tuple[str, str, list[str]]:
    return chance.choice(
        (
            ("Svarandel", "%", _often(chance)),
            ("Feilandel", "%", _often(chance)),
            ('"Svar"', "%", ["hentes fra tall", *_often(chance)]),
            ('"Svar, typer"', "%", ["hentes fra typer", *_often(chance), *_by(chance, "type")]),
            ("Gjennomsnittlig tilfredshet", "poeng", _often(chance)),
            ("Gjennomsnittlig tilfredshet", "poeng", _often(chance)),
            ("Typeandel", "%", _by(chance, "type") + _often(chance)),
            ("Gjennomsnittlig typesnitt", "poeng", _by(chance, "type") + _often(chance)),
            (f"{chance.choice(('Høyeste', 'Laveste'))} kontorsnitt", "poeng", []),
            (f"{chance.choice(('Høyeste', 'Laveste'))} snitt av type", "poeng", []),
        )
    )


def _money(chance: Random) -> tuple[str, str, list[str]]:
    so_far = chance.choice(("", " hittil i år"))
    return chance.choice(
        (
            (f"Forbruk{so_far}", "kroner", _often(chance)),
            (f"Forbruk siste {chance.randint(2, 6)} mnd", "kroner", []),
            ("Forbruk i prosent av budsjett siste 12 mnd", "%", _often(chance)),
            (f"Forbruk i prosent av budsjett{so_far}", "%", _often(chance)),
            (f"Bemanning{so_far}", "sum", _often(chance)),
            (f"Forbruk i prosent av tildelt ramme{so_far}", "%", _often(chance)),
            (f"Tildelt ramme i prosent av bemanning{so_far}", "%", _often(chance)),
            ("Bemanning i prosent av stillinger", "%", _often(chance)),
            ("Tildelt ramme", "kroner", ["måles årlig"]),
            (f"Møtetid{so_far}", "sum", _by(chance, "type") + _often(chance)),
            (f"Tid på samtaler{so_far}", "sum", _often(chance)),
            ("Utestående på åpne saker", "kroner", _by(chance, "type") + _often(chance)),
            (f"Utestående på avsluttede tilfeller{so_far}", "kroner", _often(chance)),
            (f"A-svar{so_far}", "sum", _by(chance, "type") + _often(chance)),
            (f"A-svar i prosent av svarsum{so_far}", "%", _often(chance)),
            (f"A-andel{so_far}", "%", _by(chance, "type")),
            (f"Svarsum{so_far}", "sum", _by(chance, "type") + _often(chance)),
        )
    )


CHANGES = 6


def _changes(chance: Random, indicators: int) -> str:
    """What some of the indicators are above last year."""
    codes = chance.sample([f"A.{at}" for at in range(1, indicators + 1)], CHANGES)
    return "".join(f"C.{at} Endring fra i fjor i {code} (uten mål)\n" for at, code in enumerate(codes))


def _index(chance: Random, indicators: int) -> str:
    """An index of three of the indicators."""
    codes = chance.sample([f"A.{at}" for at in range(1, indicators + 1)], 3)
    weights = chance.choice(((40, 40, 20), (50, 25, 25), (10, 20, 70)))
    lines = "".join(f"  {code} teller {weight} %\n" for code, weight in zip(codes, weights, strict=True))
    return f'I.1 Vektet indeks "Samlet" (minst {chance.randint(50, 110)})\n{lines}' + (
        "trend for indekser sammenlignet med forrige periode\n"
    )
