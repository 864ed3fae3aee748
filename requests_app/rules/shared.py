"""The actions that both lifecycles have: letters, notes, corrections, closing."""

from dataclasses import replace

from requests_app.rules import states
from requests_app.rules.action import DESK, EXECUTING_OFFICER, SUPERVISORS, Action
from requests_app.rules.correspondence import Letter
from requests_app.rules.facts import FORM_LABELS, URGENCY_LABELS, Direction
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import CHANNEL, NOTE, REASONS, SENT_AT
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

EVERY = tuple(dict.fromkeys(states.of(Direction.OUTGOING) + states.of(Direction.INCOMING)))
NOT_CLOSED = tuple(state for state in EVERY if state is not State.CLOSED)
OUTSIDE = tuple(state for state in NOT_CLOSED if state not in states.BEFORE_DISPATCH)
LETTER_CHANNEL = replace(
    CHANNEL,
    required=False,
    help=_("A letter to our own competent authority needs none."),
)
CORRECTABLE = (
    ("title", _("Title")),
    ("their_reference", _("Their reference")),
    ("received_on", _("Received on")),
    ("case_reference", _("Reference of the case it serves")),
    ("urgency", _("Urgency")),
    ("form", _("Form")),
)
CORRECTION_CHOICES = {
    "urgency": tuple(URGENCY_LABELS),
    "form": tuple(FORM_LABELS),
}

ACTIONS: tuple[Action, ...] = (
    Action(
        "dispatch_letter",
        None,
        _("Dispatch a letter"),
        _("dispatched a letter"),
        EVERY,
        takes=(Input("letter", Kind.LETTER, _("Letter")), LETTER_CHANNEL, SENT_AT),
        needs=(
            "LETTER_CHOSEN_READY",
            "CHANNEL_NAMED",
            "CHANNEL_OPEN",
            "NOT_IN_FUTURE",
            "LEFT_AFTER_WRITTEN",
        ),
        weight=11,
        help=_(
            "Record the channel by which the letter left the house. It cannot be changed after."
        ),
    ),
    Action(
        "cancel_letter",
        None,
        _("Cancel a letter"),
        _("cancelled a letter that had not left the house"),
        EVERY,
        who=SUPERVISORS,
        takes=(Input("letter", Kind.LETTER, _("Letter")), REASONS),
        needs=("LETTER_CHOSEN_NOT_DISPATCHED",),
        weight=75,
    ),
    Action(
        "write_again",
        None,
        _("Write a letter again"),
        _("wrote a letter again"),
        EVERY,
        takes=(Input("letter", Kind.LOST_LETTER, _("Letter")), REASONS),
        needs=("LETTER_CHOSEN_LOST",),
        weight=74,
        help=_("The same words under the next number; the lost letter stays on file."),
    ),
    Action(
        "inform",
        None,
        _("Write an unasked note"),
        _("wrote an unasked note to the other State"),
        OUTSIDE,
        takes=(Input("text", Kind.TEXT, _("Text of the note")),),
        letter=Letter.NOTE,
        weight=48,
    ),
    Action(
        "note",
        None,
        _("Add an internal note"),
        _("added a note"),
        EVERY,
        who=DESK | {EXECUTING_OFFICER},
        takes=(NOTE,),
        weight=46,
    ),
    Action(
        "attach",
        None,
        _("Attach a document"),
        _("attached a document"),
        NOT_CLOSED,
        who=DESK | {EXECUTING_OFFICER},
        takes=(
            Input("file", Kind.FILE, _("File")),
            Input("title", Kind.LINE, _("Title")),
        ),
        weight=47,
    ),
    Action(
        "assign",
        None,
        _("Assign"),
        _("assigned the request"),
        NOT_CLOSED,
        takes=(
            Input("person", Kind.PERSON, _("To")),
            Input("note", Kind.TEXT, _("Note"), required=False),
        ),
        weight=49,
    ),
    Action(
        "plan",
        None,
        _("Set the next action"),
        _("set the next action"),
        NOT_CLOSED,
        takes=(
            Input("next_action_on", Kind.DATE, _("On")),
            Input("next_action", Kind.LINE, _("What is to be done")),
        ),
        needs=("NEXT_ACTION_AHEAD",),
        weight=49,
    ),
    Action(
        "correct",
        None,
        _("Correct an entry"),
        _("corrected an entry"),
        EVERY,
        takes=(
            Input("entry", Kind.CHOICE, _("Entry"), choices=CORRECTABLE),
            Input("value", Kind.LINE, _("Correct value")),
            REASONS,
        ),
        needs=("CORRECTION_READABLE",),
        weight=76,
        help=_("The old value stays in the history. A closed case is not reopened by it."),
    ),
    Action(
        "close",
        None,
        _("Close"),
        _("closed the case"),
        (
            State.EXECUTED,
            State.RESULTS_SENT,
            State.REFUSED,
            State.WITHDRAWN,
            State.RETURNED_DEFICIENT,
            State.FORWARDED,
            State.PARTLY_EXECUTED,
        ),
        (State.CLOSED,),
        takes=(
            Input("summary", Kind.TEXT, _("Outcome in a few words")),
            Input("costs", Kind.LINE, _("Costs, if any were shared"), required=False),
        ),
        needs=(
            "OUTCOME_PER_MEASURE",
            "PRESERVATION_OVER",
            "NO_LETTER_WAITING",
            "OTHER_STATE_TOLD",
            "RESULTS_HAVE_LEFT",
            "RECEIPTS_SETTLED",
            "EMERGENCY_REVIEWED",
        ),
        weight=35,
        grave=True,
    ),
)
