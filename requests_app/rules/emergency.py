"""Emergencies: the duty desk's fast path, and what is owed after it.

An emergency widens speed, never rights: who filed still does not approve, conditions and
grounds are those of the text, and each use of the fast path is reviewed afterwards.
"""

from dataclasses import replace

from requests_app.rules import states
from requests_app.rules.action import (
    DUTY_OFFICER,
    SUPERVISOR,
    SUPERVISORS,
    Action,
    meets,
    starts,
)
from requests_app.rules.clock_life import (
    AFTER_REVIEW,
    EMERGENCY_ANSWER,
    LIVES_IN,
    REFILE,
    REFILING,
)
from requests_app.rules.correspondence import Letter
from requests_app.rules.facts import CHANNEL_LABELS, Channel, Direction
from requests_app.rules.incoming import EARLY, IN
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.measures import EMERGENCY
from requests_app.rules.outgoing import (
    OPTIONAL_MEASURES,
    OUT,
    REASONS,
    RECEIVED_ON,
    SENT,
    SENT_AT,
    THEIR_REFERENCE,
)
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

MLA_FIRST = "ref.emergency_mla_first"
SUBSCRIBER_ONLY = "ref.subscriber_only"
"""Rows of an instrument that a declaration opens: nothing is disclosed before a request for
emergency assistance; nothing where only subscriber data is asked for."""

DATA, ASSISTANCE = frozenset({"emergency_data"}), frozenset({"emergency_mla"})
AT_THE_DESK = frozenset({SUPERVISOR, DUTY_OFFICER})
"""Who may take the second pair of eyes' part in an emergency."""
DIRECT = tuple(
    (channel.value, CHANNEL_LABELS[channel])
    for channel in (Channel.DIRECT_JUDICIAL, Channel.INTERPOL, Channel.CONTACT_24_7)
)
FINDINGS = (
    ("JUSTIFIED", _("The fast path was justified")),
    ("NOT_JUSTIFIED", _("The fast path was not justified")),
)
FOLLOWED_REFILING = _("The request was made again in the form required")
FOLLOWED_ASSISTANCE = _("Emergency assistance was asked for")
QUESTION = Input("question", Kind.TEXT, _("What is asked of the use of the data"))
ACCOUNT = Input("account", Kind.TEXT, _("How the data were used"))
_USED = tuple(
    state
    for state in dict.fromkeys((*states.of(OUT), *states.of(IN)))
    if any(state in LIVES_IN[AFTER_REVIEW][side] for side in Direction)
)
_REFILED_OUT = (*SENT, State.EXECUTED)
_AFTER_DECISION = tuple(state for state in states.of(IN) if state in LIVES_IN[REFILE][IN])

ACTIONS: tuple[Action, ...] = (
    Action(
        "approve_emergency",
        OUT,
        _("Approve at the duty desk"),
        _("approved the emergency request at the duty desk"),
        (State.IN_REVIEW,),
        (State.APPROVED,),
        AT_THE_DESK,
        takes=(
            Input(
                "more_than_subscriber",
                Kind.FLAG,
                _("More than subscriber data is asked for"),
                _("Needed where the other State declared that it gives no subscriber data alone."),
                False,
            ),
        ),
        needs=(
            "FOUR_EYES",
            "EMERGENCY_SHOWN",
            "HAS_MEASURE",
            "HAS_LEGAL_BASIS",
            "COMPLETE",
            "HAS_ADDRESSEE",
            "LANGUAGE_ACCEPTED",
            "SAME_CONTENTS",
            "DECLARATIONS_HONOURED",
        ),
        letter=Letter.REQUEST,
        clocks=(starts(AFTER_REVIEW),),
        weight=9,
        help=_("Another person than the author; a supervisor reviews each use afterwards."),
        kinds=EMERGENCY,
    ),
    Action(
        "transmit_directly",
        OUT,
        _("Transmit directly, with a copy"),
        _("transmitted the request directly, with a copy to the central authority"),
        (State.APPROVED,),
        (State.TRANSMITTED,),
        takes=(
            Input("channel", Kind.CHOICE, _("Channel"), choices=DIRECT),
            Input("addressed_to", Kind.LINE, _("Authority it went to")),
            Input(
                "copied_to",
                Kind.LINE,
                _("Central authority that has the copy"),
                _("The copy leaves at the same time."),
            ),
            SENT_AT,
        ),
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
        weight=15,
        help=_("Only where the other State declared this way open for emergencies."),
        kinds=ASSISTANCE,
    ),
    Action(
        "accept_emergency",
        IN,
        _("Accept at the duty desk"),
        _("accepted the emergency request at the duty desk"),
        EARLY,
        (State.ACCEPTED,),
        AT_THE_DESK,
        takes=(
            OPTIONAL_MEASURES,
            Input(
                "emergency",
                Kind.TEXT,
                _("Why it is an emergency"),
                _("The facts that show a significant and imminent risk to life or safety."),
            ),
        ),
        needs=(
            "FOUR_EYES",
            "EMERGENCY_SHOWN",
            "CONFORMITY",
            "MEASURES_OPEN",
            "NOT_YET_GRANTED",
            "CONDITIONS_SETTLED",
        ),
        letter=Letter.ACCEPTANCE,
        clocks=(starts(AFTER_REVIEW), starts(REFILE, if_declared=REFILING)),
        weight=5,
        help=_("Another person than the one who filed it; a supervisor reviews it afterwards."),
        kinds=EMERGENCY,
    ),
    Action(
        "review_emergency",
        None,
        _("Review the use of the fast path"),
        _("reviewed the use of the duty desk's fast path"),
        _USED,
        (),
        SUPERVISORS,
        takes=(Input("finding", Kind.CHOICE, _("Finding"), choices=FINDINGS), REASONS),
        needs=("REVIEW_OWED", "REVIEWED_BY_ANOTHER"),
        clocks=(meets(AFTER_REVIEW),),
        weight=30,
        kinds=EMERGENCY,
    ),
    Action(
        "refile",
        OUT,
        _("Make the request again in the form required"),
        _("made the emergency request again in the form that the requested State declared"),
        _REFILED_OUT,
        (),
        needs=("REFILING_OWED",),
        letter=Letter.REFILING,
        weight=25,
        help=_("The letter leaves by the channel that they declared; that ends the clock."),
        kinds=EMERGENCY,
    ),
    Action(
        "record_refiling",
        IN,
        _("Record the request made again"),
        _("recorded that the emergency request was made again in the form required"),
        _AFTER_DECISION,
        (),
        takes=(RECEIVED_ON, THEIR_REFERENCE),
        needs=("REFILING_OWED", "NOT_IN_FUTURE"),
        clocks=(meets(REFILE),),
        weight=28,
        kinds=EMERGENCY,
    ),
    Action(
        "prepare_emergency_mla",
        OUT,
        _("Prepare the request for emergency assistance"),
        _("prepared a request for emergency assistance from this one"),
        _REFILED_OUT,
        (),
        needs=("ASSISTANCE_NOT_ASKED",),
        weight=26,
        help=_("A new draft with the same contents; some States disclose nothing before it."),
        kinds=DATA,
    ),
    Action(
        "record_emergency_mla",
        IN,
        _("Record their request for emergency assistance"),
        _("recorded that the request for emergency assistance arrived"),
        tuple(
            state
            for state in states.of(IN)
            if (IN, state) not in states.ENDED and state is not State.RECEIVED
        ),
        (),
        takes=(RECEIVED_ON, THEIR_REFERENCE),
        needs=("ASSISTANCE_NOT_ASKED", "NOT_IN_FUTURE"),
        weight=29,
        kinds=DATA,
    ),
    Action(
        "ask_about_use",
        IN,
        _("Ask how the data were used"),
        _("asked the requesting State how the data were used"),
        (State.PARTLY_EXECUTED, State.EXECUTED, State.RESULTS_SENT),
        (),
        takes=(QUESTION,),
        needs=("RESULTS_GIVEN", "USE_MAY_BE_ASKED"),
        letter=Letter.USE_ENQUIRY,
        weight=44,
        kinds=EMERGENCY,
    ),
    Action(
        "record_use_account",
        IN,
        _("Record their account of the use"),
        _("recorded the requesting State's account of the use of the data"),
        (State.PARTLY_EXECUTED, State.EXECUTED, State.RESULTS_SENT),
        (),
        takes=(RECEIVED_ON, ACCOUNT),
        needs=("ACCOUNT_OWED", "NOT_IN_FUTURE"),
        weight=43,
        kinds=EMERGENCY,
    ),
    Action(
        "record_use_enquiry",
        OUT,
        _("Record their enquiry about the use"),
        _("recorded that the requested State asks how the data were used"),
        (State.PARTLY_EXECUTED, State.EXECUTED),
        (),
        takes=(RECEIVED_ON, QUESTION),
        needs=("NOT_IN_FUTURE",),
        weight=44,
        kinds=EMERGENCY,
    ),
    Action(
        "account_for_use",
        OUT,
        _("Account for the use of the data"),
        _("accounted for the use of the data"),
        (State.PARTLY_EXECUTED, State.EXECUTED),
        (),
        takes=(replace(ACCOUNT, help=_("It goes into the letter.")),),
        needs=("ACCOUNT_OWED",),
        letter=Letter.USE_ACCOUNT,
        weight=12,
        kinds=EMERGENCY,
    ),
)
