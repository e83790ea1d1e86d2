"""The mails about profiles, and the personal links in them."""

from accounts.enums import LinkPurpose
from outbox.enums import Category, LegalBasis
from outbox.notifications import MailKind
from profiles.models.campaign import INVITATION_KIND, INVITATION_PURPOSE

ASK_US = (
    "Schreiben Sie der Wirtschaftsförderung oder rufen Sie an; Sie bekommen dann einen neuen Link. Die Anschrift "
    "steht unten auf dieser Seite."
)

INVITATION_LINK = LinkPurpose(INVITATION_PURPOSE, "profiles:invitation", days=60, way_out=ASK_US)
CHANGE_LINK = LinkPurpose("profiles.change", "profiles:change", days=60, way_out=ASK_US)
CONFIRMATION_LINK = LinkPurpose("profiles.confirmation", "profiles:confirmation", days=120, way_out=ASK_US)
REGISTRATION_LINK = LinkPurpose(
    "profiles.registration",
    "profiles:registration",
    days=60,
    way_out="Füllen Sie das Formular „Mein Unternehmen fehlt“ noch einmal aus, oder rufen Sie uns an.",
)

INVITATION = MailKind(
    INVITATION_KIND,
    label="Einladungen zum Profil",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
    secrets=("link",),
)
CONFIRMATION = MailKind(
    "profiles.confirmation",
    label="Nachfragen, ob das Profil noch stimmt",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
    secrets=("confirm", "change", "leave"),
)
CERTIFICATES = MailKind(
    "profiles.certificates",
    label="Hinweise auf ablaufende Zertifikate",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
    secrets=("link",),
)
ARCHIVED = MailKind(
    "profiles.archived",
    label="Mitteilungen, dass ein Profil nicht mehr gezeigt wird",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=False,
)
REGISTRATION = MailKind(
    "profiles.registration",
    label="Bestätigung der E-Mail-Adresse",
    category=Category.PROFILE,
    basis=LegalBasis.CONSENT,
    can_unsubscribe=False,
    requested=True,
    secrets=("link",),
)
REGISTRATION_REJECTED = MailKind(
    "profiles.registration_rejected",
    label="Antworten auf Anmeldungen",
    category=Category.PROFILE,
    basis=LegalBasis.CONSENT,
    can_unsubscribe=False,
)

HANDED_IN = MailKind(
    "profiles.handed_in",
    label="Eingereichte Profile",
    category=Category.CARE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
    can_collect=True,
)
PUBLISHED = MailKind(
    "profiles.published",
    label="Veröffentlichte Angaben",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
)
RETURNED = MailKind(
    "profiles.returned",
    label="Rückfragen zu Ihren Angaben",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
    secrets=("link",),
)
REJECTED = MailKind(
    "profiles.rejected",
    label="Abgelehnte Angaben",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
)
KINDS_WITHOUT_SECRETS = (HANDED_IN, PUBLISHED, REJECTED, ARCHIVED, REGISTRATION_REJECTED)
