"""Tables of data protection."""

from .request import DataRequest

__all__ = ["DataRequest"]
