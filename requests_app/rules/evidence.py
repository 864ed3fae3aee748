"""What is done with evidence: register an item, hand it on, deliver it, confirm its receipt."""

from requests_app.rules.action import CLERK, DESK, EXECUTING_OFFICER, SUPERVISOR, Action
from requests_app.rules.correspondence import Letter
from requests_app.rules.custody import BY_HAND, MEANS_LABELS, SORT_LABELS, STEP_LABELS
from requests_app.rules.incoming import IN
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import MEASURES, OUT, RECEIVED_ON
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

GATHERING = (State.IN_EXECUTION, State.PARTLY_EXECUTED, State.EXECUTED)
"""While results come in, on either side."""
KEEPING = (*GATHERING, State.RESULTS_SENT, State.WITHDRAWN, State.CLOSED)
"""Evidence is kept, and has a chain of custody, after the case has ended too."""
ITEMS = Input("evidence", Kind.EVIDENCE, _("Items of evidence"))
HAPPENED_ON = Input("happened_on", Kind.DATE, _("On"))
MEANS = Input(
    "means",
    Kind.CHOICE,
    _("By which means"),
    choices=tuple((means.value, label) for means, label in MEANS_LABELS.items()),
)
RECEIPT_ASKED = Input(
    "receipt_asked", Kind.FLAG, _("A receipt is to be given for it"), required=False
)
HANDS = frozenset({CLERK, SUPERVISOR, EXECUTING_OFFICER})

ACTIONS: tuple[Action, ...] = (
    Action(
        "register_evidence",
        None,
        _("Register an item of evidence"),
        _("registered an item of evidence"),
        GATHERING,
        who=DESK | HANDS,
        takes=(
            MEASURES,
            Input("title", Kind.LINE, _("What it is")),
            Input(
                "sort",
                Kind.CHOICE,
                _("Sort"),
                choices=tuple((sort.value, label) for sort, label in SORT_LABELS.items()),
            ),
            Input(
                "file",
                Kind.FILE,
                _("File"),
                _("Kept exactly as it came, with its SHA-256."),
                False,
            ),
            Input(
                "medium",
                Kind.LINE,
                _("Medium"),
                _("Where it came by other means: such as a sealed disk, with its serial number."),
                False,
            ),
            Input("stated_size", Kind.NUMBER, _("Size in bytes, as stated"), required=False),
            Input(
                "stated_sha256",
                Kind.LINE,
                _("SHA-256, as stated"),
                _("By whoever handed it over: 64 characters, 0 to 9 and a to f."),
                False,
            ),
            RECEIVED_ON,
            MEANS,
            Input("handed_by", Kind.LINE, _("Received from"), _("An office, not a person.")),
            Input(
                "limits",
                Kind.TEXT,
                _("Limits on use stated with it"),
                _("Those of its measure and of accepted conditions count anyway."),
                False,
            ),
            RECEIPT_ASKED,
        ),
        needs=("NOT_IN_FUTURE", "MEASURES_KNOWN", "KEPT_OR_DESCRIBED", "HASH_READABLE"),
        weight=44,
        help=_("Each item has a number, its SHA-256 and a chain of custody of its own."),
    ),
    Action(
        "record_custody",
        None,
        _("Record what became of evidence"),
        _("recorded what became of evidence"),
        KEEPING,
        who=DESK | HANDS,
        takes=(
            ITEMS,
            Input(
                "step",
                Kind.CHOICE,
                _("What happened"),
                choices=tuple((step.value, STEP_LABELS[step]) for step in BY_HAND),
            ),
            HAPPENED_ON,
            Input("done_by", Kind.LINE, _("By"), _("An office, not a person.")),
            Input(
                "given_to", Kind.LINE, _("To"), _("Where it was handed over or returned."), False
            ),
            Input("remark", Kind.TEXT, _("Remark"), required=False),
        ),
        needs=("EVIDENCE_CHOSEN", "EVIDENCE_HERE", "CUSTODY_IN_ORDER", "CUSTODY_COMPLETE"),
        weight=47,
        help=_("An entry is never changed. One that is wrong is put right by a later one."),
    ),
    Action(
        "deliver_evidence",
        IN,
        _("Deliver evidence by other means"),
        _("delivered evidence by other means"),
        (State.EXECUTED, State.PARTLY_EXECUTED, State.RESULTS_SENT),
        takes=(
            ITEMS,
            HAPPENED_ON,
            MEANS,
            Input("delivered_to", Kind.LINE, _("Delivered to"), _("An office, not a person.")),
            RECEIPT_ASKED,
        ),
        needs=("EVIDENCE_CHOSEN", "EVIDENCE_HERE", "EVIDENCE_RELEASED", "CUSTODY_IN_ORDER"),
        letter=Letter.EVIDENCE_DELIVERY,
        weight=44,
        help=_("The letter names each item with its medium, size and SHA-256."),
    ),
    Action(
        "record_evidence_receipt",
        IN,
        _("Record their receipt for evidence"),
        _("recorded that the requesting State confirmed receipt of evidence"),
        (State.EXECUTED, State.PARTLY_EXECUTED, State.RESULTS_SENT, State.CLOSED),
        takes=(ITEMS, HAPPENED_ON, Input("confirmed_by", Kind.LINE, _("Confirmed by"))),
        needs=("EVIDENCE_CHOSEN", "RECEIPT_OWED", "CUSTODY_IN_ORDER"),
        weight=44,
    ),
    Action(
        "acknowledge_evidence",
        OUT,
        _("Confirm receipt of evidence"),
        _("confirmed receipt of evidence"),
        (*GATHERING, State.CLOSED),
        takes=(ITEMS,),
        needs=("EVIDENCE_CHOSEN", "RECEIPT_OWED"),
        letter=Letter.EVIDENCE_RECEIPT,
        weight=43,
        help=_("The letter names each item with the SHA-256 that was found at receipt."),
    ),
)
