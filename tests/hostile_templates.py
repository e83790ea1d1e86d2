"""A variable that a template uses and nobody gave it is a mistake, not an empty text."""

import sys

from django.template import Origin

from tests.hostile import findings

# Templates that libraries write and that rely on missing variables being empty.
LENIENT_ORIGINS = (
    "/django/contrib/admin/templates/",
    "/django/contrib/auth/templates/",
    "/django/forms/templates/",
    "/django/forms/jinja2/",
    "/allauth/templates/",
    "/crispy_bootstrap5/templates/",
    "/crispy_forms/templates/",
    "/django_filters/templates/",
    "/simple_history/templates/",
)


class UndefinedVariableError(AssertionError):
    """A template of ours used a variable that does not exist."""


class StrictVariable(str):
    """The engine's `string_if_invalid`: asking for its truth value, as the engine does, ends the test.

    Being an empty text otherwise, it leaves the templates of libraries as they are in production.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        expression, origin = _place()
        if origin is None or any(part in origin.name for part in LENIENT_ORIGINS):
            return False
        message = f"undefined variable {{{{ {expression} }}}} in {origin.name}"
        findings.append(message)
        raise UndefinedVariableError(message)


def _place() -> tuple[str, Origin | None]:
    """The expression that is being resolved and the template it stands in, read from the call stack."""
    expression = "?"
    frame = sys._getframe(2)
    while frame is not None:
        subject = frame.f_locals.get("self")
        if frame.f_code.co_name == "resolve" and expression == "?":
            expression = str(getattr(subject, "token", "?"))
        if frame.f_code.co_name == "render_annotated":
            return expression, getattr(subject, "origin", None)
        frame = frame.f_back
    return expression, None
