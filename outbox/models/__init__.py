from outbox.models.address import Address, Preference
from outbox.models.mail import Mail, MailQuerySet

__all__ = ["Address", "Mail", "MailQuerySet", "Preference"]
