from outbox.models.address import Address, Preference
from outbox.models.job_run import JobRun
from outbox.models.mail import Mail, MailQuerySet

__all__ = ["Address", "JobRun", "Mail", "MailQuerySet", "Preference"]
