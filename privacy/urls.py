"""Addresses at which people see and take away what is stored about them and their firms."""

from django.urls import path

from privacy.views import erasing, firm, own

app_name = "privacy"
urlpatterns = [
    path("konto/daten/", own.page, name="own"),
    path("konto/daten/auskunft.<str:ending>", own.download, name="own_download"),
    path("konto/daten/loeschen/", erasing.own, name="own_erase"),
    path("unternehmen/<slug:slug>/daten/loeschen/", erasing.firm, name="firm_erase"),
    path("unternehmen/<slug:slug>/daten/", firm.page, name="firm"),
    path("unternehmen/<slug:slug>/daten/auskunft.<str:ending>", firm.download, name="firm_download"),
]
