"""Every address of the installation."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from mla import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
]
for _module, _prefix in (
    ("mla.accounts.urls", ""),
    ("authorities.urls", ""),
    ("requests_app.web.urls", ""),
):
    if find_spec(_module):
        urlpatterns.append(path(_prefix, include(_module)))

handler400 = "mla.accounts.errors.bad_request"
handler403 = "mla.accounts.errors.permission_denied"
handler404 = "mla.accounts.errors.not_found"
handler500 = "mla.accounts.errors.server_error"
