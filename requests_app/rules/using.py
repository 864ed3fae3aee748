"""The use of what was received: another use, passing on, disclosure of what exculpates."""

from dataclasses import replace

from requests_app.rules.action import SUPERVISORS, Action, starts
from requests_app.rules.consent import ANSWER_LABELS, PURPOSE_LABELS
from requests_app.rules.correspondence import Letter
from requests_app.rules.evidence import GATHERING, HAPPENED_ON, ITEMS
from requests_app.rules.incoming import IN
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import OUT, REASONS, RECEIVED_ON
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

HELD_HERE = (*GATHERING, State.CLOSED)
"""While we hold what the other State gave, the time after the end of the case included."""
GIVEN_AWAY = (State.EXECUTED, State.PARTLY_EXECUTED, State.RESULTS_SENT, State.CLOSED)
"""Once the other State may hold what we gave."""
SOME_ITEMS = replace(ITEMS, required=False, help=_("None chosen means all that was given."))
PURPOSE = Input(
    "purpose",
    Kind.CHOICE,
    _("For what"),
    choices=tuple((purpose.value, label) for purpose, label in PURPOSE_LABELS.items()),
)
MATTER = Input(
    "matter",
    Kind.TEXT,
    _("Which case or proceedings, and why"),
    _("The case by its reference, and the offence; no names of persons."),
)
RECEIVER = Input(
    "receiver",
    Kind.LINE,
    _("Third State or organisation"),
    _("Where the evidence is to be passed on to one."),
    False,
)
ANSWER = Input(
    "answer",
    Kind.CHOICE,
    _("Answer"),
    choices=tuple((answer.value, label) for answer, label in ANSWER_LABELS.items()),
)
DISCLOSED = Input(
    "matter",
    Kind.TEXT,
    _("What is disclosed, to whom, in which proceedings"),
    _("Only what exculpates an accused person; role words, no names."),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        "ask_consent",
        OUT,
        _("Ask consent to another use"),
        _("asked the requested State to consent to another use"),
        HELD_HERE,
        takes=(SOME_ITEMS, PURPOSE, MATTER, RECEIVER),
        needs=("EVIDENCE_KNOWN", "NO_CONSENT_OPEN", "RECEIVER_NAMED"),
        letter=Letter.CONSENT_REQUEST,
        weight=45,
        help=_("Nothing is used otherwise or passed on before they have consented."),
    ),
    Action(
        "record_consent",
        OUT,
        _("Record their answer on another use"),
        _("recorded the requested State's answer on another use"),
        HELD_HERE,
        takes=(
            RECEIVED_ON,
            ANSWER,
            Input("answered_by", Kind.LINE, _("Authority that answered")),
            Input("reasons", Kind.TEXT, _("Their words, with any terms"), required=False),
        ),
        needs=("CONSENT_OPEN", "NOT_IN_FUTURE"),
        weight=42,
    ),
    Action(
        "use_otherwise",
        OUT,
        _("Record another use of evidence"),
        _("recorded another use of evidence"),
        HELD_HERE,
        (),
        SUPERVISORS,
        takes=(ITEMS, PURPOSE, MATTER, RECEIVER, HAPPENED_ON),
        needs=(
            "EVIDENCE_CHOSEN",
            "EVIDENCE_HERE",
            "RECEIVER_NAMED",
            "CUSTODY_IN_ORDER",
            "USE_PERMITTED",
        ),
        weight=46,
        help=_("Permitted once the State that gave it has consented to this very use."),
    ),
    Action(
        "record_consent_request",
        IN,
        _("Record that they ask for another use"),
        _("recorded that the requesting State asks consent to another use"),
        GIVEN_AWAY,
        takes=(RECEIVED_ON, SOME_ITEMS, PURPOSE, MATTER, RECEIVER),
        needs=("EVIDENCE_KNOWN", "NO_CONSENT_OPEN", "RECEIVER_NAMED", "NOT_IN_FUTURE"),
        weight=45,
    ),
    Action(
        "answer_consent",
        IN,
        _("Decide on another use"),
        _("decided on another use of what was given"),
        GIVEN_AWAY,
        (),
        SUPERVISORS,
        takes=(ANSWER, REASONS),
        needs=("CONSENT_OPEN", "ANOTHER_SUPERVISOR_ANSWERS"),
        letter=Letter.CONSENT_REPLY,
        weight=42,
        help=_("The reasons, and any terms of the consent, go into the letter."),
    ),
    Action(
        "notify_disclosure",
        OUT,
        _("Give notice of a disclosure"),
        _("gave notice that exculpatory evidence is to be disclosed"),
        HELD_HERE,
        takes=(
            SOME_ITEMS,
            DISCLOSED,
            Input("planned_on", Kind.DATE, _("Planned for"), required=False),
        ),
        needs=("EVIDENCE_KNOWN", "NO_DISCLOSURE_OPEN"),
        letter=Letter.DISCLOSURE_NOTICE,
        clocks=(starts("D-EXCULP"),),
        weight=45,
        help=_("Before the disclosure; they are consulted if they ask for it."),
    ),
    Action(
        "record_disclosure_answer",
        OUT,
        _("Record that they ask to be consulted"),
        _("recorded that the requested State asks to be consulted on a disclosure"),
        HELD_HERE,
        takes=(RECEIVED_ON, Input("answer", Kind.TEXT, _("What they say"))),
        needs=("DISCLOSURE_OPEN", "NOT_IN_FUTURE"),
        weight=43,
    ),
    Action(
        "consult_on_disclosure",
        OUT,
        _("Consult them on the disclosure"),
        _("consulted the requested State on a disclosure"),
        HELD_HERE,
        (),
        SUPERVISORS,
        takes=(Input("text", Kind.TEXT, _("What is put to them")),),
        needs=("CONSULTATION_ASKED",),
        letter=Letter.DISCLOSURE_CONSULTATION,
        weight=42,
    ),
    Action(
        "record_disclosure",
        OUT,
        _("Record the disclosure announced"),
        _("recorded the disclosure that was announced"),
        HELD_HERE,
        takes=(HAPPENED_ON,),
        needs=("DISCLOSURE_OPEN", "HAPPENED", "NOTICE_HAS_LEFT", "CONSULTATION_HELD"),
        weight=44,
    ),
    Action(
        "disclose_without_notice",
        OUT,
        _("Record a disclosure without notice"),
        _("recorded a disclosure of which notice was not possible, and told of it"),
        HELD_HERE,
        (),
        SUPERVISORS,
        takes=(
            SOME_ITEMS,
            DISCLOSED,
            HAPPENED_ON,
            Input("reasons", Kind.TEXT, _("Why notice beforehand was not possible")),
        ),
        needs=("EVIDENCE_KNOWN", "HAPPENED", "NO_DISCLOSURE_OPEN"),
        letter=Letter.DISCLOSURE_NOTICE,
        clocks=(starts("D-EXCULP"),),
        weight=72,
        help=_("In the exceptional case only; they are told without delay."),
    ),
    Action(
        "record_disclosure_notice",
        IN,
        _("Record their notice of a disclosure"),
        _("recorded the requesting State's notice of a disclosure"),
        GIVEN_AWAY,
        takes=(RECEIVED_ON, SOME_ITEMS, DISCLOSED),
        needs=("EVIDENCE_KNOWN", "NOT_IN_FUTURE"),
        weight=46,
    ),
    Action(
        "ask_disclosure_consultation",
        IN,
        _("Ask to be consulted on their disclosure"),
        _("asked to be consulted on a disclosure"),
        GIVEN_AWAY,
        (),
        SUPERVISORS,
        takes=(Input("text", Kind.TEXT, _("What stands in the way")),),
        needs=("DISCLOSURE_OPEN",),
        letter=Letter.DISCLOSURE_CONSULTATION,
        weight=43,
    ),
)
