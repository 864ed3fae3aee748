"""Every address of the installation."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from mla import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("mla.accounts.urls")),
    path("", include("authorities.urls")),
]
if find_spec("requests_app.web.urls"):
    urlpatterns.append(path("", include("requests_app.web.urls")))
if find_spec("requests_app.api"):
    urlpatterns.append(path("api/", import_module("requests_app.api").api.urls))
