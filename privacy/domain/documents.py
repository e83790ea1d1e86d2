"""Information about a subject as documents: JSON for machines, a tagged PDF to read, and both with all files in a ZIP.

Files lie beside the JSON document in the ZIP and not inside it as text: they open with a click, and nothing grows by a
third. The JSON document names each file's place.
"""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import get_valid_filename, slugify

from companies.models import StoredFile
from competences.language import fold
from privacy.domain.information import Information
from privacy.domain.sections import Section
from profiles.domain.typesetting import pdf_of

TEMPLATE = Path(__file__).with_name("information.typ")
SHOWN_ROWS = 100
"""Most rows of a section in the PDF; the JSON document has all of them."""

JSON_NAME, PDF_NAME = "daten.json", "auskunft.pdf"


def file_name(information: Information, ending: str) -> str:
    """Return under which name a document is saved."""
    subject = slugify(fold(information.subject))[:60] or "person"
    return f"auskunft-{subject}-{timezone.localtime(information.at):%Y-%m-%d}.{ending}"


def as_json(information: Information) -> bytes:
    """Return everything as one JSON document (UTF-8): per section the German names of the keys, and all rows."""
    document = {
        "betrifft": information.subject,
        "stand": timezone.localtime(information.at).isoformat(timespec="seconds"),
        "hinweise": list(information.notes),
        "bereiche": [
            {
                "schluessel": each.key,
                "titel": each.title,
                "felder": dict(each.labels),
                "zeilen": list(each.rows),
            }
            for each in information.sections
        ],
        "dateien": [
            {"nummer": str(stored.pk), "name": stored.file_name, "bytes": stored.size, "ort": place}
            for stored, place in _places(information)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def as_pdf(information: Information) -> bytes:
    """Return everything to read as a tagged PDF (PDF/UA); long sections are cut after SHOWN_ROWS rows and say so."""
    at = timezone.localtime(information.at)
    data = {
        "title": f"Gespeicherte Daten: {information.subject}",
        "author": "Wirtschaftsförderung",
        "lines": [f"Auskunft nach Art. 15 DSGVO, Stand {at:%d.%m.%Y, %H:%M} Uhr.", *information.notes],
        "sections": [_section(each) for each in information.sections],
    }
    return pdf_of(TEMPLATE, data)


def as_zip(information: Information) -> bytes:
    """Return JSON document, PDF and all stored files in one ZIP."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(JSON_NAME, as_json(information))
        archive.writestr(PDF_NAME, as_pdf(information))
        for stored, place in _places(information):
            archive.writestr(place, _content(stored))
    return written.getvalue()


def _content(stored: StoredFile) -> bytes:
    return bytes(StoredFile.objects.values_list("content", flat=True).get(pk=stored.pk))


def _places(information: Information) -> Iterator[tuple[StoredFile, str]]:
    for number, stored in enumerate(information.files, 1):
        yield stored, f"dateien/{number:02d}-{get_valid_filename(stored.file_name)}"


def _section(section: Section) -> dict[str, Any]:
    shown = section.rows[:SHOWN_ROWS]
    note = ""
    if len(section.rows) > len(shown):
        note = f"Hier stehen {len(shown)} von {len(section.rows)} Einträgen. Alle stehen in der Datei „{JSON_NAME}“."
    many = len(shown) > 1
    rows = [
        {"title": f"{number}. Eintrag" if many else "", "values": list(_stated(section, row))}
        for number, row in enumerate(shown, 1)
    ]
    return {"title": section.title, "note": note, "rows": rows}


def _stated(section: Section, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in row.items():
        if text := readable(value):
            yield section.labels.get(key, key), text


def readable(value: Any) -> str:
    """Return a plain value as people read it; empty for what is not stated."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Mapping):
        if (
            named := value.get("bezeichnung") or value.get("name")
            if value.keys() <= {"wert", "bezeichnung", "nummer", "name"}
            else None
        ):
            return str(named)
        if value.keys() == {"nummer"}:
            return f"Nr. {value['nummer']}"
        return "; ".join(f"{key}: {text}" for key, each in value.items() if (text := readable(each)))
    if isinstance(value, list):
        return " | ".join(text for each in value if (text := readable(each)))
    return _date(value) if isinstance(value, str) else str(value)


def _date(text: str) -> str:
    """Write an ISO day or moment as people do; other texts stay."""
    if not text[:4].isdigit() or len(text) > 32:
        return text
    try:
        moment = parse_datetime(text) if "T" in text else None
        day = parse_date(text) if moment is None else None
    except ValueError:
        return text
    if isinstance(moment, datetime.datetime):
        return f"{moment:%d.%m.%Y, %H:%M}"
    return f"{day:%d.%m.%Y}" if day else text
