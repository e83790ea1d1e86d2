"""Addresses of the directory and its search."""

from django.urls import path

from companies.views import joining, people
from companies.views.consent import hide_contact, own_contact
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
    path("unternehmen/<slug:slug>/ansprechpersonen/<int:pk>/", hide_contact, name="hide_contact"),
    path("unternehmen/<slug:slug>/mitarbeitende/", people.people, name="people"),
    path("unternehmen/<slug:slug>/mitarbeitende/einladen/", people.invite, name="invite"),
    path("unternehmen/<slug:slug>/mitarbeitende/verlassen/", people.leave, name="leave"),
    path("unternehmen/<slug:slug>/mitarbeitende/uebernehmen/", people.take_company_over, name="take_over"),
    path("unternehmen/<slug:slug>/mitarbeitende/<int:pk>/", people.person, name="person"),
    path(
        "unternehmen/<slug:slug>/mitarbeitende/einladung/<int:pk>/",
        people.invitation,
        name="colleague_invitation",
    ),
    path("ansprechperson/<str:token>/", own_contact, name="contact"),
    path("zugang/", joining.ask_for_access, name="access_request"),
    path("zugang/bestaetigen/<str:token>/", joining.confirm, name="confirm_access_request"),
    path("zugang/annehmen/<str:token>/", joining.accept, name="accept_invitation"),
    path("reihenfolge/", ranking, name="ranking"),
]
