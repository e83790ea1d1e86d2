"""Clusters in the administration."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from companies.models import Cluster


@admin.register(Cluster)
class ClusterAdmin(admin.ModelAdmin):
    """Clusters and who works in them; staff see their own, only a superuser decides about them."""

    list_display = ("name", "agency_name", "members")
    search_fields = ("name",)
    filter_horizontal = ("staff",)
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        """Only the clusters in which the person works."""
        clusters = Cluster.objects.staffed_by(request.user)
        return clusters.annotate(member_count=Count("memberships", distinct=True)).order_by("name", "pk")

    @admin.display(description="Mitglieder", ordering="member_count")
    def members(self, cluster: Cluster) -> int:
        return cluster.member_count
