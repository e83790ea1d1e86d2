"""The kind of firm in a questionnaire."""

from companies.domain.kinds import company_kind
from profiles.domain.values import Raw, ValueProblemError, single_line


def parse_kind(raw: Raw) -> str:
    """Return the kind of firm as the questionnaire words it. Raises ValueProblemError unknown_kind."""
    text = single_line(raw)
    if text and company_kind(text) is None:
        raise ValueProblemError("unknown_kind")
    return text
