from outbox.admin.addresses import AddressAdmin
from outbox.admin.mails import MailAdmin
from outbox.admin.runs import JobRunAdmin

__all__ = ["AddressAdmin", "JobRunAdmin", "MailAdmin"]
