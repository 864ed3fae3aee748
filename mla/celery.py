"""The worker's and beat's way in (`celery --app mla.celery`)."""

import logging.config
import os
import signal
import warnings
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init, worker_process_init

from mla.processes import end_with_parent

# `./run` says the same in one sentence.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mla.settings")

app = Celery("mla")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_said: Any) -> None:
    """The logs say what Django's settings let them say; Celery opens no others."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
@beat_init.connect
def refuse_unsafe_start(**_said: Any) -> None:
    """No worker and no beat runs on an unsafe configuration."""
    from mla import safety

    safety.refuse_unsafe_start()


@worker_process_init.connect
def end_with_the_worker(**_said: Any) -> None:
    """A pool process ends when its worker is killed, and does not go on as an orphan."""
    end_with_parent(signal.SIGKILL)
