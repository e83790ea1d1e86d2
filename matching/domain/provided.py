"""What a demand mentions but does not ask for: what the buyer does, has or rules out himself; pure."""

from __future__ import annotations

import re

from matching.domain.phrases import CLAUSE, SENTENCE, UNNEEDED

_UNABLE = re.compile(
    r"\b(?:können|machen|haben|schaffen|fertigen|bieten)\s+wir\s+(?:\w+\s+){0,2}?(?:nicht|kein\w*)\b"
    r"|\bnicht\s+(?:mehr\s+)?(?:selbst|selber|im\s+Haus)\b|\bfehlt\s+uns\b|\buns\s+fehlt\b|\bkommen\s+wir\s+nicht\s+hin\b",
    re.IGNORECASE,
)
"""The buyer cannot do it, so it is asked for, whatever is denied."""

_DENIED = re.compile(
    r"\b(?:nicht|nichts|nie|kein(?:e|en|er|es|em|erlei)?|ausgeschlossen|ausgenommen|scheide[tn]|entfällt|verworfen|verbietet"
    r"|vermeiden|zu\s+(?:ungenau|teuer|grob|langsam|dick|weich|schwer|stark|schnell|heiß|riskant)|statt\s+bisher"
    r"|bisher(?:ige[rsnm]?)?|heute)\b",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\bnicht\s+(?:mehr|nur|unbedingt|weiter|über|unter|länger|größer|schwerer|dicker|zuletzt|zwingend|verhandelbar|in\s+Eile)\b"
    r"|\bkein(?:e|en)?\s+(?:Muss|Problem|Eile|Zeichnung\w*|Erfahrung|Kapazität\w*|Zeit|Maschine\w*|eigene\w*|Verzug|Grat|Lunker"
    r"|Zertifikat\s+in|CAD\w*|Modell\w*)\b",
    re.IGNORECASE,
)
_ASKING = (
    r"suchen|brauchen|benötigen|bräuchten|möchten|wollen|wünschen|bevorzugen|erwarten|hätten|würden|wären|fragen|anfragen"
    r"|bestellen|planen|vergeben|lassen|senden|schicken|freuen|hoffen|bitten|verlangen|fordern|akzeptieren|denken|sehen"
    r"|stehen|dürfen|sollen|müssen|werden|können|schreiben|ausschreiben|rechnen|zahlen|wissen|vermissen|interessieren"
    r"|gehen|nehmen|sprechen|klären|beabsichtigen|beauftragen"
)
_WORK = rf"(?!(?:{_ASKING})\b)[a-zäöüß]{{2,}}(?:en|eln|ern)"
"""What "we" do, whatever it is: "organisieren wir", "löten wir"; but not what asks."""
_OTHERS = r"macht|machen|erledigt|übernimmt|besorgt|liefert|bringt|stellt|baut|führt|kommt|hat"
_PROVIDED = re.compile(
    rf"\b(?:{_WORK})\s+wir\b(?!\s+(?:kein|nicht|bisher\s+kein|\w+\s+(?:kein|nicht)))"
    rf"|\b(?:können|werden)\s+wir\s+(?:\w+\s+)*?(?:selbst|selber|intern)\b"
    rf"|\bwir\s+(?:[\w-]+\s+){{0,7}}?(?:selbst|selber|intern|im\s+Haus)\b"
    r"|\b(?:ist|sind|wurden?)\s+(?:\w+\s+){0,2}?(?:vergeben|erledigt|durch|abgeschlossen|geklärt|bestellt|organisiert|beauftragt|vorgesehen|gemacht)\b"
    r"|\b(?:ist|sind|haben\s+wir)\s+(?:\w+\s+){0,2}?(?:jemand\w*|einen?\s+\w+|gesorgt)\b|\bdafür\s+(?:ist|gibt|haben|sorgt)\b"
    r"|\b(?:kommt|folgt|erfolgt|passiert)\s+(?:erst\s+)?(?:später|danach|nachher|im\s+Anschluss)\b"
    r"|\bnicht\s+(?:Bestandteil|Teil|Gegenstand|Umfang)\b|\bkein\s+(?:Bestandteil|Thema)\b"
    rf"|\b(?:{_OTHERS})\s+(?:der|die|das|unser\w*|ein\w?|bereits|schon)\b"
    r"|\b(?:wird|werden|erfolgt|erfolgen|läuft|passiert)\s+(?:\w+\s+){0,2}?(?:bei\s+uns|hier|intern|im\s+Haus|in\s+eigene\w+"
    r"|durch\s+uns|von\s+uns|später|anschließend\s+bei\s+uns|anderswo|extern\s+vergeben)\b"
    r"|\b(?:durch|von)\s+uns\b|\bbei\s+uns\s+(?:im\s+Haus|intern)\b|\bin\s+eigener\s+\w+|\baus\s+(?:eigener|anderer)\s+\w+"
    r"|\b(?:ist|sind|das\s+ist)\s+unser[e]?\s+(?:Sache|Geschäft|Part|Teil|Job)\b|\bvon\s+woanders\b|\bgehör(?:t|en)\s+uns\b"
    r"|\b(?:selbst|schon|bereits|noch)\s+vorhanden\b|\b(?:sind|ist|liegen|liegt|noch\s+keine)\s+vorhanden\b"
    r"|\bliegen?\s+(?:\w+\s+)?(?:vor|bei)\b|\bbeigestellt\b|\bBeistellung\b|\bbauseits\b|\bbeziehen\b|\bbezogen\b|\bzugekauft\b"
    r"|\bkommen\s+(?:von|aus|fertig|bereits|schon)\b|\bangeliefert\b|\bam\s+Lager\b|\bwird\s+verlagert\b|\bStammlieferant\w*"
    r"|\bbieten\s+wir\b|\bwir\s+bieten\b|\bim\s+Gegenzug\b|\bist\s+bezahlt\b|\bwird\s+in\s+[A-ZÄÖÜ]\w+\b|\bhaben\s+wir\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:suchen|sucht|gesucht|brauchen|braucht|benötigen|benötigt|sollen|soll|müssen|muss|möchten|wollen|lassen|bitte"
    r"|Bedarf\s+an)\b",
    re.IGNORECASE,
)
_BROUGHT = re.compile(
    r"\b(?:beigestellt|Beistellung|bauseits|angeliefert|gehör(?:t|en)\s+uns|am\s+Lager|wird\s+verlagert)\b"
    r"|\b(?:legen|stellen|liefern|setzen|geben)\s+wir\b(?:[^,;.]*\b(?:bei|an|fertig|selbst)\b)?"
    r"|\b(?:lassen|vergeben|kaufen|besorgen|holen|können)\s+wir\s+(?:\w+\s+){0,2}?(?:selbst|selber|woanders|anderswo|extern|bereits)\b"
    r"|^[\s,]*[A-ZÄÖÜ]\w+\s+(?:der\s+(?:Kunde|Auftraggeber|Betreiber|Bauherr)|wir|unser\w*\s+\w+)[\s.]*$",
    re.IGNORECASE,
)
"""Brought along, whatever else the clause says."""
_HAVE = re.compile(
    r"\W*(?:(?:wir|ich)\s+(?:haben|habe|besitzen|produzieren|fertigen|liefern)|(?:hier|bei\s+uns)\s+(?:steh|lieg|sind|ist)\w*|vorhanden"
    r"|gegeben|we\s+have)\b(?!\s+(?:Bedarf|Interesse|Probleme?|eine?\s+(?:Frage|Anfrage|Bitte|Idee)|vor\b|gesucht))",
    re.IGNORECASE,
)
"""How a sentence begins that presents what is there already."""
_STATE = re.compile(r"\b(?:sind|ist|wurden?|waren?|kommen|kommt|hat|haben|hatten?)\b", re.IGNORECASE)
_TO_DO = re.compile(
    r"\b(?:soll|sollen|muss|müssen|zu\s+\w+en|werden|wird|gesucht|möchten|wollen|bitte)\b", re.IGNORECASE
)
_LIKEWISE = re.compile(r"\b(?:auch|ebenfalls|ebenso|genauso|gleichfalls)\b", re.IGNORECASE)
_LIST_BETWEEN = re.compile(r"(?:[\s,/&+()–-]|und|oder|sowie|noch|wie|die|das|der|\d+|[A-ZÄÖÜ][\w-]*)*")
_DONE_BEFORE = re.compile(
    r"\b(?:fertig|bereits|schon|vorher|vorab)\s+(?:[a-zäöüß]+\s+(?:und|,)\s+)?$", re.IGNORECASE
)


def stretch(
    text: str, start: int, end: int, pattern: re.Pattern[str], limits: tuple[int, int]
) -> tuple[int, int]:
    """Return the stretch between two boundaries around a passage, within `limits`."""
    first, last = limits
    for match in pattern.finditer(text, first, last):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return first, last


def clause_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause around a passage stands."""
    return stretch(text, start, end, CLAUSE, sentence_at(text, start, end))


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a passage stands."""
    return stretch(text, start, end, SENTENCE, (0, len(text)))


def clause_of(text: str, start: int, end: int) -> str:
    """Return the clause of the text around a passage."""
    return text[slice(*clause_at(text, start, end))]


def is_provided(text: str, start: int, end: int, *, is_state: bool) -> bool:
    """Say whether what stands at a passage is done, had or ruled out by the buyer.

    In: the text and the passage; whether it is worded as a state ("gehärtet"). What stands in a list before the verb
    belongs to it ("Kanten, Walzen und Schweißen machen wir selbst"), and "auch", "ebenfalls" repeat the clause before.
    """
    clause = clause_at(text, start, end)
    if _is_left_out(text[slice(*clause)], is_state=is_state) or (is_state and _is_had(text, start, end)):
        return True
    sentence = sentence_at(text, start, end)
    if not _ASKS.search(text[slice(*clause)]) and _is_list_before_verb(text, end, sentence[1]):
        return True
    if _LIKEWISE.search(text[slice(*clause)]):
        before = text[max(0, clause[0] - 1) :: -1] if clause[0] else ""
        if before:
            previous = clause_at(text, max(0, clause[0] - 3), max(0, clause[0] - 2))
            return previous != clause and _is_left_out(text[slice(*previous)], is_state=is_state)
    return False


def is_missing(text: str, start: int, end: int) -> bool:
    """Say whether the buyer cannot do it: "Härten können wir nicht"."""
    return _UNABLE.search(clause_of(text, start, end)) is not None


def is_ready(text: str, start: int) -> bool:
    """Say whether "fertig", "bereits" or "schon" stands before a state: the part may arrive so."""
    return _DONE_BEFORE.search(text[max(0, start - 40) : start]) is not None


def _is_had(text: str, start: int, end: int) -> bool:
    """Say whether the sentence presents a part that is there: "Wir haben ein Teil, geschweißt aus S355."."""
    sentence = text[slice(*sentence_at(text, start, end))]
    return _HAVE.match(sentence) is not None and _ASKS.search(sentence) is None


def _is_left_out(words: str, *, is_state: bool) -> bool:
    if UNNEEDED.search(words) and not _UNABLE.search(words):
        return True
    if _UNABLE.search(words):
        return False
    if _DENIED.search(_HARMLESS.sub(" ", words)):
        return True
    if _BROUGHT.search(words) or (_PROVIDED.search(words) and not _ASKS.search(words)):
        return True
    return is_state and _STATE.search(words) is not None and _TO_DO.search(words) is None


def _is_list_before_verb(text: str, end: int, last: int) -> bool:
    match = _PROVIDED.search(text, end, last)
    if match is None or not _LIST_BETWEEN.fullmatch(text, end, match.start()):
        return False
    return _UNABLE.search(text, end, last) is None
