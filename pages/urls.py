"""Addresses of the legal pages."""

from django.urls import path

from pages.enums import PageSlug
from pages.views import text_page

app_name = "pages"
urlpatterns = [
    path("impressum/", text_page, {"slug": PageSlug.IMPRINT}, name="imprint"),
    path("datenschutz/", text_page, {"slug": PageSlug.PRIVACY}, name="privacy"),
    path("barrierefreiheit/", text_page, {"slug": PageSlug.ACCESSIBILITY}, name="accessibility"),
    path("nutzungsregeln/", text_page, {"slug": PageSlug.TERMS}, name="terms"),
]
