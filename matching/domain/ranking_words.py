"""How the order of the firms for a demand comes about, in sentences for the public page."""

from companies.search.results import MATCH_FROM
from matching.domain.weights import ASK_BELOW, COVERED_FROM, FOUND_FROM

TITLE = "Wer zu einem Bedarf passt"


def _written(value: float) -> str:
    return f"{value:g}".replace(".", ",")


SENTENCES = (
    "Ein Bedarf wird wie eine Suche gerechnet: Jeder Arbeitsschritt bekommt für jeden Betrieb eine Zahl zwischen 0 "
    f"und 1. Ab {_written(COVERED_FROM)} gilt er als gedeckt. Jedes Kriterium multipliziert sie mit einem Wert der "
    "folgenden Tabellen; erfüllt heißt 1.",
    "Eine Bedingung, die nicht erfüllt ist, schließt aus; fehlt genau eine, steht der Betrieb unter „Knapp vorbei“. "
    "Sagt das Profil zu einer Bedingung nichts, bleibt der Betrieb in der Liste, höchstens mit "
    f"{_written(ASK_BELOW)} und dem Hinweis „nachfragen“. Ein Wunsch schließt niemanden aus.",
    "Danach zählt der Wortlaut: Wessen Profil die Wörter des Bedarfs nennt, seltene vor häufigen, rückt auf. So wird "
    "auch gefunden, wer die Arbeit anders nennt; eine offene Bedingung ersetzt der Wortlaut nicht.",
    f"Ab {_written(MATCH_FROM)} gilt ein Betrieb als passend, unter {_written(FOUND_FROM)} erscheint er nicht. Größe, "
    "Alter und Aktivität eines Betriebs zählen nicht. Wer selbst sucht, ist kein Treffer für den eigenen Bedarf.",
)
