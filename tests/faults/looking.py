"""What is in the database around a request, in one comparable value."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from requests_app.letters import child
from requests_app.models import Request

_ROWS = {
    "request": "requests_app_request WHERE id = %(id)s",
    "measures": "requests_app_measure WHERE request_id = %(id)s",
    "persons": "requests_app_person WHERE request_id = %(id)s",
    "offences": "requests_app_offence WHERE request_id = %(id)s",
    "letters": "requests_app_letter WHERE request_id = %(id)s",
    "clocks": "requests_app_clock WHERE request_id = %(id)s",
    "clock_events": "requests_app_clockevent AS e USING_CLOCK",
    "decisions": "requests_app_decision WHERE request_id = %(id)s",
    "conditions": "requests_app_condition WHERE request_id = %(id)s",
    "consultations": "requests_app_consultation WHERE request_id = %(id)s",
    "questions": "requests_app_question WHERE request_id = %(id)s",
    "preservations": "requests_app_preservation AS p USING_MEASURE",
    "risks": "requests_app_preservationrisk WHERE request_id = %(id)s",
    "providers": "requests_app_providerfound WHERE request_id = %(id)s",
    "documents": "requests_app_document WHERE request_id = %(id)s",
    "evidence": "requests_app_evidence WHERE request_id = %(id)s",
    "secrecy": "requests_app_secrecynotice WHERE request_id = %(id)s",
    "waivers": "requests_app_waiver WHERE request_id = %(id)s",
    "consents": "requests_app_consent WHERE request_id = %(id)s",
    "disclosures": "requests_app_disclosure WHERE request_id = %(id)s",
    "condition_events": "requests_app_conditionevent WHERE request_id = %(id)s",
    "custody": "requests_app_custody AS c USING_EVIDENCE",
    "files": "requests_app_storedfile",
    "effects": "effects_effect",
    "references": "requests_app_referencecounter",
}


def _table(table: str) -> str:
    for marked, condition in (
        ("AS e USING_CLOCK", _CLOCK),
        ("AS c USING_EVIDENCE", _EVIDENCE),
        ("AS p USING_MEASURE", _MEASURE),
    ):
        table = table.replace(marked, condition)
    return table


_CLOCK = "WHERE clock_id IN (SELECT id FROM requests_app_clock WHERE request_id = %(id)s)"
_MEASURE = "WHERE measure_id IN (SELECT id FROM requests_app_measure WHERE request_id = %(id)s)"
_EVIDENCE = "WHERE evidence_id IN (SELECT id FROM requests_app_evidence WHERE request_id = %(id)s)"
_SQL = "SELECT " + ", ".join(
    "(SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM "
    f"(SELECT * FROM {_table(table)}) AS t) AS {name}"
    for name, table in _ROWS.items()
)


@dataclass(frozen=True)
class Picture:
    """Everything that an action may write, and how long the request's chain is."""

    rows: dict[str, str]
    events: int
    requests: int

    def changed_since(self, earlier: "Picture") -> list[str]:
        """The names of what is not as it was, the chain left aside."""
        found = [name for name, value in self.rows.items() if earlier.rows[name] != value]
        return found + (["requests"] if self.requests != earlier.requests else [])


def picture(request: Request) -> Picture:
    """The request and all around it, as the database has it now."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"id": request.pk})
        assert cursor.description is not None
        names = [column.name for column in cursor.description]
        rows = dict(zip(names, cursor.fetchone(), strict=True))
        cursor.execute("SELECT count(*) FROM ledger_event WHERE chain = %s", [request.chain])
        (events,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM requests_app_request")
        (requests,) = cursor.fetchone()
    return Picture(rows, events, requests)


PAGE = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def blank_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are drawn as an empty page: the drawing has tests of its own, and takes long."""

    def draw(*_args: Any, **_more: Any) -> bytes:
        return PAGE

    monkeypatch.setattr(child, "draw", draw)
