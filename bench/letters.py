"""Letters drawn as the workers draw them, against WeasyPrint called naively."""

import random
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bench import house
from bench.figures import Figure, computing, in_turns, ratio
from requests_app import operations
from requests_app.letters import child, compose, context, render
from requests_app.rules.facts import Direction

FACTS = (
    "From {month} 2025 on Company {company} held {some} accounts at Bank {bank}, for Suspect A. ",
    "Persons who believed that they were buying shares paid EUR {sum} into {some} of them. ",
    "The money went abroad within {days} days, in parts of EUR {part}, below the limit. ",
    "Suspect {suspect} drew up {some} invoices for services of EUR {part} that nobody rendered. ",
    "In {month} 2025 Bank {bank} closed {some} accounts, and EUR {sum} had left them by then. ",
)


def letters(*, turns: int, batch: int) -> Iterator[Figure]:
    """Letters by second of computing, to those of `HTML(string=…).write_pdf()` of the same.

    Computing is user and system time: of this process and of the child that draws, on both
    sides. No letter is drawn twice by the same way.
    """
    from weasyprint import HTML

    drafted = [_request_letter(number) for number in range(batch * (turns + 1))]
    orders = [(render.render_html(one), render.identifier(one)) for one in drafted]
    whole = [render.whole_page(html) for html, _id in orders]
    pages = sorted({len(HTML(string=html).render().pages) for html in whole[:batch]})
    ours_next, naive_next = iter(orders), iter(whole)
    press = child.Child()

    def ours() -> None:
        for _ in range(batch):
            html, identifier = next(ours_next)
            press.draw(html, identifier=identifier)
        _until_it_rests(press.pid)

    def naive() -> None:
        for _ in range(batch):
            HTML(string=next(naive_next)).write_pdf()

    clock = partial(computing, of=lambda: press.pid)
    try:
        taken = in_turns({"ours": ours, "naive": naive}, turns=turns, clock=clock)
    finally:
        press.end()
    yield Figure(
        "letters",
        ratio(taken["naive"], taken["ours"]),
        "times the letters of WeasyPrint called naively, on one core",
        f"{batch / taken['ours'].median:.2f} to {batch / taken['naive'].median:.2f} by second "
        f"of computing, {' or '.join(map(str, pages))} pages each, {turns} turns of {batch}",
    )


def _until_it_rests(pid: int | None) -> None:
    """The child waits for its next order: what it tidies after an answer counts as ours."""
    while Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "S":
        time.sleep(0.001)


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
                f"({part}) Account {number}-{part}. {_facts(f'{number}-{part}')}"
                for part in range(1, 4)
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


def _facts(seed: str) -> str:
    """About 260 characters, the same for the same seed and unlike any other's."""
    chance = random.Random(seed)
    months = ("January", "February", "March", "April", "May", "June")
    return "".join(
        said.format(
            month=chance.choice(months),
            company=chance.choice("BCDEFG"),
            bank=chance.choice("HKLMNP"),
            suspect=chance.choice("ABC"),
            some=chance.randint(2, 40),
            days=chance.randint(2, 9),
            sum=f"{chance.randint(100_000, 9_999_999):,}",
            part=f"{chance.randint(1_000, 9_900):,}",
        )
        for said in chance.sample(FACTS, 3)
    )
