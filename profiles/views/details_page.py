"""The foldable parts of the step on firm and contact."""

from collections.abc import Mapping
from typing import Any

from profiles.domain.profile_words import field_label
from profiles.forms.details import DetailsForm

PARTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "adresse",
        "Name, Adresse, Erreichbarkeit",
        "",
        ("name", "street", "postcode", "town", "phone", "email", "website"),
    ),
    (
        "betrieb",
        "Zum Betrieb",
        "",
        ("legal_form", "kind", "employees", "founded", "industries", "languages"),
    ),
    (
        "further_sites",
        "Weitere Standorte",
        "Nur wo gearbeitet wird; die Adresse oben müssen Sie nicht wiederholen.",
        (),
    ),
    ("machines", "Maschinen", "Die wichtigsten genügen.", ("machines_text",)),
    ("certificates", "Zertifikate", "Vor dem Ablauf erinnern wir Sie.", ()),
    (
        "contacts",
        "Ansprechpersonen",
        "Sagen Sie jeder Person, dass Sie sie hier nennen. Gezeigt wird nur, wer eingewilligt hat; wir schreiben der "
        "Person einmal, was gespeichert ist. Wird das Häkchen entfernt, ist sie nach dem Absenden nicht mehr zu sehen.",
        (),
    ),
    ("logo", "Firmenzeichen", "", ("logo_upload",)),
    (
        "register",
        "Register und Steuer",
        "Daran erkennen wir, dass ein Unternehmen nicht zweimal im Verzeichnis steht. Im Profil steht es nicht.",
        ("register_number", "register_court", "vat_id"),
    ),
)
"""Name, title, help and fields of each part; a part named like a list shows its rows."""


def details_page(
    form: DetailsForm, *, notes: Mapping[str, str], files: Mapping[str, dict[str, str]]
) -> dict[str, Any]:
    """Return what the template shows: the parts, opened where something is wrong or to be changed."""
    groups = []
    for name, title, help_text, names in PARTS:
        rows = form.lists.get(name)
        for row in rows or ():
            if name == "certificates":
                row.kept_file = files.get(row["file"].value() or "")
        wrong = any(form[field].errors for field in names) or bool(
            rows and rows.is_bound and (rows.non_form_errors() or any(rows.errors))
        )
        told = [f"{field_label(field)}: {notes[field]}" for field in (*names, name) if notes.get(field)]
        asked = bool(form.is_bound and form.data.get("mehr") == name)
        stored = getattr(form.answers, name, None) if rows is not None else None
        groups.append(
            {
                "name": name,
                "title": title,
                "help": help_text,
                "fields": [form[field] for field in names],
                "rows": rows,
                "row_title": title,
                "count": len(stored) if stored else "",
                "notes": told,
                "is_open": bool(wrong or told or asked or name == "adresse"),
                "consent": form.consent_text if name == "contacts" else None,
                "after": [form["drop_logo"]] if name == "logo" and form.answers.logo else [],
            }
        )
    return {"groups": groups, "logo": files.get(form.answers.logo or "")}
