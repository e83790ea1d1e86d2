"""Persons who sign in."""

from typing import Any

import factory

from accounts.models import User

PASSWORD = "Werkbank-und-Schraubstock"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with the password PASSWORD and no rights."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@beispiel.de")
    first_name = "Petra"
    last_name = factory.Sequence(lambda number: f"Beispiel{number}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        fields.setdefault("password", PASSWORD)
        return model_class.objects.create_user(*args, **fields)
