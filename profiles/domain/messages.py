"""What the import has to say: one table of problems, each with its weight and a sentence that says what to do."""

from dataclasses import dataclass
from typing import Any

from profiles.enums import Severity

E, W, NOTE = Severity.ERROR, Severity.WARNING, Severity.INFO

LEFT_OUT = {
    False: "Das Feld bleibt leer.",
    True: "Der bisher gespeicherte Wert bleibt stehen.",
}
"""What becomes of a field whose value is not taken, for a new (False) and a known firm (True)."""


@dataclass(frozen=True)
class Problem:
    """One kind of message: its severity, its German sentence and whether a value is left out because of it."""

    severity: Severity
    text: str
    leaves_out: bool = False


PROBLEMS: dict[str, Problem] = {
    # the file as a whole
    "empty_file": Problem(
        E,
        "Die Datei ist leer (0 Byte). Bitte prüfen Sie, ob sie vollständig gespeichert wurde, und laden Sie sie "
        "erneut hoch.",
    ),
    "file_too_large": Problem(
        E,
        "Die Datei ist {size} MB groß; höchstens {limit} MB können eingelesen werden. Bitte teilen Sie sie auf.",
    ),
    "archive_too_large": Problem(
        E,
        "Die Datei ist verdächtig stark gepackt: Sie würde entpackt mehr als {limit} MB belegen. Zum Schutz des "
        "Servers wurde sie nicht eingelesen. Bitte kopieren Sie die Liste in eine neue Arbeitsmappe.",
    ),
    "corrupt_workbook": Problem(
        E,
        "Die Excel-Datei ist beschädigt oder unvollständig (vermutlich wurde das Hochladen oder Speichern "
        "abgebrochen). Bitte laden Sie sie erneut hoch.",
    ),
    "not_a_workbook": Problem(
        E,
        "Die Datei heißt zwar „{suffix}“, ist aber keine Excel-Arbeitsmappe, sondern {kind}. Bitte öffnen Sie sie "
        "in Ihrem Programm und speichern Sie sie als „Excel-Arbeitsmappe (*.xlsx)“ oder als CSV.",
    ),
    "unsupported_format": Problem(
        E,
        "Diese Datei ist {kind} und kann nicht eingelesen werden. Bitte speichern Sie sie als „Excel-Arbeitsmappe "
        "(*.xlsx)“ oder als CSV und laden Sie sie erneut hoch.",
    ),
    "no_header": Problem(
        E,
        "In der Datei wurde keine Kopfzeile mit einer Spalte für den Firmennamen gefunden. Bitte setzen Sie eine "
        "Zeile mit Überschriften wie „Firmenname“, „PLZ“, „Ort“ über die Angaben.",
    ),
    "no_answers": Problem(
        E,
        "In dem Text wurden keine Antworten auf die Fragen des Fragebogens gefunden. Bitte übertragen Sie die "
        "Angaben von Hand oder speichern Sie die Liste als CSV.",
    ),
    "too_many_rows": Problem(
        E,
        "Die Datei hat mehr als {limit} Zeilen. Bitte teilen Sie sie auf. Es wurde nichts übernommen.",
    ),
    "no_rows": Problem(
        W,
        "Die Datei enthält nur die Kopfzeile, aber keine ausgefüllten Zeilen. Es wurde nichts übernommen.",
    ),
    "unmapped_column": Problem(
        NOTE, "Die Spalte „{header}“{spot} ist im Firmenprofil nicht vorgesehen und wurde nicht übernommen."
    ),
    "internal_column": Problem(
        NOTE, "Die Spalte „{header}“{spot} gehört nicht zum Fragebogen und wurde nicht übernommen."
    ),
    "sheet_ignored": Problem(
        NOTE, "Das Tabellenblatt „{sheet}“ wurde nicht gelesen. Bitte speichern Sie es als eigene Datei."
    ),
    # a row
    "column_count": Problem(
        E,
        "{found} Werte statt der {expected} Spalten aus der Kopfzeile – vermutlich steht das Trennzeichen im Text, "
        "ohne dass er in Anführungszeichen gesetzt ist. Die Zeile wurde nicht übernommen.",
    ),
    "broken_quotes": Problem(
        E,
        "Ab hier ist die Datei nicht mehr lesbar; vermutlich fehlt ein schließendes Anführungszeichen. Bitte "
        "berichtigen Sie die Stelle und laden Sie die Datei erneut hoch.",
    ),
    "invalid_json": Problem(E, "Die Zeile ist kein gültiges JSON-Objekt. Sie wurde nicht übernommen."),
    "missing_name": Problem(E, "Der Firmenname fehlt. Die Zeile wurde nicht übernommen."),
    "name_too_long": Problem(
        E,
        "Der Firmenname hat mehr als {limit} Zeichen; vermutlich sind Spalten verrutscht. Die Zeile wurde nicht "
        "übernommen.",
    ),
    "totals_row": Problem(NOTE, "Summenzeile erkannt und übersprungen."),
    "possible_duplicate": Problem(
        W,
        "„{value}“ ist vermutlich dieselbe Firma wie „{other}“ ({where}{reasons}). Bitte entscheiden: "
        "zusammenführen oder als eigene Firma anlegen. Bis dahin wird nichts übernommen.",
    ),
    "older_than_stored": Problem(
        W,
        "Die Rückmeldung vom {date} ist älter als die gespeicherte Bestätigung vom {stored}. Bitte entscheiden: "
        "trotzdem übernehmen oder verwerfen. Bis dahin wird nichts übernommen.",
    ),
    "not_saved": Problem(E, "Die Zeile konnte nicht gespeichert werden: {reason}"),
    # a value
    "invalid_postcode": Problem(
        W, "„{value}“ ist keine gültige Postleitzahl (erwartet werden fünf Ziffern{hint}).", leaves_out=True
    ),
    "invalid_email": Problem(W, "„{value}“ ist keine gültige E-Mail-Adresse.", leaves_out=True),
    "invalid_phone": Problem(W, "„{value}“ ist keine Telefonnummer.", leaves_out=True),
    "invalid_website": Problem(W, "„{value}“ ist keine Internetadresse.", leaves_out=True),
    "not_integer": Problem(W, "Die Angabe „{value}“ ist keine ganze Zahl.", leaves_out=True),
    "not_a_number": Problem(
        W, "„{value}“ ist keine eindeutige Zahl. Bitte fragen Sie nach.", leaves_out=True
    ),
    "not_a_year": Problem(W, "„{value}“ ist keine Jahreszahl (erwartet: vier Ziffern).", leaves_out=True),
    "out_of_range": Problem(W, "Der Wert „{value}“ kann nicht stimmen ({hint}).", leaves_out=True),
    "unknown_kind": Problem(
        W,
        "„{value}“ ist keine bekannte Art (Hersteller, Zulieferer, Dienstleister, Forschung/Bildung).",
        leaves_out=True,
    ),
    "invalid_date": Problem(W, "{hint}", leaves_out=True),
    "too_long": Problem(W, "Der Text ist länger als {limit} Zeichen.", leaves_out=True),
    "consent_unclear": Problem(
        W,
        "Aus „{value}“ geht nicht hervor, ob die Kontaktdaten veröffentlicht werden dürfen (erwartet: ja oder "
        "nein). Sie bleiben unveröffentlicht.",
    ),
    "consent_limited": Problem(
        W,
        "Die Einwilligung „{value}“ ist eingeschränkt. Die Kontaktdaten bleiben unveröffentlicht, bis jemand "
        "entschieden hat, was gezeigt werden darf.{hint}",
    ),
    "number_in_text": Problem(NOTE, "Aus „{value}“ wurde die Zahl {number} gelesen. Bitte prüfen."),
    "formula_value_used": Problem(
        NOTE,
        "Die Zelle enthält die Formel „{value}“. Übernommen wurde das in der Datei gespeicherte Ergebnis {result}.",
    ),
    "formula_rejected": Problem(W, "{hint}", leaves_out=True),
}
"""Every message the import can give, by its key."""

SHOWN_AS = {"internal_column": "unmapped_column", "consent_limited": "consent_unclear"}
"""Keys that differ in wording only, with the code under which they are reported."""


@dataclass(frozen=True)
class Place:
    """Where in a file something stands; empty parts are None."""

    row: int | None = None
    line: int | None = None
    column: str | None = None
    header: str | None = None
    field: str | None = None
    prefix: str = ""


@dataclass(frozen=True)
class Message:
    """One thing to tell about a file, a row or a value."""

    code: str
    severity: Severity
    place: Place
    value: str | None
    text: str
    leaves_out: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the message as plain values that JSON can hold."""
        return {
            "row": self.place.row,
            "line": self.place.line,
            "column": self.place.column,
            "header": self.place.header,
            "field": self.place.field,
            "severity": str(self.severity),
            "code": self.code,
            "value": self.value,
            "message": self.text,
        }

    def settled(self, *, known: bool) -> "Message":
        """Return the message with the sentence that says what becomes of the field.

        In: known – whether the firm is in the directory already. Out: the same message where no value was left out.
        """
        if not self.leaves_out:
            return self
        return Message(
            self.code,
            self.severity,
            self.place,
            self.value,
            f"{self.text} {LEFT_OUT[known]}",
            leaves_out=False,
        )


def message(key: str, place: Place | None = None, *, value: str | None = None, **details: object) -> Message:
    """Build one message from the table of problems.

    In: key – a key of PROBLEMS; place – where it stands; value – the content found, as stored; details – what the
    sentence names besides. Out: the message. Raises KeyError for an unknown key.
    """
    problem = PROBLEMS[key]
    where = place or Place()
    text = problem.text.format(value=shortened(value or ""), **details)
    return Message(
        code=SHOWN_AS.get(key, key),
        severity=problem.severity,
        place=where,
        value=value,
        text=f"{where.prefix}: {text}" if where.prefix else text,
        leaves_out=problem.leaves_out,
    )


def shortened(text: str, limit: int = 80) -> str:
    """Return `text` on one line and cut to `limit` characters, for use inside a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
