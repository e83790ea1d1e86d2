"""Data protection in the administration."""

from privacy.admin.requests import DataRequestAdmin

__all__ = ["DataRequestAdmin"]
