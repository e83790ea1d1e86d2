"""Settings of the project, read from the environment (see `environment.py` and docs/operations.md)."""

import os
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

from cluster_portal import staff_groups
from cluster_portal.environment import Environment
from cluster_portal.trial_secret import trial_secret

BASE_DIR = Path(__file__).resolve().parent.parent
environment = Environment(os.environ)
VAR_DIR = Path(environment["VAR_DIR"] or BASE_DIR / "var")

# Whoever names neither a database nor a mode tries the product out on this machine with the embedded server.
TRIAL = not (environment["DATABASE_URL"] or environment.is_given("DEBUG"))
DEBUG = environment["DEBUG"]
SECRET_KEY = environment["SECRET_KEY"]
if not SECRET_KEY:
    if not (TRIAL or DEBUG):
        raise ImproperlyConfigured(
            "SECRET_KEY is missing: production (DEBUG=0) needs a random text of at least 50 characters."
        )
    SECRET_KEY = trial_secret(VAR_DIR / "secret_key")

ALLOWED_HOSTS = environment["ALLOWED_HOSTS"]
CSRF_TRUSTED_ORIGINS = environment["CSRF_TRUSTED_ORIGINS"]
BASE_URL = environment["BASE_URL"].rstrip("/")

HTTPS = environment["HTTPS"] if environment.is_given("HTTPS") else not (TRIAL or DEBUG)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^gesundheit/"]  # asked for by the container itself, without the proxy
SECURE_HSTS_SECONDS = environment["HSTS_SECONDS"] if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the preload list is for whole domains; we own a single host name
if environment["TRUST_PROXY"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "pages",
    "competences",
    "outbox",
    "accounts",
    "companies",
    "profiles",
    "matching",
    "home",
    "privacy",
    "cluster_portal.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "simple_history",
    "tree_queries",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages shrink to a sixth; random padding guards against BREACH
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "cluster_portal.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "cluster_portal.middleware.PermissionsPolicyMiddleware",
    "cluster_portal.middleware.NulByteMiddleware",
    "cluster_portal.middleware.MalformedNumberMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "cluster_portal.urls"
WSGI_APPLICATION = "cluster_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "companies.views.frame.frame",
            ]
        },
    }
]

if environment["DATABASE_URL"]:
    EMBEDDED_POSTGRES = None
    DATABASES: dict[str, dict[str, Any]] = {
        "default": dict(dj_database_url.parse(environment["DATABASE_URL"]))
    }
else:
    from cluster_portal.embedded_postgres import EmbeddedPostgres

    EMBEDDED_POSTGRES = EmbeddedPostgres(VAR_DIR / "postgres")
    DATABASES = {"default": EMBEDDED_POSTGRES.database()}
DATABASES["default"] |= {"CONN_MAX_AGE": environment["CONN_MAX_AGE"], "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits and counters are shared by all processes, so the cache is a table and not a process's memory.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entries"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]  # knows permissions, too
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ["email", "first_name", "last_name"]}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Only for those who ask to stay signed in; otherwise until the browser closes.
SESSION_COOKIE_AGE = 30 * 24 * 3600
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by staff, who know the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that never had to do with us
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# The address of an account is a field of the account; allauth's own generator would start a second list of them.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/15m/ip,6/15m/key",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/h/ip",
    "request_login_code": "20/h/ip,5/15m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; some mail servers take a few minutes
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Metall-Cluster"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
ACCOUNT_FORMS = {
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "activate_totp": "accounts.forms.ActivateTOTPForm",
    "add_webauthn": "accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "accounts.forms.EditWebAuthnForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment["TRUST_PROXY"] else 0
STAFF_GROUPS = staff_groups.STAFF_GROUPS
SEARCHES_PER_MINUTE = (
    0 if TRIAL and not environment.is_given("SEARCHES_PER_MINUTE") else environment["SEARCHES_PER_MINUTE"]
)

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

UPLOAD_MAX_BYTES = environment["UPLOAD_MAX_MB"] * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a company with many capabilities is one form in the admin

TILE_URL = environment["TILE_URL"]
TILE_ORIGINS = [f"https://{urlsplit(TILE_URL).netloc.replace('{s}', '*')}"] if TILE_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:", *TILE_ORIGINS],  # Bootstrap draws icons as data
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Without a mail server a trial keeps what it sends in a folder, which only its own page /post/ shows.
MAIL_FOLDER = VAR_DIR / "post" if (TRIAL or DEBUG) and not environment["EMAIL_HOST"] else None
MAIL_IS_DELIVERED = bool(environment["EMAIL_HOST"] or MAIL_FOLDER)
EMAIL_BACKEND = f"outbox.domain.{'folder' if MAIL_FOLDER else 'smtp'}.EmailBackend"
EMAIL_HOST = environment["EMAIL_HOST"]
EMAIL_PORT = environment["EMAIL_PORT"]
EMAIL_HOST_USER = environment["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = environment["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = environment["EMAIL_USE_TLS"]
EMAIL_USE_SSL = environment["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment["DEFAULT_FROM_EMAIL"]
MAIL_DOMAIN = parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
MAIL_BOUNCE_ADDRESS = environment["MAIL_BOUNCE_ADDRESS"]
BOUNCE_IMAP_HOST = environment["BOUNCE_IMAP_HOST"]
BOUNCE_IMAP_PORT = environment["BOUNCE_IMAP_PORT"]
BOUNCE_IMAP_USER = environment["BOUNCE_IMAP_USER"]
BOUNCE_IMAP_PASSWORD = environment["BOUNCE_IMAP_PASSWORD"]
BOUNCE_IMAP_FOLDER = environment["BOUNCE_IMAP_FOLDER"]
MAIL_DIGEST_HOUR = environment["MAIL_DIGEST_HOUR"]
MAIL_BUDGET_PER_DAY = environment["MAIL_BUDGET_PER_DAY"]

SIMPLE_HISTORY_REVERT_DISABLED = True  # going back is a change like any other, through the form

# Two style sheets: our pages call the colour "danger", the administration "error" (and draws what it does not know
# as a success).
MESSAGE_TAGS = {message_levels.ERROR: "danger error"}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Standard error only, without network addresses of visitors and secrets of links: retention is the log collector's
# business.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"hide_secrets": {"()": "cluster_portal.logs.HideSecrets"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_secrets"]}
    },
    "root": {"handlers": ["stderr"], "level": environment["LOG_LEVEL"]},
    "loggers": {"django": {"handlers": ["stderr"], "level": environment["LOG_LEVEL"], "propagate": False}},
}
