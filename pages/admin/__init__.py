"""Texts in the administration."""

from pages.admin.pages import PageAdmin
from pages.admin.text_versions import TextVersionAdmin

__all__ = ["PageAdmin", "TextVersionAdmin"]
