"""At which address a firm is written to, and where that address comes from."""

from companies.models import Company

FROM_PROFILE = "Angabe im Profil des Unternehmens"
FROM_CONTACT = "Ansprechperson im Profil des Unternehmens"


def mail_address_of(company: Company) -> tuple[str, str]:
    """Return the e-mail address of a firm and its origin in German; two empty texts where none is known.

    The firm's own address comes first, then that of the first contact person who has one.
    """
    if company.email:
        return company.email, FROM_PROFILE
    for contact in company.contacts.all():
        if contact.email:
            return contact.email, FROM_CONTACT
    return "", ""
