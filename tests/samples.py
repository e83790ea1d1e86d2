"""One stored object of every model that the administration shows."""

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.db.models import Model

from accounts.models import User
from tests.cast import Cast
from tests.factories import UserFactory

MAKERS: dict[type[Model], Callable[[Cast], Model]] = {
    User: lambda cast: UserFactory(),
    Group: lambda cast: Group.objects.create(name=f"Gruppe {Group.objects.count()}"),
}


def sample_of(model: type[Model], cast: Cast) -> Model:
    """A new object of the model, within the first cluster of the cast where it belongs to one."""
    return MAKERS[model](cast)
