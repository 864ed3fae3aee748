"""The web process's way in (gunicorn `mla.wsgi`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mla.settings")

application = get_wsgi_application()

from mla import safety  # noqa: E402 (reads settings that are only there now)

safety.refuse_unsafe_start()
