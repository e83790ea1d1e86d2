"""The container asks itself whether it can serve people: `python -m cluster_portal.healthcheck`."""

import http.client
import os
import sys

from cluster_portal.environment import Environment


def is_ready(port: int, host: str) -> bool:
    """Ask this machine's server at `port` under the name `host`; False also when nobody answers in 5 seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/gesundheit/bereit/", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    environment = Environment(os.environ)
    names = environment["ALLOWED_HOSTS"] or ["localhost"]
    sys.exit(not is_ready(environment["PORT"], names[0].strip(".").replace("*", "localhost")))
