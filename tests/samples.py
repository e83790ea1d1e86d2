"""One stored object of every model that the administration shows."""

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.db.models import Model

from accounts.models import User
from pages.models import Page
from tests.cast import Cast
from tests.factories import UserFactory


def changed_page(cast: Cast) -> Page:
    """One of the pages, which exist from the start and cannot be added, with a past."""
    page = Page.objects.earliest("pk")
    page.save()
    return page


MAKERS: dict[type[Model], Callable[[Cast], Model]] = {
    User: lambda cast: UserFactory(),
    Group: lambda cast: Group.objects.create(name=f"Gruppe {Group.objects.count()}"),
    Page: changed_page,
}


def sample_of(model: type[Model], cast: Cast) -> Model:
    """A new object of the model, within the first cluster of the cast where it belongs to one."""
    return MAKERS[model](cast)
