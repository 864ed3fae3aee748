"""What stands beside the form of a decision: the law that bears on it, and what happened."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mla.accounts.policy import signed_in_user
from requests_app import operations, reading
from requests_app import preview as previews
from requests_app.casefile import CaseFile
from requests_app.exchange.document import UnableToReadDocument
from requests_app.letters.render import UnableToRenderLetter
from requests_app.queries import UnableToFind
from requests_app.rules import inputs, workflow
from requests_app.rules.instruments import DualTest, Moment, Strength
from requests_app.rules.measures import KINDS
from requests_app.rules.sentences import Sentence
from requests_app.web import attachment, casepage, changes, words
from requests_app.web.cites import cite
from requests_app.web.forms import ActionForm

MOMENTS = {
    "accept": (Moment.ON_EXECUTING,),
    "refuse": (Moment.BEFORE_REFUSING, Moment.ON_REFUSING),
    "postpone": (Moment.BEFORE_POSTPONING, Moment.ON_POSTPONING),
    "extend_postponement": (Moment.ON_POSTPONING,),
    "offer_conditions": (Moment.ON_CONDITIONS,),
    "return_deficient": (Moment.ON_RECEIVING,),
    "consult": (Moment.BEFORE_REFUSING, Moment.BEFORE_POSTPONING),
}
PAGES = frozenset(MOMENTS)
STRENGTHS = {
    Strength.MUST: gettext_noop("must"),
    Strength.WHERE_APPROPRIATE: gettext_noop("where appropriate"),
    Strength.MAY: gettext_noop("may"),
}
DUAL_TESTS = {
    DualTest.BOTH_STATES: gettext_noop(
        "The conduct is to be an offence under the laws of both States."
    ),
    DualTest.REQUESTED_STATE: gettext_noop("The conduct is to be an offence under our law."),
    DualTest.NOT_STATED: gettext_noop(
        "The text does not say under whose law the conduct is tested."
    ),
}


def panel(row: workflow.Action, case: CaseFile) -> dict[str, Any]:
    """The conformity table, dual criminality, duties with their cites, and the consultations."""
    kinds = case.facts.kinds
    return {
        "conformity": casepage.conformity(case),
        "dual": _dual(case),
        "duties": [
            {
                "text": _(duty.text),
                "cite": cite(duty.cite),
                "strength": _(STRENGTHS[duty.strength]),
                "is_must": duty.strength is Strength.MUST,
                "evidence": words.evidence(duty.tag),
            }
            for duty in case.instrument.duties_for(kinds, *MOMENTS[row.key])
        ],
        "dealings": casepage.dealings(case),
        "facts": case.facts.contents.get("facts_summary", ""),
        "measures": casepage.measures(case),
        "offences": case.facts.offences,
    }


def _dual(case: CaseFile) -> dict[str, Any] | None:
    rule = case.instrument.dual_criminality
    if rule is None:
        return None
    coercive = sorted(_(KINDS[kind].label) for kind in case.facts.kinds if KINDS[kind].coercive)
    return {
        "test": _(DUAL_TESTS[rule.test]),
        "cite": cite(rule.cite),
        "evidence": words.evidence(rule.tag),
        "coercive": coercive,
        "help": rule.non_coercive_help is not None,
        "note": _(rule.note) if rule.note else "",
    }


def preview(
    request: HttpRequest, row: workflow.Action, case: CaseFile, form: ActionForm
) -> HttpResponse:
    """The letter as a PDF, marked as a preview; or why there is none."""
    subject: UUID = case.request.public_id
    try:
        context = previews.letter(
            row.key,
            request=subject,
            by=signed_in_user(request),
            at=timezone.now(),
            version=changes.read_version(request),
            given=form.given(),
        )
        if context is None:
            raise Http404
        data = reading.preview(
            context, request=case.request, by=signed_in_user(request), at=timezone.now()
        )
    except UnableToFind as absent:
        raise Http404 from absent
    except (inputs.UnableToReadInput, UnableToReadDocument) as fault:
        problems = [f"{_label(row, key)}: {_said(said)}" for key, said in fault.errors.items()]
    except operations.NotAllowed as refusal:
        problems = [words.say(f.sentence) for f in refusal.verdict.findings if f.blocks]
    except (operations.ChangedMeanwhile, UnableToRenderLetter) as failure:
        problems = [str(failure)]
    else:
        name = f"preview-{case.request.reference.replace('/', '-')}.pdf"
        return attachment.pdf_to_look_at(data, name=name)
    context = {"case": casepage.header(case), "problems": problems, "label": _(row.label)}
    return render(request, "requests/no_preview.html", context, status=422)


def _label(row: workflow.Action, key: str) -> str:
    return next((_(taken.label) for taken in row.takes if taken.key == key), key)


def _said(said: Sentence | str) -> str:
    return words.say(said) if isinstance(said, Sentence) else said
