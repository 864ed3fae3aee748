"""The addresses of the casework."""

from django.urls import include, path

from requests_app.web.views import (
    action,
    case,
    depositary,
    drafting,
    emergency,
    evidence,
    ledger,
    new,
    papers,
    worklist,
)

_REQUESTS = [
    path("requests/", worklist.worklist, name="worklist"),
    path("requests/states/", worklist.states, name="states"),
    path("requests/new/", new.choose, name="new"),
    path("requests/new/<slug:side>/", new.begin, name="new_of"),
    path("emergency/", emergency.desk, name="emergency"),
    path("emergency/new/<slug:side>/<slug:kind>/", emergency.begin, name="emergency_new"),
    path("requests/<uuid:public_id>/", case.detail, name="request"),
    path("requests/<uuid:public_id>/history/", case.history, name="history"),
    path("requests/<uuid:public_id>/evidence/", evidence.evidence, name="evidence"),
    path(
        "requests/<uuid:public_id>/evidence.<slug:form>",
        evidence.evidence_as,
        name="evidence_as",
    ),
    path("requests/<uuid:public_id>/actions/<slug:key>/", action.act, name="action"),
    path("requests/<uuid:public_id>/actions/<slug:key>/preview/", action.preview, name="preview"),
    path("requests/<uuid:public_id>/contents/", drafting.overview, name="contents"),
    path("requests/<uuid:public_id>/contents/check/", drafting.check, name="check"),
    path("requests/<uuid:public_id>/contents/<slug:key>/", drafting.section, name="section"),
    path("requests/<uuid:public_id>/letters/<uuid:letter>/", papers.letter, name="letter"),
    path(
        "requests/<uuid:public_id>/letters/<uuid:letter>/status/",
        papers.letter_status,
        name="letter_status",
    ),
    path(
        "requests/<uuid:public_id>/letters/<uuid:letter>/pdf/",
        papers.letter_pdf,
        name="letter_pdf",
    ),
    path(
        "requests/<uuid:public_id>/documents/<uuid:document>/",
        papers.document,
        name="document",
    ),
]
_LEDGER = [
    path("ledger/", ledger.events, name="events"),
    path("ledger/verify/", ledger.verify, name="verify"),
    path("ledger/verification/", ledger.verification, name="verification"),
]
_DEPOSITARY = [
    path("notifications/", depositary.listed, name="list"),
    path("notifications/new/", depositary.new, name="new"),
    path("notifications/<uuid:public_id>/", depositary.detail, name="detail"),
    path("notifications/<uuid:public_id>/approve/", depositary.approve, name="approve"),
    path("notifications/<uuid:public_id>/dispatch/", depositary.dispatch, name="dispatch"),
    path("notifications/<uuid:public_id>/cancel/", depositary.cancel, name="cancel"),
    path("notifications/<uuid:public_id>/pdf/", depositary.pdf, name="pdf"),
]

urlpatterns = [
    path("", include((_REQUESTS, "requests"))),
    path("", include((_LEDGER, "ledger"))),
    path("", include((_DEPOSITARY, "depositary"))),
]
