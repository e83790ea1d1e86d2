"""People who sign in."""

import factory
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from accounts.domain.encryption import encrypt_secret
from accounts.models import User

PASSWORD = "ein-langes-Kennwort-42"
"""The password of everybody."""


class UserFactory(factory.django.DjangoModelFactory):
    """A person without any company; give `email` where it matters."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@firma.example")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""The secret of everybody's app."""


class AppFactory(factory.django.DjangoModelFactory):
    """An app as second factor; give `user`."""

    class Meta:
        model = Authenticator

    type = Authenticator.Type.TOTP
    data = factory.LazyFunction(lambda: {"secret": encrypt_secret(TOTP_SECRET)})


class StaffFactory(UserFactory):
    """A person of the agency with a second factor (`factor=None`: without).

    `clusters=[…]` are those in which he or she works, `groups=[…]` the rights.
    """

    is_staff = True
    factor = factory.RelatedFactory(AppFactory, factory_related_name="user")

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
    """A person who may do everything, with a second factor (`factor=None`: without)."""

    is_staff = True
    is_superuser = True
    factor = factory.RelatedFactory(AppFactory, factory_related_name="user")

    class Meta:
        skip_postgeneration_save = True
