"""Settings of the application server; gunicorn reads the names of this module."""

import os
from pathlib import Path
from typing import Any

from cluster_portal import warm_up
from cluster_portal.environment import Environment

environment = Environment(os.environ)
VAR_DIR = Path(environment["VAR_DIR"] or Path(__file__).resolve().parent.parent / "var")

bind = f"{environment['HOST']}:{environment['PORT']}"
workers = environment["WEB_CONCURRENCY"]
worker_class = "sync"
# Code and compiled templates are shared by all processes; nothing opens a connection while loading.
preload_app = True
timeout = 60
graceful_timeout = 10
# Its default is one file per user, over which two checkouts would fight.
control_socket_disable = True
pidfile = str(VAR_DIR / "gunicorn.pid")
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - heartbeats, no content
accesslog = None  # addresses of visitors are not kept
loglevel = "warning"
forwarded_allow_ips = "*" if environment["TRUST_PROXY"] else "127.0.0.1"


def on_starting(server: Any) -> None:
    """Called once, after the code is loaded and before any worker exists."""
    warm_up.before_forking()


def post_worker_init(worker: Any) -> None:
    """Called in each worker before it takes its first request."""
    warm_up.in_worker()
