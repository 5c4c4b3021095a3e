"""Django settings, built from the typed :class:`~roterfaden.config.environment.Environment`."""

from typing import Any

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from environs import Env

from roterfaden.config.databases import database_of
from roterfaden.config.environment import ROOT, Environment
from roterfaden.config.logs import logging_configuration

ENVIRONMENT = Environment.read()

DEMO = ENVIRONMENT.demo
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.trusted_origins

INSTALLED_APPS = [
    "roterfaden.base",
    "roterfaden.accounts",
    "roterfaden.network",
    "roterfaden.concept",
    "roterfaden.offers",
    "roterfaden.cases",
    "roterfaden.desk",
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
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "roterfaden.base.middleware.RowLevelMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "roterfaden.base.middleware.HistoryMiddleware",
    "roterfaden.accounts.middleware.SecondFactorMiddleware",
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

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
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
# Shared computers in district offices: a session ends with the browser, and after SESSION_COOKIE_AGE at the latest.
ACCOUNT_SESSION_REMEMBER = False
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

EMAIL = Env().dj_email_url("ROTERFADEN_EMAIL_URL", "dummy://")
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(EMAIL.get("EMAIL_USE_TLS"))
DEFAULT_FROM_EMAIL = ENVIRONMENT.default_from_email

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
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
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from within, without the web server that brings https
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = logging_configuration(readable=DEMO or DEBUG)

MESSAGE_TAGS = {message_levels.ERROR: "danger", message_levels.DEBUG: "info"}
