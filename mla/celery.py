"""The worker's and beat's way in (`celery -A mla.celery`)."""

import logging.config
import os
import signal
import warnings
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from django.conf import settings

from mla.processes import end_with_parent

# `./run` says the same in one sentence.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mla.settings")

app = Celery("mla")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_said: Any) -> None:
    """Django has configured the logs already; Celery must not open others."""
    logging.config.dictConfig(settings.LOGGING)


@worker_process_init.connect
def end_with_the_worker(**_said: Any) -> None:
    """A pool process ends when its worker is killed, and does not go on as an orphan."""
    end_with_parent(signal.SIGKILL)
