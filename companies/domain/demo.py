"""Demo data: a fictional region and people who may sign in to try everything out."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.domain.second_factor import set_up_published_codes
from accounts.models import User
from companies.domain.consent_records import on_day
from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.enums import CompanyRole, ConsentWay
from companies.models import Cluster, Company, CompanyUser

FIRMS = Path(__file__).resolve().parent.parent / "data" / "demo" / "firms.jsonl"
CLUSTER_NAME = "Metall-Cluster"
SOURCE = "Beispieldaten"
PASSWORD = "metall-cluster-demo"  # noqa: S105 - public on purpose, see SIGN_INS
CODE_SEED = "metall-cluster-demo"
"""From this the recovery codes of the demo staff are computed: public like the password, the same at every start."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person of the demo: `role` in words, and where he or she belongs."""

    role: str
    email: str
    company: str = ""
    company_role: CompanyRole | None = None
    is_staff: bool = False
    is_superuser: bool = False
    password: str = PASSWORD


SIGN_INS = (
    SignIn("Einkauf (Hersteller)", "einkauf@demo.example", "Varnholt Fahrzeugwerke AG", CompanyRole.OWNER),
    SignIn(
        "kleiner Zulieferer", "betrieb@demo.example", "Rohrbiegetechnik Kalmitzer e. K.", CompanyRole.OWNER
    ),
    SignIn("nur lesend", "gast@demo.example", "Varnholt Fahrzeugwerke AG", CompanyRole.VIEWER),
    SignIn("Wirtschaftsförderung", "lotse@demo.example", is_staff=True),
    SignIn("Administration", "admin@demo.example", is_staff=True, is_superuser=True),
)
"""Everybody who may sign in to the demo, all with the one published password; never for a real directory."""


def load_demo() -> int:
    """Fill an empty directory with the demo firms and sign-ins and return how many firms there are.

    The vocabulary must be loaded. Raises ValueError when the directory holds a firm already; all or nothing.
    """
    if Company.objects.exists():
        raise ValueError("Das Verzeichnis ist nicht leer; Beispieldaten kommen nur in ein leeres.")
    with transaction.atomic():
        cluster, _ = Cluster.objects.get_or_create(
            slug="metall",
            defaults={
                "name": CLUSTER_NAME,
                "agency_name": "Wirtschaftsförderung Musterregion (Beispiel)",
                "agency_email": "wirtschaftsfoerderung@demo.example",
                "agency_phone": "0631 5550-1",
            },
        )
        count = 0
        with FIRMS.open(encoding="utf-8") as lines:
            for line in lines:
                data = ProfileData.from_record(json.loads(line))
                save_profile(
                    data=data,
                    actor=None,
                    cluster=cluster,
                    source=SOURCE,
                    consent=on_day(ConsentWay.IMPORT, data.last_confirmed),
                )
                count += 1
        for sign_in in SIGN_INS:
            _add_person(sign_in, cluster)
        renew_demo_codes()
    return count


def renew_demo_codes() -> list[str]:
    """Let the published recovery codes of the demo staff work again, and return them; none without such staff."""
    emails = [sign_in.email for sign_in in SIGN_INS if sign_in.is_staff]
    codes: list[str] = []
    for user in User.objects.filter(email__in=emails, is_staff=True):
        codes = set_up_published_codes(user=user, seed=CODE_SEED)
    return codes


def _add_person(sign_in: SignIn, cluster: Cluster) -> None:
    user = User.objects.create_user(
        sign_in.email,
        sign_in.password,
        is_staff=sign_in.is_staff,
        is_superuser=sign_in.is_superuser,
    )
    if sign_in.is_staff:
        cluster.staff.add(user)
        user.groups.set(Group.objects.all())
    if sign_in.company_role is not None:
        company = Company.objects.get(name=sign_in.company)
        CompanyUser.objects.create(user=user, company=company, role=sign_in.company_role)
