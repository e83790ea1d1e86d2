"""Addresses of the home page and of the gallery."""

from django.urls import path

from home.views import gallery, home

app_name = "home"
urlpatterns = [
    path("", home, name="home"),
    path("bausteine/", gallery, name="gallery"),
]
