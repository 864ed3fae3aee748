"""The installation's own settings, on throw-away engines and with a fast password hasher.

Importing this starts PostgreSQL and Valkey when DATABASE_URL and BROKER_URL are not set;
pytest-xdist's workers inherit both from the process that started them.
"""

from mla import throwaway
from mla.translations import compile_stale

throwaway.start()
compile_stale()

from mla.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MLA_STRICT_POLICIES = True
