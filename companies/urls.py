"""Addresses of the directory and its search."""

from django.urls import path

from companies.views.directory import directory
from companies.views.profile import detail
from companies.views.ranking import ranking

app_name = "companies"
urlpatterns = [
    path("suche/", directory, name="search"),
    path("unternehmen/", directory, name="list"),
    path("unternehmen/<slug:slug>/", detail, name="detail"),
    path("reihenfolge/", ranking, name="ranking"),
]
