"""Django settings, built from the typed :class:`~roterfaden.config.environment.Environment`."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pghistory
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from environs import Env

from roterfaden.accounts.identity import Directory
from roterfaden.config.databases import database_of
from roterfaden.config.demo_key import demo_key
from roterfaden.config.environment import ROOT, Environment
from roterfaden.config.logs import logging_configuration

ENVIRONMENT = Environment.read()

DEMO = ENVIRONMENT.demo
DEBUG = ENVIRONMENT.debug
DISCLOSED_DAYS = ENVIRONMENT.disclosed_days
ANSWER_LINK_DAYS = ENVIRONMENT.answer_link_days
SECRET_KEY = ENVIRONMENT.secret_key
PROTOCOL_KEY = ENVIRONMENT.protocol_key
PROTOCOL_DIRECTORY = ENVIRONMENT.variable_directory / "loeschprotokoll"
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.trusted_origins

INSTALLED_APPS = [
    "roterfaden.base",
    "roterfaden.accounts",
    "roterfaden.jobs",
    "roterfaden.network",
    "roterfaden.logbook",
    "roterfaden.concept",
    "roterfaden.offers",
    "roterfaden.needs",
    "roterfaden.bodies",
    "roterfaden.cases",
    "roterfaden.rights",
    "roterfaden.api",
    "roterfaden.desk",
    "roterfaden.retention",
    "roterfaden.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "roterfaden.base.middleware.NothingKeptMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "roterfaden.base.middleware.NobodyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "roterfaden.base.middleware.RowLevelMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # After the check against forged requests, before sign-in is asked for: it keeps the form that came too late.
    "roterfaden.accounts.middleware.SessionLifeMiddleware",
    "roterfaden.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "roterfaden.base.middleware.HistoryMiddleware",
    "roterfaden.accounts.middleware.SecondFactorMiddleware",
    "roterfaden.base.refusals.RefusalMiddleware",
    # The innermost: inside the transaction of the request, after the view has answered.
    "roterfaden.logbook.middleware.ReadLogMiddleware",
]

ROOT_URLCONF = "roterfaden.config.urls"
WSGI_APPLICATION = "roterfaden.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "roterfaden.base.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "roterfaden.base.templatetags.parts",
            ],
        },
    }
]
FORM_RENDERER = "roterfaden.base.forms.KernRenderer"
# An address typed as "www.marl.de" means https; from Django 6 on this is so without saying.
FORMS_URLFIELD_ASSUME_HTTPS = True

# Two roles of PostgreSQL: the owner makes tables and cares for them, the serving role answers people and sees only the
# rows that the policies of row-level security allow for the user and the purpose of the page (base/rowlevel).
DATABASES: dict[str, dict[str, Any]] = {"default": database_of(ENVIRONMENT)}
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# The whole request is one transaction (RowLevelMiddleware); what a view did is undone if it ends in an error.
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, so that all web processes count failed sign-ins and used codes together. What may differ from
# process to process, and is asked on every page, stays in its memory.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # One entry for each client of the interfaces and minute.
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["roterfaden.accounts.backend.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:today"
ACCOUNT_ADAPTER = "roterfaden.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Shared computers in district offices: a session ends with the browser, and by the limits of the role at the latest.
ACCOUNT_SESSION_REMEMBER = False
# Beside the lock of one address (LOCKOUT_*): how much one computer, or one house behind one address, may try.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/5m/ip,10/5m/key",
    "answer_link": "30/5m/ip",
    "offer_suggestion": "10/60m/ip",
    "offer_review": "60/5m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
LOCKOUT_AFTER = ENVIRONMENT.lockout_after
LOCKOUT_FOR = timedelta(minutes=ENVIRONMENT.lockout_minutes)
ACCOUNT_FORMS = {
    "login": "roterfaden.accounts.forms.SignInForm",
    "reset_password": "roterfaden.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "roterfaden.accounts.forms.NewPasswordForm",
    "change_password": "roterfaden.accounts.forms.ChangePasswordForm",
    "set_password": "roterfaden.accounts.forms.FirstPasswordForm",
    "reauthenticate": "roterfaden.accounts.forms.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "roterfaden.accounts.forms.CodeForm",
    "reauthenticate": "roterfaden.accounts.forms.ConfirmCodeForm",
    "activate_totp": "roterfaden.accounts.forms.AppCodeForm",
    "add_webauthn": "roterfaden.accounts.forms.AddKeyForm",
    "edit_webauthn": "roterfaden.accounts.forms.RenameKeyForm",
}
DIRECTORY = (
    Directory(
        issuer=ENVIRONMENT.oidc_issuer,
        client_id=ENVIRONMENT.oidc_client_id,
        client_secret=ENVIRONMENT.oidc_client_secret,
        name=ENVIRONMENT.oidc_name,
        second_factors=frozenset(ENVIRONMENT.oidc_second_factors),
    )
    if ENVIRONMENT.oidc_issuer
    else None
)
SOCIALACCOUNT_ADAPTER = "roterfaden.accounts.directory.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
# Nobody registers by themselves: the administration wrote the address, nothing is left to prove before a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "roterfaden.accounts.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Roter Faden"
MFA_PASSKEY_LOGIN_ENABLED = True
# Security keys want https; the demo runs on http://localhost, which browsers trust as well.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
# Staff need a second factor wherever the data are real; the demo has only invented persons.
SECOND_FACTOR_REQUIRED = not DEMO

# What is deleted is a change too.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# Triggers are declared on the models and installed anew after every migrate (base/apps.py): as steps of migrations they
# made a fresh installation render all models again and again, for minutes.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

NAVIGATION = "roterfaden.config.navigation"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.variable_directory / "static"
STATICFILES_DIRS = [
    ("kern", ROOT / "node_modules/@kern-ux/native/dist"),
    ("htmx", ROOT / "node_modules/htmx.org/dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FONT_DIRECTORIES = [
    ROOT / "node_modules/@expo-google-fonts/fira-sans",
    ROOT / "node_modules/@expo-google-fonts/vazirmatn",
]

# Machine translation of offers; without a kind there is none.
TRANSLATION_KIND, TRANSLATION_URL = ENVIRONMENT.translation_kind, ENVIRONMENT.translation_url
TRANSLATION_KEY, TRANSLATION_BUDGET = ENVIRONMENT.translation_key, ENVIRONMENT.translation_budget
# What one address may ask the interface for other systems, in each web process.
API_PER_MINUTE = ENVIRONMENT.api_per_minute
# Sites that may show our offers in a frame (api/embedding.py); every other page of ours is shown in none.
EMBED_IN = ENVIRONMENT.embed_in
# Directories we may ask for their offers (api/feeds/fetching.py).
FEED_HOSTS = ENVIRONMENT.feed_hosts

EMERGENCIES_PER_DAY = ENVIRONMENT.emergencies_per_day

# Files of cases: encrypted below FILES_DIRECTORY, received in memory only. Sizes in bytes.
FILE_KEYS = ENVIRONMENT.file_keys or [demo_key(ENVIRONMENT.variable_directory)]
FILES_DIRECTORY = ENVIRONMENT.variable_directory / "files"
FILE_SIZE_LIMIT = ENVIRONMENT.file_megabytes * 1024 * 1024
UPLOAD_SIZE_LIMIT = 3 * FILE_SIZE_LIMIT
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["roterfaden.base.uploads.SparingUploadHandler"]
CLAMD = ENVIRONMENT.clamd

EMAIL = Env().dj_email_url("ROTERFADEN_EMAIL_URL", "dummy://")
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(EMAIL.get("EMAIL_USE_TLS"))
DEFAULT_FROM_EMAIL = ENVIRONMENT.default_from_email


def _origin(address: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(address))


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Signing in and out leads on to the directory; some browsers check that address, too.
        "form-action": [SELF, *([_origin(ENVIRONMENT.oidc_issuer)] if ENVIRONMENT.oidc_issuer else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
    "publickey-credentials-get": ["self"],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "roterfaden.accounts.sessions"
SESSION_LIMITS = (timedelta(minutes=ENVIRONMENT.session_idle), timedelta(minutes=ENVIRONMENT.session_longest))
SESSION_LIMITS_STRICT = (
    timedelta(minutes=ENVIRONMENT.session_idle_strict),
    timedelta(minutes=ENVIRONMENT.session_longest_strict),
)
SESSION_COOKIE_HTTPONLY = True
# Not "Strict": the directory sends people back to us from another site.
SESSION_COOKIE_SAMESITE = "Lax"
# A little longer than any limit, so that who comes too late is recognised and their form is kept.
SESSION_COOKIE_AGE = int((max(SESSION_LIMITS[1], SESSION_LIMITS_STRICT[1]) + timedelta(hours=12)).total_seconds())
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# What a toast says may name a person; it does not belong into a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
RECERTIFY_WITHIN = timedelta(days=ENVIRONMENT.recertify_days)
RECERTIFY_GRACE = timedelta(days=ENVIRONMENT.recertify_grace)
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from within, without the web server that brings https
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # "__Host-": bound to this very host and https, no neighbouring site of the city can plant one.
    SESSION_COOKIE_NAME = "__Host-session"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_COOKIE_SECURE = True

LOGGING = logging_configuration(readable=DEMO or DEBUG)

MESSAGE_TAGS = {message_levels.ERROR: "danger", message_levels.DEBUG: "info"}
