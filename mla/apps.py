from django.apps import AppConfig
from django.core import checks


class MlaConfig(AppConfig):
    """The wiring: one Celery application for every process, and the safety checks."""

    name = "mla"
    verbose_name = "Rogatory"

    def ready(self) -> None:
        # Without this import a web process would ring a broker that nobody configured.
        from mla import celery, safety

        assert celery.app.conf.broker_url
        checks.register(safety.as_system_checks, checks.Tags.security)
