"""Django looks here for the backend's `DatabaseWrapper`."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from psycopg2 import OperationalError

from cluster_portal.server_account import EmbeddedServerError


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL backend over the embedded server of this installation."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection, starting the server where it does not run. Raises OperationalError."""
        if settings.EMBEDDED_POSTGRES:
            try:
                settings.EMBEDDED_POSTGRES.start()
            except EmbeddedServerError as error:
                raise OperationalError(str(error)) from error
        return super().get_new_connection(conn_params)
