"""Who may do what with a demand."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, ExpressionWrapper, Q

from companies.models import Company, Membership
from companies.models.querysets import CompanyQuerySet
from companies.rules import EDITING_ROLES
from matching.enums import DemandState
from matching.models import Demand
from matching.models.demand import DemandQuerySet

if TYPE_CHECKING:
    from accounts.models import User

EDITABLE_STATES = (DemandState.DRAFT, DemandState.OPEN, DemandState.PAUSED, DemandState.EXPIRED)
"""States in which a demand can still be changed: what was awarded or closed stays as it was."""


def firms_to_ask_for(user: "User | AnonymousUser") -> CompanyQuerySet:
    """Return the firms on whose behalf the person may enter demands: the own ones, and those looked after as staff."""
    own = Company.objects.of_user(user, *EDITING_ROLES).values("pk")
    staffed = Company.objects.staffed_by(user).values("pk")
    members = Company.objects.current().filter(Q(pk__in=own) | Q(pk__in=staffed))
    return members.filter(pk__in=Membership.objects.values("company"))


def may_ask(user: "User | AnonymousUser") -> bool:
    """Say whether the person may enter demands for some firm."""
    return firms_to_ask_for(user).exists()


def may_change(user: "User | AnonymousUser", demand: Demand) -> bool:
    """Say whether the person may change a demand and its state: owner or editor of the firm, or staff."""
    return Demand.objects.filter(_changeable(user), pk=demand.pk).exists()


def with_change_allowed(demands: DemandQuerySet, user: "User | AnonymousUser") -> DemandQuerySet:
    """Add `may_be_changed`: what `may_change` says about the person, without a query for each."""
    return demands.annotate(may_be_changed=ExpressionWrapper(_changeable(user), output_field=BooleanField()))


def _changeable(user: "User | AnonymousUser") -> Q:
    own = Demand.objects.of_user(user, *EDITING_ROLES).values("pk")
    return Q(pk__in=own) | Q(pk__in=Demand.objects.staffed_by(user).values("pk"))


def is_editable(demand: Demand) -> bool:
    """Say whether the content of a demand can still be changed."""
    return demand.state in EDITABLE_STATES
