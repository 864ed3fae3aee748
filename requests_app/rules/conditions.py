"""What becomes of accepted conditions: breach, inability to keep them, reports on use."""

from requests_app.rules.action import SUPERVISORS, Action
from requests_app.rules.correspondence import Letter
from requests_app.rules.incoming import IN
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import OUT, RECEIVED_ON
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State
from requests_app.rules.using import GIVEN_AWAY, HELD_HERE

AFTER_ACCEPTING = (State.ACCEPTED, State.IN_EXECUTION, *GIVEN_AWAY)
WHAT = Input("text", Kind.TEXT, _("What happened, and what was done about it"))

ACTIONS: tuple[Action, ...] = (
    Action(
        "report_breach",
        OUT,
        _("Report a breach of conditions"),
        _("reported a breach of accepted conditions"),
        HELD_HERE,
        (),
        SUPERVISORS,
        takes=(WHAT,),
        needs=("CONDITIONS_BIND",),
        letter=Letter.CONDITION_BREACH,
        weight=73,
    ),
    Action(
        "tell_inability",
        OUT,
        _("Tell that a condition cannot be kept"),
        _("told the requested State that an accepted condition cannot be kept"),
        HELD_HERE,
        (),
        SUPERVISORS,
        takes=(Input("text", Kind.TEXT, _("Which condition, and why it cannot be kept")),),
        needs=("CONDITIONS_BIND",),
        letter=Letter.CONDITION_INABILITY,
        weight=73,
        help=_("Promptly, and before it is broken: the requested State decides."),
    ),
    Action(
        "record_use_question",
        OUT,
        _("Record that they ask how it was used"),
        _("recorded that the requested State asks how it was used"),
        HELD_HERE,
        takes=(RECEIVED_ON, Input("text", Kind.TEXT, _("What they ask"))),
        needs=("NOT_IN_FUTURE",),
        weight=48,
    ),
    Action(
        "report_use",
        OUT,
        _("Report on the use"),
        _("reported to the requested State on the use"),
        HELD_HERE,
        takes=(Input("text", Kind.TEXT, _("How it was used")),),
        needs=("USE_QUESTION_OPEN",),
        letter=Letter.USE_REPORT,
        weight=43,
    ),
    Action(
        "record_breach",
        IN,
        _("Record a breach of conditions"),
        _("recorded a breach of conditions by the requesting State"),
        AFTER_ACCEPTING,
        takes=(RECEIVED_ON, WHAT),
        needs=("CONDITIONS_BIND", "NOT_IN_FUTURE"),
        weight=73,
        help=_("As they reported it, or as it became known here."),
    ),
    Action(
        "record_inability",
        IN,
        _("Record that they cannot keep a condition"),
        _("recorded that the requesting State cannot keep an accepted condition"),
        AFTER_ACCEPTING,
        takes=(RECEIVED_ON, Input("text", Kind.TEXT, _("What they say"))),
        needs=("CONDITIONS_BIND", "NOT_IN_FUTURE"),
        weight=73,
        help=_("Decide then whether the assistance is to be given nevertheless."),
    ),
    Action(
        "ask_use",
        IN,
        _("Ask how it was used"),
        _("asked the requesting State how it was used"),
        GIVEN_AWAY,
        takes=(Input("text", Kind.TEXT, _("What is asked")),),
        needs=("MAY_ASK_USE",),
        letter=Letter.USE_QUESTION,
        weight=48,
    ),
    Action(
        "record_use_report",
        IN,
        _("Record their report on the use"),
        _("recorded the requesting State's report on the use"),
        GIVEN_AWAY,
        takes=(RECEIVED_ON, Input("text", Kind.TEXT, _("Their report"))),
        needs=("USE_QUESTION_OPEN", "NOT_IN_FUTURE"),
        weight=43,
    ),
)
