"""The actions of a request as buttons: what may be done, and why the rest may not."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from requests_app.casefile import CaseFile
from requests_app.rules import access, conditions, secrecy, using, waivers, workflow
from requests_app.rules.case import Actor
from requests_app.web import words


@dataclass(frozen=True, slots=True)
class Button:
    """One action as a person sees it."""

    key: str
    label: str
    url: str
    allowed: bool
    reason: str
    grave: bool
    moves: bool
    """True when it takes the request into another state."""
    help: str
    roles: str
    foreign: bool
    """True when the person's roles never allow it."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The buttons by their place on the page."""

    first: Button | None
    """The usual next step of this person."""
    steps: tuple[Button, ...]
    tasks: tuple[Button, ...]
    """What can be done beside the lifecycle: notes, documents, assignments."""
    grave: tuple[Button, ...]
    refused: tuple[Button, ...]
    """Not now, each with its reason."""
    of_others: tuple[Button, ...]


def panel(case: CaseFile, actor: Actor) -> Panel:
    """Every action of the table that is open in this state, with its verdict for the person."""
    buttons = [
        _button(row, case, actor)
        for row in workflow.open_in(case.direction, case.state, case.facts.kinds)
    ]
    mine = [button for button in buttons if not button.foreign]
    allowed = [button for button in mine if button.allowed]
    first = next((b for b in allowed if not b.grave and b.key not in BESIDE), None)
    if first is None:
        first = next((b for b in allowed if b.key in ("close", "dispatch_letter")), None)
    rest = [button for button in allowed if button is not first]
    return Panel(
        first=first,
        steps=tuple(b for b in rest if not b.grave and b.key not in BESIDE),
        tasks=tuple(b for b in rest if not b.grave and b.key in BESIDE),
        grave=tuple(b for b in rest if b.grave),
        refused=tuple(b for b in mine if not b.allowed),
        of_others=tuple(b for b in buttons if b.foreign),
    )


BESIDE = frozenset(
    {
        "note",
        "attach",
        "assign",
        "plan",
        "correct",
        "inform",
        "cancel_letter",
        "enquire_status",
        "record_status_reply",
        "record_status_enquiry",
        "reply_status",
        "register_evidence",
        "record_custody",
        "deliver_evidence",
        "record_evidence_receipt",
        "acknowledge_evidence",
        *(
            row.key
            for row in (*using.ACTIONS, *conditions.ACTIONS, *secrecy.ACTIONS, *waivers.ACTIONS)
        ),
    }
)


def _button(row: workflow.Action, case: CaseFile, actor: Actor) -> Button:
    verdict = access.verdict(row, case, actor)
    return Button(
        key=row.key,
        label=gettext(row.label),
        url=address(row.key, case.request.public_id),
        allowed=verdict.allowed,
        reason=words.say(verdict.reason),
        grave=row.grave,
        moves=bool(row.targets),
        help=gettext(row.help) if row.help else "",
        roles=words.roles_label(row.who),
        foreign=verdict.kind == "ROLE",
    )


def address(key: str, public_id: object) -> str:
    """Where the action is done: its form, or the editor for the contents."""
    if key == "revise":
        return reverse("requests:contents", args=[public_id])
    return reverse("requests:action", args=[public_id, key])
