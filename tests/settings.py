"""The project's settings with what tests need: no https, no built static files, quick passwords."""

import os

os.environ |= {
    "DEBUG": "0",
    "HTTPS": "0",
    "SECRET_KEY": "a secret for tests only, never used outside of them",
}

from cluster_portal.settings import *  # noqa: F403
from tests.hostile_templates import StrictVariable

STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - threads of the browser tests' server leave nothing open
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
MIDDLEWARE = ["tests.hostile.HostileMiddleware", *MIDDLEWARE]  # noqa: F405
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "tests" / "templates"]  # noqa: F405
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = StrictVariable()  # noqa: F405
