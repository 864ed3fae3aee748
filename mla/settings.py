"""Settings. Everything that differs between installations comes from the environment."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
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
    "django.contrib.staticfiles",
    "django_htmx",
    "mla.accounts",
    "mla.ledger",
    "mla.effects",
    "authorities",
    "requests_app",
]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
MLA_HOME_STATE = os.environ.get("MLA_HOME_STATE", "JM")
