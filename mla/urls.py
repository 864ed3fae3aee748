"""Every address of the installation."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from mla import health
from requests_app.api.root import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("mla.accounts.urls")),
    path("", include("authorities.urls")),
]
if find_spec("requests_app.web.urls"):
    urlpatterns.append(path("", include("requests_app.web.urls")))
urlpatterns.append(path("api/", api.urls))

handler400 = "mla.accounts.errors.bad_request"
handler403 = "mla.accounts.errors.permission_denied"
handler404 = "mla.accounts.errors.not_found"
handler500 = "mla.accounts.errors.server_error"
