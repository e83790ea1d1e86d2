"""People who sign in."""

import factory
from django.contrib.auth.hashers import make_password

from accounts.models import User

PASSWORD = "ein-langes-Kennwort-42"
"""The password of everybody."""


class UserFactory(factory.django.DjangoModelFactory):
    """A person without any company; give `email` where it matters."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@firma.example")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class StaffFactory(UserFactory):
    """A person of the agency; `clusters=[…]` are those in which he or she works, `groups=[…]` the rights."""

    is_staff = True

    @factory.post_generation
    def clusters(self, create, extracted, **kwargs):
        for cluster in extracted or ():
            cluster.staff.add(self)

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        self.groups.add(*(extracted or ()))

    class Meta:
        skip_postgeneration_save = True


class SuperuserFactory(UserFactory):
    """A person who may do everything."""

    is_staff = True
    is_superuser = True
