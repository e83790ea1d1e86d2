"""Tables of data protection."""

from .notice import PersonNotice
from .request import DataRequest

__all__ = ["DataRequest", "PersonNotice"]
