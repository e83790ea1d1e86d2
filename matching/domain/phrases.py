"""Wordings by which a demand says what is wanted, what is there already and what will not do; pure."""

import re

SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÄÖÜ0-9„])|\n+")
CLAUSE = re.compile(
    r"(?<!\d),|,\s|\s[–—-]\s|[();:]|\s(?=(?:und|aber|sondern|jedoch)\s+(?:wir|ist|sind|wird|werden|sollen?|müssen|möchten|suchen|brauchen)\b)"
)

WISH = re.compile(
    r"\b(?:wäre[n]?\s+(?:schön|gut|prima|ideal|toll|hilfreich|von\s+Vorteil|ein\s+Plus|wünschenswert)|wünschenswert|erwünscht"
    r"|optional|gerne?\b|kein\s+Muss|bevorzugt|falls\s+möglich|wenn\s+möglich|nach\s+Möglichkeit|idealerweise|ggf\.?|eventuell"
    r"|evtl\.?|darf\s+(?:gleich\s+)?mit|kann\s+(?:auch\s+)?mit|von\s+Vorteil|nicht\s+zwingend|Wunsch)\b",
    re.IGNORECASE,
)
"""Nice to have."""

MUST = re.compile(
    r"\b(?:muss|müssen|Pflicht|zwingend|gefordert|erforderlich|verlangt|verlangen|Bedingung|Voraussetzung|nötig|notwendig"
    r"|vorgeschrieben|unbedingt|benötigen|brauchen|ausschließlich|nur|Muss|mindestens|Kundenforderung|nachzuweisen|Nachweis"
    r"|fordert|fordern|setzt\s+voraus|vorausgesetzt|verbindlich|nicht\s+verhandelbar)\b",
    re.IGNORECASE,
)
"""A condition."""

SEARCHED = re.compile(
    r"\b(?:suchen|sucht|gesucht|brauchen|braucht|benötigen|benötigt|sollen|soll|müssen|muss|möchten|vergeben|lassen"
    r"|Bedarf\s+an|wollen|anfragen|Anfrage|wünschen|erhalten|bekommen|werden)\b",
    re.IGNORECASE,
)
SUPPLIER_BEFORE = re.compile(
    r"\b(?:Partner|Betrieb|Firma|Firmen|Lieferant\w*|Anbieter|Dienstleister|Spezialist\w*|Fachbetrieb|Werkstatt|Hersteller"
    r"|Unternehmen|Zulieferer|[Jj]emand\w*|Kapazität\w*|Angebot\w*|Bedarf)\s+(?:für|an)\s+(?:[a-zäöüß][\w-]*\s+){0,2}$"
)
"""Who is looked for: what follows is the work ("Partner für Pulverbeschichtung")."""

SOUGHT_BEFORE = re.compile(
    r"\b(?:suchen|brauchen|benötigen)\s+wir\s+(?:dringend\s+|jemanden\s+für\s+)?(?:eine?[nr]?\s+)?(?:[a-zäöüß]+\s+)?$"
)
WITH_BEFORE = re.compile(
    r"\b(?:mit|inkl\.?|inklusive|samt|plus)\s+(?:[\w-]+\s+){0,3}?(?:und\s+)?$", re.IGNORECASE
)
OBJECT_BEFORE = re.compile(
    r"\b(?:unser(?:e[nmrs]?)?|für|von|an|nach|vor|bei|beim|zum|zur|gegen|laut|gemäß|vorhandene[nr]?|bestehende[nr]?|fertige[nr]?)"
    r"(?:\s+(?:de[mnr]|die|das|eine[mnrs]?|unsere[mnrs]?|einem))?(?:\s+[a-zäöüß][\w-]*){0,2}\s*$",
    re.IGNORECASE,
)
GENITIVE_BEFORE = re.compile(r"[A-ZÄÖÜ]\w+\s+(?:einer|eines|der|des)\s*$")
FEATURE_BEFORE = re.compile(r"\b(?:mit|in|im)(?:\s+[\w-]+){0,2}\s*$", re.IGNORECASE)
ON_MACHINE = re.compile(
    r"\b(?:auf|am|mit)(?:\s+(?:de[mnr]|eine[mr]|Ihre[mr]|einer))?(?:\s+[a-zäöüß][\w-]*)?\s*$", re.IGNORECASE
)
NEEDS_AFTER = re.compile(r"(?:\s+[\w-]+){0,6}?\s+(?:sollen|soll|müssen|muss|brauchen|braucht|benötigen)\b")
JOINED = re.compile(r"\s*(?:,|/|\+|&|-|und|oder|sowie|bzw\.?)\s*(?:und|oder|sowie)?\s*")
PARTICIPLE = re.compile(r"(?:t|en|iert)(?:e|en|er|es|em)$")
CAPITAL_PARTICIPLE = re.compile(r"(?:t(?:e|er|es|em)|ene[nrsm]?)$|^[GV]e\w+ten$")
INFLECTED = re.compile(r"(?:e|en|er|es|em)$")
VERB = re.compile(r"(?:en|ern|eln|n)$")
NOMINAL = re.compile(r"(?:[a-zäöüß]{3}(?:en|ern|eln)|ung)$")
"""Work as a noun: "Drehen", "Beschichtung"."""
DONE = re.compile(r"(?:^|[a-zäöüß])ge\w+en$|(?<!mat)(?<!fes)(?<!leich)(?<!dich)(?<!har)(?<!spit)[a-zäöüß]t$")
