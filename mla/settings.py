"""Settings. Everything that differs between installations comes from the environment.

The variables are listed in docs/operations.md. `manage check_config` says what is unsafe.
"""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mla import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# What this installation is
MLA_HOME_STATE = os.environ.get("MLA_HOME_STATE", "JM")
MLA_DEMO = environment.flag("MLA_DEMO")
MLA_DATA_DIR = Path(os.environ.get("MLA_DATA_DIR") or BASE_DIR / "var").resolve()
MLA_MAIL_DIR = Path(os.environ.get("MLA_MAIL_DIR") or MLA_DATA_DIR / "mail")
MLA_FILES_DIR = MLA_DATA_DIR / "files"
MLA_CHECKPOINT_DIR = MLA_DATA_DIR / "checkpoints"
MLA_PUBLIC_URL = os.environ.get("MLA_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

# Secrets: none has a default
SECRET_KEY = os.environ.get("SECRET_KEY", "")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
MLA_LEDGER_KEY = os.environ.get("MLA_LEDGER_KEY", "")
MLA_FILE_KEY = os.environ.get("MLA_FILE_KEY", "")
MLA_BACKUP_KEY = os.environ.get("MLA_BACKUP_KEY", "")
MLA_CHECKPOINT_KEY = os.environ.get("MLA_CHECKPOINT_KEY", "")

DEBUG = environment.flag("DEBUG")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
ROOT_URLCONF = "mla.urls"
WSGI_APPLICATION = "mla.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "mla",
    "mla.accounts",
    "mla.ledger",
    "mla.effects",
    "mla.backup",
    "authorities",
    "requests_app",
]

MIDDLEWARE = [
    "mla.accounts.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "requests_app.api.outside.AnswersOfTheApi",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mla.accounts.middleware.SessionLimits",
    "mla.accounts.middleware.DenyByDefault",
    "mla.accounts.middleware.PageForRefusedMethod",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mla.accounts.frame.frame",
            ],
        },
    }
]

# PostgreSQL, nothing else
DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql:///rogatory")
DATABASES = {
    "default": environment.database(DATABASE_URL)
    | {
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("MLA_TEST_DB") or None},
    }
}
# Off behind a pooler that lends connections by the transaction and knows no prepared statements
MLA_PREPARED_STATEMENTS = environment.flag("MLA_PREPARED_STATEMENTS", default=True)

# The broker is a doorbell: what must be done stands in the database
CELERY_BROKER_URL = os.environ.get("BROKER_URL", "redis://127.0.0.1:6379/0")
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A task may wait behind another of 330 s before its own 330 s begin.
    "visibility_timeout": 900,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# A tick that nobody took in time is not worth keeping: the next one does its work.
CELERY_BEAT_SCHEDULE = {
    "sweep-effects": {
        "task": "mla.effects.tasks.sweep",
        "schedule": 5.0,
        "options": {"expires": 10.0},
    },
    "scan-deadlines": {
        "task": "requests_app.tasks.scan_deadlines",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "checkpoint-ledger": {
        "task": "mla.ledger.tasks.checkpoint",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "verify-ledger": {
        "task": "mla.ledger.tasks.verify",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "purge-traces": {
        "task": "mla.accounts.tasks.purge",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "remind-registrars": {
        "task": "authorities.tasks.remind_registrars",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "sweep-orphans": {
        "task": "requests_app.tasks.sweep_orphans",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
}

# People
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["mla.accounts.backends.PeopleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
CSRF_FAILURE_VIEW = "mla.accounts.errors.csrf_failure"
ACCOUNT_ADAPTER = "mla.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ADAPTER = "mla.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "mla.accounts.forms.SecondFactorForm",
    "reauthenticate": "mla.accounts.forms.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Delays per name and address are our own (mla/accounts/attempts.py): allauth's lock a name out
# from everywhere, and live in the memory of one process.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.flag("MLA_BEHIND_PROXY") else 0
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [MLA_PUBLIC_URL] if MLA_PUBLIC_URL.startswith("https://") else []

# Transport and headers
_HTTPS = MLA_PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if environment.flag("MLA_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Language and time
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

# Files
STATIC_URL = "static/"
STATIC_ROOT = MLA_DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MLA_FILES_DIR},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Backup: what belongs to it beside the database, and who knows whether there is anything
MLA_BACKUP_FOLDERS = {"files": ("MLA_FILES_DIR", "requests_app.in_backup.stored_files")}
MLA_BACKUP_IN_USE = ["requests_app.in_backup.in_use"]
MLA_BACKUP_WITHOUT_ROWS = ["django_session"]

# Mail: a directory of files, until an installation names its server
DEFAULT_FROM_EMAIL = os.environ.get("MLA_MAIL_FROM", "rogatory@localhost")
EMAIL_HOST = os.environ.get("MLA_SMTP_HOST", "")
EMAIL_FILE_PATH = str(MLA_MAIL_DIR)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_PORT = environment.number("MLA_SMTP_PORT", 587)
    EMAIL_HOST_USER = os.environ.get("MLA_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("MLA_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = environment.flag("MLA_SMTP_STARTTLS", default=True)
EMAIL_TIMEOUT = 20

# Logs carry ids and event codes; see mla/logs.py
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "mla.logs.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("MLA_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "celery": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "kombu": {"level": "WARNING"},
    },
}
