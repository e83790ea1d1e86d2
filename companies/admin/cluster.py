"""Clusters in the administration."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from companies.enums import LiveField
from companies.models import Cluster


class ClusterForm(forms.ModelForm):
    """A cluster; which answers of firms count at once is ticked."""

    live_fields = forms.MultipleChoiceField(
        label="Sofort gültige Angaben",
        choices=LiveField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=Cluster._meta.get_field("live_fields").help_text,
    )

    class Meta:
        model = Cluster
        fields = "__all__"  # noqa: DJ007 - the administration leaves out what the person may not change


@admin.register(Cluster)
class ClusterAdmin(admin.ModelAdmin):
    """Clusters and who works in them; only a superuser decides about their names and staff."""

    form = ClusterForm
    list_display = ("name", "agency_name", "members")
    search_fields = ("name",)
    filter_horizontal = ("staff",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        """Only the clusters in which the person works."""
        clusters = Cluster.objects.staffed_by(request.user)
        return clusters.annotate(member_count=Count("memberships", distinct=True)).order_by("name", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep names and staff from those who only work in the cluster."""
        return () if request.user.is_superuser else ("name", "slug", "staff")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, tuple[str, ...]]:
        """Propose a short name where it can be typed."""
        return {"slug": ("name",)} if request.user.is_superuser else {}

    @admin.display(description="Mitglieder", ordering="member_count")
    def members(self, cluster: Cluster) -> int:
        return cluster.member_count
