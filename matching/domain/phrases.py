"""Wordings by which a demand says what is wanted, what is there already and what will not do; pure."""

import re

_SHORT_WORDS = (
    "[Mm]ax",
    "[Mm]in",
    "[Cc]a",
    "[Nn]r",
    "[Ss]t",
    "[Ss]tk",
    "bzw",
    "inkl",
    "zzgl",
    "[Ee]vtl",
    "Fa",
)
_SHORTENED = "".join(rf"(?<!\b{word}\.)" for word in _SHORT_WORDS)
SENTENCE = re.compile(rf"(?<=[.!?;]){_SHORTENED}\s+(?=[A-ZÄÖÜ0-9„])|\n+")
CLAUSE = re.compile(
    r"(?<!\d),|,\s|\s[–—-]\s|[();:]|\s(?=(?:und|aber|sondern|jedoch)\s+(?:wir|ist|sind|wird|werden|sollen?|müssen|möchten|suchen|brauchen)\b)"
)

WISH = re.compile(
    r"\b(?:wäre[n]?\s+(?:schön|gut|prima|ideal|toll|hilfreich|von\s+Vorteil|ein\s+Plus|wünschenswert)|wünschenswert|erwünscht"
    r"|optional|gerne?\b|kein\s+Muss|bevorzugt|falls\s+möglich|wenn\s+möglich|nach\s+Möglichkeit|idealerweise|ggf\.?|eventuell"
    r"|evtl\.?|zur\s+Not|notfalls|ginge(?:n)?\b|darf\s+(?:gleich\s+)?mit|kann\s+(?:auch\s+)?mit|von\s+Vorteil|nicht\s+zwingend|Wunsch)\b",
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

UNNEEDED = re.compile(
    r"\bnicht\s+(?:nötig|notwendig|erforderlich|gefordert|verlangt|vorgeschrieben|gebraucht|benötigt|relevant|wichtig)\b"
    r"|\b(?:brauchen|benötigen|verlangen)\s+wir\s+(?:\w+\s+){0,2}?nicht\b|\bspiel(?:t|en)\s+(?:hier\s+)?keine\s+Rolle\b"
    r"|\bmuss\s+nicht\b|\bnot\s+(?:required|needed|necessary)\b|\bentbehrlich\b",
    re.IGNORECASE,
)
"""Named only to say that it is not asked for."""

ALTERNATIVE = re.compile(
    r"\b(?:zur\s+Not|notfalls|alternativ|ersatzweise|ginge(?:n)?(?:\s+auch)?|geht\s+auch|ging[e]?\s+auch|tut\s+es\s+auch|wäre\s+auch"
    r"\s+(?:gut|okay|in\s+Ordnung|möglich)|auch\s+(?:möglich|denkbar|recht|in\s+Ordnung))\b",
    re.IGNORECASE,
)
"""Would do instead of what was named before."""

SEARCHED = re.compile(
    r"\b(?:suchen|sucht|gesucht|brauchen|braucht|benötigen|benötigt|sollen|soll|müssen|muss|möchten|vergeben|lassen"
    r"|Bedarf\s+an|wollen|anfragen|Anfrage|wünschen|erhalten|bekommen|werden)\b",
    re.IGNORECASE,
)
NEEDED = re.compile(
    r"\b(?:suchen|sucht|gesucht|brauchen|braucht|bräuchten|benötigen|benötigt|Bedarf\s+an|need|needed|looking\s+for)\b",
    re.IGNORECASE,
)
"""What stands in such a sentence has to be made."""

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
    r"(?:\s+(?:de[mnr]|die|das|eine[mnrs]?|unsere[mnrs]?|einem))?(?:\s+(?-i:[a-zäöüß])[\w-]*){0,2}(?:\s*|\s+[\w-]+)$",
    re.IGNORECASE,
)
"""What follows is there already; it may be the end of a compound ("unserer Stuhl|gestelle")."""
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
