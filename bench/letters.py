"""Letters drawn as the workers draw them, against WeasyPrint called naively."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bench import house
from bench.figures import Figure, in_turns, ratio
from requests_app import operations
from requests_app.letters import child, compose, context, render
from requests_app.rules.facts import Direction

FACTS = (
    "Between January and May 2025 Suspect A, acting for Company B, opened accounts at Bank C and "
    "received payments from persons who believed that they were buying shares. The payments were "
    "moved within days to accounts abroad, in parts that stayed below the limit of reporting. "
)


def letters(*, turns: int, batch: int) -> Iterator[Figure]:
    """Letters a second on one core, to those of `HTML(string=…).write_pdf()` of the same."""
    from weasyprint import HTML

    drafted = [_request_letter(number) for number in range(batch)]
    orders = [(render.render_html(one), render.identifier(one)) for one in drafted]
    whole = [render.whole_page(html) for html, _id in orders]
    pages = HTML(string=whole[0]).render().pages

    def ours() -> None:
        for html, identifier in orders:
            child.draw(html, identifier=identifier)

    def naive() -> None:
        for html in whole:
            HTML(string=html).write_pdf()

    taken = in_turns({"ours": ours, "naive": naive}, turns=turns)
    yield Figure(
        "letters",
        ratio(taken["naive"], taken["ours"]),
        "times the letters of WeasyPrint called naively, on one core",
        f"{batch / taken['ours'].median:.2f}/s to {batch / taken['naive'].median:.2f}/s, "
        f"{len(pages)} pages each, {turns} turns of {batch}",
    )


def _request_letter(number: int) -> context.LetterContext:
    """The words of a letter of request; the request itself is not kept."""
    person, at = house.clerk(), timezone.now()
    with transaction.atomic():
        request = operations.open_case(
            document=_document(number), direction=Direction.OUTGOING, by=person, at=at
        ).request
        frozen = compose.freeze(
            kind="REQUEST", request=request, by=person, at=at, language="en", given={}
        )
        transaction.set_rollback(True)
    return context.from_json(frozen)


def _document(number: int) -> dict[str, Any]:
    return {
        "schema": "mla-request/1",
        "marking": "SPECIMEN",
        "title": f"SPECIMEN: bank records in a fraud case, {number}",
        "requesting_state": settings.MLA_HOME_STATE,
        "requested_state": "FR",
        "case_reference": f"SPECIMEN-CASE-{number}",
        "legal_basis": {"instruments": [{"instrument": "UNTOC", "articles": "art. 18"}]},
        "contents": {
            "requesting_authority": "SPECIMEN office of the prosecutor",
            "conducting_authority": "SPECIMEN investigating judge",
            "subject_nature": "Criminal investigation of an organised fraud, before trial.",
            "facts_summary": "\n\n".join(
                f"({part}) Account {number}-{part}. {FACTS}" for part in range(1, 4)
            ),
            "procedure_details": "none",
            "purpose": "To prove where the proceeds went, and to trace what is left of them.",
        },
        "persons": [
            {"role": f"Suspect {letter}", "identity": f"Suspect {letter}"} for letter in "ABC"
        ],
        "offences": [
            {"title": title, "provisions": "SPECIMEN provision", "penalty": "7 years"}
            for title in ("Fraud", "Laundering of proceeds")
        ],
        "measures": [
            {"kind": "records", "description": f"Certified records of account {number}-{part}."}
            for part in range(1, 4)
        ],
        "language": "en",
    }
