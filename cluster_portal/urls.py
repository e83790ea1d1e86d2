"""All addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from cluster_portal import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("konto/", include("allauth.urls")),
    path("gesundheit/", health.alive, name="alive"),
    path("gesundheit/bereit/", health.ready, name="ready"),
]
