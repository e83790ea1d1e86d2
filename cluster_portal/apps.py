"""Which administration the site runs."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Makes `django.contrib.admin.site` the administration of this site."""

    default_site = "cluster_portal.administration.Administration"
