"""Secrecy: who may know of a request, and what follows where it cannot be kept confidential."""

from requests_app.rules.action import SUPERVISORS, Action, starts
from requests_app.rules.correspondence import Letter
from requests_app.rules.incoming import IN, OPEN
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import OUT, REASONS, RECEIVED_ON, SENT
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.shared import EVERY

GO_ON, NOT_EXECUTED = "GO_ON", "NOT_EXECUTED"
CHOICES = (
    (GO_ON, _("Execute it nevertheless")),
    (NOT_EXECUTED, _("Do not execute it")),
)
CHOICE = Input("answer", Kind.CHOICE, _("Decision"), choices=CHOICES)

ACTIONS: tuple[Action, ...] = (
    Action(
        "restrict",
        None,
        _("Restrict who may know of it"),
        _("restricted who may know of the request"),
        EVERY,
        (),
        SUPERVISORS,
        takes=(
            Input(
                "people",
                Kind.PEOPLE,
                _("People who may know of it"),
                _("Besides its holder, the supervisors and the authority that executes it."),
                False,
            ),
            REASONS,
        ),
        weight=74,
        help=_("For everybody else it does not exist: no list, count, search or page shows it."),
    ),
    Action(
        "lift_restriction",
        None,
        _("Lift the restriction"),
        _("lifted the restriction on who may know of the request"),
        EVERY,
        (),
        SUPERVISORS,
        takes=(REASONS,),
        needs=("RESTRICTED",),
        weight=77,
    ),
    Action(
        "tell_secrecy_impossible",
        IN,
        _("Tell that secrecy cannot be kept"),
        _("told the requesting State that the request cannot be kept confidential"),
        OPEN,
        (),
        SUPERVISORS,
        takes=(Input("reasons", Kind.TEXT, _("What cannot be kept secret, and why")),),
        needs=("SECRECY_ASKED", "SECRECY_NOT_TOLD"),
        letter=Letter.SECRECY_IMPOSSIBLE,
        clocks=(starts("D-CONF-INABILITY"),),
        weight=47,
        help=_("At once; the requesting State decides whether it is executed nevertheless."),
    ),
    Action(
        "record_secrecy_decision",
        IN,
        _("Record their decision on secrecy"),
        _("recorded the requesting State's decision on a request that cannot stay secret"),
        OPEN,
        takes=(RECEIVED_ON, CHOICE, Input("text", Kind.TEXT, _("Their words"), required=False)),
        needs=("SECRECY_TOLD", "NOT_IN_FUTURE"),
        weight=14,
    ),
    Action(
        "record_secrecy_impossible",
        OUT,
        _("Record that they cannot keep it secret"),
        _("recorded that the requested State cannot keep the request confidential"),
        SENT,
        takes=(RECEIVED_ON, Input("reasons", Kind.TEXT, _("What they say"))),
        needs=("SECRECY_ASKED", "SECRECY_NOT_TOLD", "NOT_IN_FUTURE"),
        weight=47,
    ),
    Action(
        "decide_secrecy",
        OUT,
        _("Decide whether it goes on without secrecy"),
        _("decided whether the request goes on without secrecy"),
        SENT,
        (),
        SUPERVISORS,
        takes=(CHOICE, Input("text", Kind.TEXT, _("What they are told"))),
        needs=("SECRECY_TOLD",),
        letter=Letter.SECRECY_DECISION,
        weight=14,
        help=_("Where it is not to be executed, withdraw it as well."),
    ),
)
