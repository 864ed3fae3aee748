"""The life of a request we make: drafting, transmission, its end. The answers are apart."""

from requests_app.rules import states
from requests_app.rules.action import (
    DESK,
    SUPERVISORS,
    Action,
    meets,
    starts,
)
from requests_app.rules.clock_life import EMERGENCY_ANSWER, REFILE, REFILING
from requests_app.rules.correspondence import Letter
from requests_app.rules.facts import CHANNEL_LABELS, Direction
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.measures import OUTCOME_LABELS, Outcome
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

OUT = Direction.OUTGOING
CHANNELS = tuple((channel.value, label) for channel, label in CHANNEL_LABELS.items())
RESULTS = tuple(
    (outcome.value, OUTCOME_LABELS[outcome])
    for outcome in (Outcome.EXECUTED, Outcome.PARTLY_EXECUTED, Outcome.NOT_POSSIBLE)
)

DOCUMENT = Input("document", Kind.DOCUMENT, _("Contents of the request"))
NOTE = Input("note", Kind.TEXT, _("Note"))
REASONS = Input("reasons", Kind.TEXT, _("Reasons"))
REASONS_OF_DECISION = Input(
    "reasons",
    Kind.TEXT,
    _("Reasons"),
    _("They go into the letter; no such decision leaves without."),
    False,
)
"""Not required as an input: the rule on reasons answers, with its paragraph, when they lack."""
CHANNEL = Input("channel", Kind.CHOICE, _("Channel"), choices=CHANNELS)
SENT_AT = Input(
    "sent_at", Kind.INSTANT, _("Sent"), _("When it left the house, with the time zone."), False
)
RECEIVED_ON = Input("received_on", Kind.DATE, _("Received on"))
THEIR_REFERENCE = Input(
    "their_reference", Kind.LINE, _("Their reference"), _("As the other State writes it."), False
)
MEASURES = Input("measures", Kind.MEASURES, _("Measures"))
OPTIONAL_MEASURES = Input(
    "measures",
    Kind.MEASURES,
    _("Measures"),
    _("None chosen means every measure still open."),
    False,
)

WITH_THEM = (State.TRANSMITTED, State.ACKNOWLEDGED, State.ANSWERED)
DECIDING = (*WITH_THEM, State.IN_CONSULTATION, State.POSTPONED)
EXECUTING = (State.IN_EXECUTION, State.PARTLY_EXECUTED)
ASKED_OF_US = (State.INFORMATION_REQUESTED, State.CONDITIONS_OFFERED)
SENT = tuple(
    state
    for state in states.of(OUT)
    if state not in states.BEFORE_DISPATCH and (OUT, state) not in states.ENDED
)
"""With the other State, and not at an end."""

ACTIONS: tuple[Action, ...] = (
    Action(
        "revise",
        None,
        _("Change the contents"),
        _("changed the contents"),
        (State.DRAFT, State.RECEIVED, State.ACKNOWLEDGED, State.UNDER_REVIEW),
        takes=(DOCUMENT,),
        needs=("NOT_TRANSMITTED", "DECIDED_STAYS"),
        weight=12,
    ),
    Action(
        "submit",
        OUT,
        _("Submit for review"),
        _("submitted the draft for review"),
        (State.DRAFT,),
        (State.IN_REVIEW,),
        needs=(
            "HAS_MEASURE",
            "HAS_LEGAL_BASIS",
            "BASIS_BINDS",
            "COMPLETE",
            "PERSONS_EXPLAINED",
            "DATE_AHEAD",
            "DECLARATIONS_HONOURED",
        ),
        weight=10,
        help=_("A supervisor other than the author approves it or returns it with a note."),
    ),
    Action(
        "take_back",
        OUT,
        _("Take the draft back"),
        _("took the draft back from review"),
        (State.IN_REVIEW,),
        (State.DRAFT,),
        weight=60,
    ),
    Action(
        "send_back",
        OUT,
        _("Return with a note"),
        _("returned the draft with a note"),
        (State.IN_REVIEW,),
        (State.DRAFT,),
        SUPERVISORS,
        takes=(NOTE,),
        weight=20,
    ),
    Action(
        "approve",
        OUT,
        _("Approve"),
        _("approved the request"),
        (State.IN_REVIEW,),
        (State.APPROVED,),
        SUPERVISORS,
        needs=(
            "FOUR_EYES",
            "HAS_MEASURE",
            "HAS_LEGAL_BASIS",
            "BASIS_BINDS",
            "COMPLETE",
            "HAS_ADDRESSEE",
            "LANGUAGE_ACCEPTED",
            "DATE_AHEAD",
            "SAME_CONTENTS",
            "DECLARATIONS_HONOURED",
        ),
        letter=Letter.REQUEST,
        weight=10,
        help=_("The letter of request is rendered; it leaves the house only when transmitted."),
    ),
    Action(
        "revoke_approval",
        OUT,
        _("Revoke the approval"),
        _("revoked the approval"),
        (State.APPROVED,),
        (State.DRAFT,),
        SUPERVISORS,
        takes=(REASONS,),
        needs=("LETTER_NOT_DISPATCHED",),
        weight=70,
    ),
    Action(
        "transmit",
        OUT,
        _("Transmit"),
        _("transmitted the request"),
        (State.APPROVED,),
        (State.TRANSMITTED,),
        takes=(CHANNEL, SENT_AT),
        needs=(
            "SAME_CONTENTS",
            "LETTER_READY",
            "CHANNEL_OPEN",
            "NOT_IN_FUTURE",
            "LEFT_AFTER_WRITTEN",
        ),
        clocks=(
            starts(EMERGENCY_ANSWER),
            starts(REFILE, if_declared=REFILING),
            starts("D-SUGGESTED", date_from="*deadline"),
        ),
        weight=10,
        help=_("Record the channel by which the letter left the house."),
    ),
    Action(
        "transmit_orally",
        OUT,
        _("Make the request orally"),
        _("made the request orally"),
        (State.APPROVED,),
        (State.TRANSMITTED,),
        takes=(
            Input(
                "agreed_with",
                Kind.LINE,
                _("Agreed with"),
                _("Which authority agreed to take the request orally."),
            ),
            Input("sent_at", Kind.INSTANT, _("Made"), _("When, with the time zone."), False),
        ),
        needs=("SAME_CONTENTS", "URGENT", "ORAL_FORM_OPEN", "NOT_IN_FUTURE"),
        clocks=(
            starts("D-ORAL-CONFIRM"),
            starts(EMERGENCY_ANSWER),
            starts(REFILE, if_declared=REFILING),
            starts("D-SUGGESTED", date_from="*deadline"),
        ),
        weight=40,
        help=_("Only when urgent and agreed; it is to be confirmed in writing without delay."),
    ),
    Action(
        "confirm_in_writing",
        OUT,
        _("Confirm in writing"),
        _("confirmed the oral request in writing"),
        (*SENT, State.EXECUTED),
        takes=(CHANNEL, SENT_AT),
        needs=(
            "CONFIRMATION_OWED",
            "LETTER_READY",
            "CHANNEL_OPEN",
            "NOT_IN_FUTURE",
            "LEFT_AFTER_WRITTEN",
        ),
        clocks=(meets("D-ORAL-CONFIRM"),),
        weight=8,
    ),
    Action(
        "withdraw",
        OUT,
        _("Withdraw the request"),
        _("withdrew the request"),
        SENT,
        (State.WITHDRAWN,),
        SUPERVISORS,
        takes=(
            Input("reasons", Kind.TEXT, _("Why the assistance is no longer needed")),
            Input(
                "instructions",
                Kind.TEXT,
                _("What is to happen with material already gathered"),
                required=False,
            ),
        ),
        letter=Letter.WITHDRAWAL,
        weight=80,
        grave=True,
        help=_("Only the central authority withdraws a request; say so promptly."),
    ),
    Action(
        "abandon",
        OUT,
        _("Abandon the draft"),
        _("abandoned the draft"),
        (State.DRAFT, State.IN_REVIEW, State.APPROVED),
        (State.WITHDRAWN,),
        takes=(REASONS,),
        needs=("LETTER_NOT_DISPATCHED",),
        weight=85,
        grave=True,
        help=_("It never left the house, so no letter is written; its reference stays used."),
    ),
    Action(
        "prepare_anew",
        OUT,
        _("Prepare a new request from this one"),
        _("prepared a new request from this one"),
        (State.RETURNED_DEFICIENT, State.REFUSED, State.WITHDRAWN, State.POSTPONED, State.CLOSED),
        who=DESK,
        weight=30,
        help=_("A revived request is a new request, linked to the old one."),
    ),
)
