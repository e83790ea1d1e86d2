"""Addresses of the directory and its search."""

from django.urls import path

from companies.views.directory import directory
from companies.views.files import company_file
from companies.views.profile import detail
from companies.views.ranking import ranking
from companies.views.search import search_page
from companies.views.suggestions import suggestions

app_name = "companies"
urlpatterns = [
    path("suche/", search_page, name="search"),
    path("suche/vorschlaege/", suggestions, name="suggestions"),
    path("unternehmen/", directory, name="list"),
    path("unternehmen/<slug:slug>/", detail, name="detail"),
    path("unternehmen/<slug:slug>/datei/<uuid:key>/", company_file, name="file"),
    path("reihenfolge/", ranking, name="ranking"),
]
