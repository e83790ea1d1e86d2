"""A person and a firm that occur everywhere, and the staff who answer them."""

import pytest

from accounts.models import User
from tests.cast import Cast
from tests.privacy.people import Stored, stored_everywhere


@pytest.fixture
def stored(cast: Cast) -> Stored:
    return stored_everywhere(cast)


@pytest.fixture
def staff(cast: Cast) -> User:
    return cast.people["staff"]
