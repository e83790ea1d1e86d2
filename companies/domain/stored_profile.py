"""Reading a stored firm back in the form of a questionnaire."""

import dataclasses
from typing import Any

from companies.domain import profile_lists as lists
from companies.domain import profile_parts as parts
from companies.domain.profile_data import ProfileData
from companies.models import Company

COLUMNS = {
    "name": "name",
    "legal_form": "legal_form",
    "kind": "kind",
    "phone": "phone",
    "email": "email",
    "website": "website",
    "employees": "employees",
    "founded": "founded",
    "register_number": "register_number",
    "register_court": "register_court",
    "vat_id": "vat_id",
    "core_competences": "core_text",
    "offered_services": "offered_text",
    "sought_partners": "sought_text",
    "materials": "materials_text",
    "machines_text": "machines_text",
    "batch_sizes": "batch_text",
    "max_dimensions": "dimensions_text",
    "last_confirmed": "confirmed_at",
}
"""Field of ProfileData → column of Company, where one stands for the other as it is."""

ADDRESS = {"street": "street", "postcode": "postcode", "town": "municipality"}
"""Field of ProfileData → column of the main site."""


def profile_data_of(company: Company) -> ProfileData:
    """Return the stored statements of a firm in the form of a questionnaire (for a diff, an export, a form)."""
    site = next((site for site in company.sites.all() if site.is_main), None)
    contact = next(iter(company.contacts.all()), None)
    values: dict[str, Any] = {name: getattr(company, column) for name, column in COLUMNS.items()}
    values.update({name: getattr(site, column) if site else "" for name, column in ADDRESS.items()})
    return ProfileData(
        **values,
        industries=parts.split_list(company.industries_text),
        languages=tuple(company.languages),
        certificates=parts.certificate_data(company),
        machines=parts.machine_data(company),
        contact=parts.contact_data(contact) if contact else None,
    )


def whole_profile_of(company: Company) -> ProfileData:
    """Return everything a firm has said, its persons, sites and confirmed capabilities as whole lists."""
    return dataclasses.replace(
        profile_data_of(company),
        contact=None,
        **{name: lists.stored(company, name) for name in lists.LISTS},
    )
