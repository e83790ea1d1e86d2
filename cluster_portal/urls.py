"""All addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from cluster_portal import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("konto/", include("accounts.urls")),
    path("", include("outbox.urls")),
    path("", include("home.urls")),
    path("", include("privacy.urls")),
    path("", include("companies.urls")),
    path("", include("profiles.urls")),
    path("", include("matching.urls")),
    path("", include("pages.urls")),
    path("gesundheit/", health.alive, name="alive"),
    path("gesundheit/bereit/", health.ready, name="ready"),
]

handler429 = "cluster_portal.errors.too_many_requests"
