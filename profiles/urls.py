"""Addresses of the profile form, of personal links and of the registration of missing firms."""

from django.urls import path

from profiles.notifications import CHANGE_LINK, CONFIRMATION_LINK, INVITATION_LINK, REGISTRATION_LINK
from profiles.views import by_link, own, registration, review_steps

app_name = "profiles"
urlpatterns = [
    path("mein-profil/", own.overview, name="own"),
    path("mein-profil/<slug:slug>/beginnen/", own.begin, name="own_begin"),
    path("mein-profil/<uuid:reference>/zurueckholen/", own.withdraw, name="own_withdraw"),
    path("mein-profil/<uuid:reference>/datei/<uuid:key>/", own.file, name="own_file"),
    path("mein-profil/<uuid:reference>/<slug:name>/", own.step, name="own_step"),
    path("einreichungen/<int:pk>/datei/<uuid:key>/", review_steps.file, name="review_file"),
    path("einreichungen/<int:pk>/bearbeiten/<slug:name>/", review_steps.step, name="review_step"),
    path("mein-unternehmen-fehlt/", registration.register, name="register"),
    path("mein-unternehmen-fehlt/gesendet/", registration.sent, name="register_sent"),
    *by_link.form_pages(INVITATION_LINK, "einladung", by_link.invitation),
    *by_link.form_pages(CHANGE_LINK, "profil-aendern", by_link.change),
    *by_link.form_pages(REGISTRATION_LINK, "anmeldung", by_link.registration),
    path("profil-bestaetigen/<str:token>/aendern/", by_link.confirmation_change, name="confirmation_change"),
    path(
        "profil-bestaetigen/<str:token>/nicht-mehr-dabei/",
        by_link.confirmation_leave,
        name="confirmation_leave",
    ),
    *by_link.form_pages(CONFIRMATION_LINK, "profil-bestaetigen", by_link.confirmation),
]
