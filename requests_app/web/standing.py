"""What an action answers: the conditions, questions or proposals that are still open."""

from typing import Any

from requests_app.casefile import CaseFile
from requests_app.web import casepage

CONDITIONS, QUESTIONS, CONSULTATIONS = "conditions", "questions", "consultations"
ANSWERS = {
    "accept_conditions": CONDITIONS,
    "decline_conditions": CONDITIONS,
    "record_conditions_accepted": CONDITIONS,
    "record_conditions_declined": CONDITIONS,
    "drop_conditions": CONDITIONS,
    "answer_information": QUESTIONS,
    "receive_information": QUESTIONS,
    "record_consultation_answer": CONSULTATIONS,
    "answer_consultation": CONSULTATIONS,
}


def answered_by(key: str, case: CaseFile) -> dict[str, Any] | None:
    """The dealings that this action settles, as the page of the request shows them."""
    what = ANSWERS.get(key)
    if what is None:
        return None
    rows = casepage.dealings(case)[what]
    settled = "settled_on" if what == CONDITIONS else "answered_on"
    return {what: [row for row in rows if not row[settled]]}
