"""The life of a request made to us: receipt, decision, correspondence. Execution is apart."""

from requests_app.rules import states
from requests_app.rules.action import (
    SUPERVISORS,
    Action,
    meets,
    pauses,
    resumes,
    starts,
)
from requests_app.rules.correspondence import Letter
from requests_app.rules.facts import Direction
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import (
    REASONS,
    RECEIVED_ON,
)
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

IN = Direction.INCOMING
EARLY = (State.RECEIVED, State.ACKNOWLEDGED, State.UNDER_REVIEW)
EXECUTING = (State.IN_EXECUTION, State.PARTLY_EXECUTED)
OPEN = tuple(
    state
    for state in states.of(IN)
    if state
    not in (
        State.CLOSED,
        State.WITHDRAWN,
        State.FORWARDED,
        State.RETURNED_DEFICIENT,
        State.RESULTS_SENT,
        State.REFUSED,
    )
)

ACTIONS: tuple[Action, ...] = (
    Action(
        "acknowledge",
        IN,
        _("Acknowledge receipt"),
        _("acknowledged receipt"),
        (State.RECEIVED,),
        (State.ACKNOWLEDGED,),
        letter=Letter.ACKNOWLEDGEMENT,
        weight=10,
    ),
    Action(
        "take_up",
        IN,
        _("Take up for decision"),
        _("examined the request and took it up for decision"),
        EARLY,
        (State.UNDER_REVIEW,),
        needs=("HAS_MEASURE", "BASIS_BINDS", "CONFORMITY", "CLASSIFIED"),
        clocks=(starts("D-SUGGESTED", date_from="*deadline"),),
        weight=15,
        help=_("What the rules find in the request today is kept with the case."),
    ),
    Action(
        "record_confirmation",
        IN,
        _("Record written confirmation"),
        _("recorded that the oral request was confirmed in writing"),
        (*OPEN, State.RESULTS_SENT),
        takes=(RECEIVED_ON,),
        needs=("CONFIRMATION_OWED", "NOT_IN_FUTURE"),
        clocks=(meets("D-ORAL-CONFIRM"),),
        weight=8,
    ),
    Action(
        "request_information",
        IN,
        _("Ask for additional information"),
        _("asked the requesting State for additional information"),
        (*EARLY, *EXECUTING),
        (State.AWAITING_INFORMATION,),
        takes=(
            Input("items", Kind.CONTENTS, _("Contents that are missing"), required=False),
            Input("questions", Kind.TEXT, _("What is asked, and why it is needed")),
            Input("reply_by", Kind.DATE, _("Date proposed for the answer")),
        ),
        needs=("REPLY_AHEAD", "CONTENTS_KNOWN"),
        letter=Letter.INFORMATION_REQUEST,
        clocks=(starts("D-INFORMATION", date_from="reply_by"), pauses("D-EXECUTION-REPORT")),
        weight=20,
        help=_("The case stays open. Ask before you think of refusing."),
    ),
    Action(
        "receive_information",
        IN,
        _("Record the information received"),
        _("recorded the information received"),
        (State.AWAITING_INFORMATION,),
        (State.UNDER_REVIEW, *EXECUTING),
        takes=(RECEIVED_ON, Input("answer", Kind.TEXT, _("What was received"))),
        needs=("NOT_IN_FUTURE",),
        clocks=(meets("D-INFORMATION"), resumes("D-EXECUTION-REPORT")),
        weight=10,
    ),
    Action(
        "consult",
        IN,
        _("Consult the requesting State"),
        _("consulted the requesting State"),
        (State.UNDER_REVIEW, State.POSTPONED, State.ACCEPTED, *EXECUTING),
        (State.IN_CONSULTATION,),
        SUPERVISORS,
        takes=(
            Input(
                "proposal",
                Kind.TEXT,
                _("What stands in the way, and what is proposed"),
                _("Say on which conditions or in which part assistance could be given."),
            ),
        ),
        letter=Letter.CONSULTATION,
        weight=25,
        help=_("Before refusing or postponing: is a conditional or partial grant possible?"),
    ),
    Action(
        "record_consultation_answer",
        IN,
        _("Record their answer to the consultation"),
        _("recorded the requesting State's answer to the consultation"),
        (State.IN_CONSULTATION,),
        (State.UNDER_REVIEW,),
        takes=(RECEIVED_ON, Input("answer", Kind.TEXT, _("Their answer"))),
        needs=("NOT_IN_FUTURE",),
        weight=10,
    ),
    Action(
        "record_status_enquiry",
        IN,
        _("Record their enquiry about the status"),
        _("recorded the requesting State's enquiry about the status"),
        OPEN,
        takes=(RECEIVED_ON, Input("question", Kind.TEXT, _("What they ask"), required=False)),
        needs=("NOT_IN_FUTURE",),
        clocks=(starts("D-STATUS-REPLY"),),
        weight=45,
    ),
    Action(
        "reply_status",
        IN,
        _("Reply on the status"),
        _("replied on the status"),
        OPEN,
        takes=(Input("reply", Kind.TEXT, _("Reply")),),
        letter=Letter.STATUS_REPLY,
        weight=45,
    ),
    Action(
        "forward",
        IN,
        _("Forward to another authority"),
        _("forwarded the misdirected request"),
        EARLY,
        (State.FORWARDED,),
        takes=(
            Input("addressee", Kind.LINE, _("Authority it is forwarded to")),
            REASONS,
        ),
        letter=Letter.FORWARDING,
        weight=60,
        grave=True,
        help=_("The requesting State is told where its request went."),
    ),
    Action(
        "return_deficient",
        IN,
        _("Return as deficient"),
        _("returned the request as deficient"),
        EARLY,
        (State.RETURNED_DEFICIENT,),
        SUPERVISORS,
        takes=(
            Input("items", Kind.CONTENTS, _("Contents that are missing"), required=False),
            REASONS,
        ),
        needs=("FOUR_EYES", "CONTENTS_KNOWN", "DEFICIENCY_SHOWN", "ASKED_FIRST"),
        letter=Letter.RETURN,
        weight=65,
        grave=True,
        help=_("It stays registered and counted."),
    ),
    Action(
        "record_withdrawal",
        IN,
        _("Record their withdrawal"),
        _("recorded that the requesting State withdrew the request"),
        OPEN,
        (State.WITHDRAWN,),
        takes=(
            RECEIVED_ON,
            Input(
                "withdrawn_by",
                Kind.LINE,
                _("Authority that withdrew it"),
                _("Only the central authority of the requesting State can."),
            ),
            Input(
                "instructions",
                Kind.TEXT,
                _("What they ask to be done with material gathered"),
                required=False,
            ),
        ),
        needs=("NOT_IN_FUTURE",),
        weight=80,
        grave=True,
    ),
)
