"""What can be asked of the directory, in its own words."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from companies.enums import (
    FRESH_DAYS,
    SIZE_CLASS_FROM,
    STALE_DAYS,
    CompanyState,
    Depth,
    Freshness,
    Relation,
    SizeClass,
)

if TYPE_CHECKING:
    from accounts.models import User
    from competences.models import Process


def freshness_lookup(freshness: str, on: datetime.date) -> Q:
    """Return the condition on `confirmed_at` for one value of Freshness on the given day."""
    fresh_from = on - datetime.timedelta(days=FRESH_DAYS)
    stale_before = on - datetime.timedelta(days=STALE_DAYS)
    return {
        Freshness.FRESH: Q(confirmed_at__gte=fresh_from),
        Freshness.AGING: Q(confirmed_at__lt=fresh_from, confirmed_at__gte=stale_before),
        Freshness.STALE: Q(confirmed_at__lt=stale_before),
        Freshness.NEVER: Q(confirmed_at__isnull=True),
    }[Freshness(freshness)]


def size_class_lookup(size_class: str) -> Q:
    """Return the condition on `employees` for one value of SizeClass."""
    starts = sorted(SIZE_CLASS_FROM.values())
    start = SIZE_CLASS_FROM[SizeClass(size_class)]
    following = [value for value in starts if value > start]
    condition = Q(employees__gte=start)
    return condition & Q(employees__lt=following[0]) if following else condition


class ClusterQuerySet(models.QuerySet):
    """Questions about clusters."""

    def staffed_by(self, user: "User | AnonymousUser") -> Self:
        """Keep the clusters in which the person works as staff; a superuser works in all."""
        if user.is_superuser:
            return self
        return self.filter(staff=user) if user.is_staff else self.none()

    def of_viewer(self, user: "User | AnonymousUser") -> Self:
        """Keep the clusters whose directory the person may read: as staff or through a member company."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        # Subqueries, not joins: with both conditions a join would read every membership.
        membership = self.model._meta.get_field("memberships").related_model.objects
        condition = Q(pk__in=membership.filter(company__people__user=user).values("cluster"))
        if user.is_staff:
            condition |= Q(pk__in=self.model.objects.staffed_by(user).values("pk"))
        return self.filter(condition)


class CompanyQuerySet(models.QuerySet):
    """Questions about companies; each company appears once whatever is asked."""

    def _where(self, condition: Q) -> Self:
        """Filter through a subquery, so that conditions on rows of a company never repeat the company."""
        return self.filter(pk__in=self.model.objects.filter(condition).values("pk"))

    def published(self) -> Self:
        """Keep what the directory shows."""
        return self.filter(state=CompanyState.PUBLISHED)

    def current(self) -> Self:
        """Leave out what was merged into another company."""
        return self.exclude(state=CompanyState.MERGED)

    def in_clusters(self, clusters: models.QuerySet | Collection[int]) -> Self:
        """Keep members of any of the clusters."""
        return self._where(Q(memberships__cluster__in=clusters))

    def staffed_by(self, user: "User | AnonymousUser") -> Self:
        """Keep what the person may look after: all companies of the clusters in which he or she is staff."""
        if user.is_superuser:
            return self
        return self._where(Q(memberships__cluster__staff=user)) if user.is_staff else self.none()

    def of_user(self, user: "User | AnonymousUser", *roles: str) -> Self:
        """Keep the companies for which the person acts, in any of the roles (in whatever role without one)."""
        if not user.is_authenticated:
            return self.none()
        condition = Q(people__user=user)
        return self._where(condition & Q(people__role__in=roles) if roles else condition)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Keep what the person may see: published firms of the own clusters, the own firm, and all as staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        membership = self.model._meta.get_field("memberships").related_model.objects
        clusters = membership.model._meta.get_field("cluster").related_model.objects
        members = membership.filter(cluster__in=clusters.of_viewer(user).values("pk"))
        # Subqueries, not joins: a join of the members with themselves grows with the square of the directory.
        condition = Q(state=CompanyState.PUBLISHED, pk__in=members.values("company"))
        condition |= Q(pk__in=self.model.objects.of_user(user).values("pk")) & ~Q(state=CompanyState.MERGED)
        if user.is_staff:
            condition |= Q(pk__in=self.model.objects.staffed_by(user).values("pk"))
        return self.filter(condition)

    def with_freshness(self, freshness: str, on: datetime.date) -> Self:
        """Keep one value of Freshness as seen on the given day."""
        return self.filter(freshness_lookup(freshness, on))

    def fresh(self, on: datetime.date) -> Self:
        """Keep profiles confirmed within the last year before the given day."""
        return self.with_freshness(Freshness.FRESH, on)

    def stale(self, on: datetime.date) -> Self:
        """Keep profiles last confirmed more than two years before the given day, or never."""
        return self.filter(freshness_lookup(Freshness.STALE, on) | freshness_lookup(Freshness.NEVER, on))

    def of_size(self, size_class: str) -> Self:
        """Keep one size class; companies that do not state their employees are in none."""
        return self.filter(size_class_lookup(size_class))

    def in_district(self, district_key: str) -> Self:
        """Keep companies with a site in the district (key of its node among the places)."""
        return self._where(Q(sites__place__parent__key=district_key))

    def offering(self, process: "Process", *, in_house: bool = False) -> Self:
        """Keep companies that offer exactly this process; `in_house` leaves out what goes through a partner."""
        condition = Q(capabilities__relation=Relation.OFFERED, capabilities__process=process)
        if in_house:
            condition &= Q(capabilities__depth__in=(Depth.CORE, Depth.SUPPLEMENTARY))
        return self._where(condition)

    def seeking(self, process: "Process") -> Self:
        """Keep companies that look for a partner for exactly this process."""
        return self._where(Q(capabilities__relation=Relation.SOUGHT, capabilities__process=process))

    def duplicated(self) -> Self:
        """Keep those of which another one among these has the same name (in comparison form) and postcode."""
        site = self.model._meta.get_field("sites").related_model.objects
        twins = site.filter(
            postcode=OuterRef("postcode"),
            company__match_name=OuterRef("company__match_name"),
            company__in=self.values("pk"),
        ).exclude(company=OuterRef("company"))
        alike = site.filter(Exists(twins), company__in=self.values("pk")).exclude(postcode="")
        return self.filter(pk__in=alike.values("company"))

    def at_address(self, slug: str) -> Self:
        """Keep the company that is or once was to be found under this address."""
        return self._where(Q(slug=slug) | Q(names__slug=slug))

    def with_place(self) -> Self:
        """Give each company `place`: the municipality of its main site, None without one."""
        sites = self.model._meta.get_field("sites").related_model.objects
        main_site = sites.filter(company=OuterRef("pk")).order_by("-is_main", "pk")
        return self.annotate(place=Subquery(main_site.values("municipality")[:1]))

    def for_profile(self) -> Self:
        """Fetch with everything a profile shows, in a fixed number of queries."""
        capabilities = self.model._meta.get_field("capabilities").related_model.objects
        return self.prefetch_related(
            "sites__place__parent",
            "names",
            "industries",
            "materials",
            "machines",
            "contacts",
            "certificates__certificate",
            "certificates__site",
            Prefetch(
                "capabilities",
                queryset=capabilities.select_related("process", "site")
                .prefetch_related("limits__material")
                .order_by("pk"),
            ),
        )
