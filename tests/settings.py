"""The installation's own settings, on throw-away engines and with a fast password hasher.

Importing this starts PostgreSQL and Valkey when DATABASE_URL and BROKER_URL are not set;
pytest-xdist's workers inherit both from the process that started them.
"""

import os
import tempfile
from pathlib import Path

from tests import throwaway

throwaway.engines()
os.environ.setdefault("MLA_DATA_DIR", tempfile.mkdtemp(dir=throwaway.folder()))
os.environ.setdefault("SECRET_KEY", "the tests' own key, of no use anywhere else " * 2)
os.environ.setdefault("MLA_LEDGER_KEY", "the tests' own ledger key, of no use elsewhere " * 2)
os.environ.setdefault("MLA_FILE_KEY", "the tests' own file key, of no use elsewhere " * 2)

from mla.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": Path(os.environ["MLA_DATA_DIR"]) / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
MLA_STRICT_POLICIES = True  # a view without a policy is an error, not a 404
