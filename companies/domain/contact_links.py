"""The link by which a contact person sees what is stored about him or her and takes the consent back.

Like the links to unsubscribe it is signed, not stored: it only ever hides, and has to work for as long as the mail
lies in somebody's mailbox.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from companies.models import ContactPerson

_signer = Signer(salt="companies.contact")


def contact_token(contact: ContactPerson) -> str:
    """Return the signed text that names a contact person together with his or her present address."""
    return _signer.sign_object([contact.pk, contact.email.lower()])


def contact_url(contact: ContactPerson) -> str:
    """Return the whole address of the person's own page."""
    return settings.BASE_URL + reverse("companies:contact", args=[contact_token(contact)])


def contact_of(token: str) -> ContactPerson | None:
    """Return the person a token names; None for one we did not sign, and where person or address have gone."""
    try:
        pk, email = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return ContactPerson.objects.select_related("company").filter(pk=pk, email__iexact=email).first()
