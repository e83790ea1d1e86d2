"""Addresses of the profile form."""

from django.urls import path

from profiles.views import own

app_name = "profiles"
urlpatterns = [
    path("mein-profil/", own.overview, name="own"),
    path("mein-profil/<slug:slug>/beginnen/", own.begin, name="own_begin"),
    path("mein-profil/<uuid:reference>/zurueckholen/", own.withdraw, name="own_withdraw"),
    path("mein-profil/<uuid:reference>/datei/<uuid:key>/", own.file, name="own_file"),
    path("mein-profil/<uuid:reference>/<slug:name>/", own.step, name="own_step"),
]
