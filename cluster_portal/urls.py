"""All addresses of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from cluster_portal import health

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Metall-Cluster Verwaltung"
admin.site.index_title = "Übersicht"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("konto/", include("accounts.urls")),
    path("", include("home.urls")),
    path("", include("companies.urls")),
    path("", include("pages.urls")),
    path("gesundheit/", health.alive, name="alive"),
    path("gesundheit/bereit/", health.ready, name="ready"),
]

handler429 = "cluster_portal.errors.too_many_requests"
