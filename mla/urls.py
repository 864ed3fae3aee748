"""Every address of the installation."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from mla import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
for _module, _prefix in (
    ("mla.accounts.urls", ""),
    ("authorities.urls", ""),
    ("requests_app.web.urls", ""),
):
    if find_spec(_module):
        urlpatterns.append(path(_prefix, include(_module)))
