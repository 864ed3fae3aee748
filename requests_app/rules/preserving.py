"""Preserved data: kept for a period that protects them, and until the request for them is decided.

The period is a clock of each measure (`D-PRES`), counted from the day on which the data were
preserved. What a text says of its length, its extension and its end are rows of the instrument.
"""

from requests_app.rules import incoming, outgoing
from requests_app.rules.action import (
    DESK,
    EXECUTING_OFFICER,
    SUPERVISORS,
    Action,
    extends,
    meets,
    pauses,
    starts,
)
from requests_app.rules.correspondence import Letter
from requests_app.rules.incoming import IN
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import MEASURES, OUT, RECEIVED_ON, THEIR_REFERENCE
from requests_app.rules.preserved import ANSWERS, ENDS, FOR_PRESERVATION, PERIOD, RISKS
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

KEPT_OUT = (*outgoing.SENT, State.EXECUTED)
KEPT_IN = (*incoming.OPEN, State.RESULTS_SENT)
EXPLANATION = Input("explanation", Kind.TEXT, _("What the risk is"))
RISK = Input("risk", Kind.CHOICE, _("Risk"), choices=RISKS)
CUSTODIAN = Input(
    "custodian", Kind.LINE, _("Custodian"), _("Who keeps the data: a provider, an authority.")
)
PRESERVED_ON = Input(
    "preserved_on",
    Kind.DATE,
    _("Preserved on"),
    _("The period counts from this day, which is not counted itself."),
)
UNTIL = Input(
    "until",
    Kind.DATE,
    _("Kept until, where longer than the text says"),
    _("The period of the text is a minimum: it may be longer, never shorter."),
    False,
)
DAYS = Input("days", Kind.NUMBER, _("Days to be added"))
WHY_LONGER = Input("reasons", Kind.TEXT, _("Why the data are needed longer"))
WHY_ENDED = Input("ended_as", Kind.CHOICE, _("How it ended"), choices=ENDS)
ENDED_ON = Input("ended_on", Kind.DATE, _("Ended on"))
WHAT_BECAME = Input("account", Kind.TEXT, _("What became of the data"), required=False)

ACTIONS: tuple[Action, ...] = (
    Action(
        "record_preservation",
        IN,
        _("Record the preservation"),
        _("recorded that data are preserved"),
        (State.ACCEPTED, *incoming.EXECUTING),
        (State.PARTLY_EXECUTED, State.EXECUTED, State.RESULTS_SENT),
        DESK | {EXECUTING_OFFICER},
        takes=(MEASURES, CUSTODIAN, PRESERVED_ON, UNTIL),
        needs=("NOT_IN_FUTURE", "PRESERVATION_GRANTED", "PERIOD_NOT_SHORTER"),
        letter=Letter.PRESERVED,
        clocks=(
            starts(PERIOD, each="measures", counted_from="preserved_on"),
            starts(PERIOD, each="measures", date_from="until"),
            meets("D-EXECUTION-REPORT", State.EXECUTED, State.RESULTS_SENT),
            meets("D-SUGGESTED", State.EXECUTED, State.RESULTS_SENT),
        ),
        weight=5,
        help=_("The requesting State is told until when at least the data are kept."),
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "warn_of_risk",
        IN,
        _("Warn that preserving may not serve"),
        _("warned the requesting State that preserving may not serve"),
        (State.UNDER_REVIEW, State.ACCEPTED, *incoming.EXECUTING, State.RESULTS_SENT),
        takes=(RISK, EXPLANATION),
        needs=("NO_RISK_OPEN",),
        letter=Letter.PRESERVATION_RISK,
        weight=22,
        help=_("Tell it at once; the requesting State decides whether to go on."),
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "record_decision_on_risk",
        IN,
        _("Record their decision on the risk"),
        _("recorded what the requesting State decided on the risk"),
        KEPT_IN,
        takes=(
            RECEIVED_ON,
            Input("decision", Kind.CHOICE, _("Their decision"), choices=ANSWERS),
            Input("answer", Kind.TEXT, _("Their answer"), required=False),
        ),
        needs=("RISK_OPEN", "NOT_IN_FUTURE"),
        weight=12,
        help=_("Where they give the request up, record their withdrawal or the release next."),
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "record_extension_request",
        IN,
        _("Record their request to keep the data longer"),
        _("recorded that the requesting State asks to keep the data longer"),
        KEPT_IN,
        takes=(RECEIVED_ON, MEASURES, DAYS, WHY_LONGER),
        needs=("NOT_IN_FUTURE", "DATA_KEPT", "DAYS_ADDED", "EXTENSION_KNOWN"),
        weight=44,
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "extend_preservation",
        IN,
        _("Keep the data longer"),
        _("extended the preservation"),
        KEPT_IN,
        (),
        SUPERVISORS,
        takes=(MEASURES, DAYS),
        needs=("DATA_KEPT", "PERIOD_RUNS", "DAYS_ADDED", "EXTENSION_KNOWN"),
        letter=Letter.PRESERVATION_EXTENDED,
        clocks=(extends(PERIOD, amount_from="days", each="measures"),),
        weight=30,
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "end_preservation",
        IN,
        _("Release the data"),
        _("ended the preservation"),
        KEPT_IN,
        (),
        SUPERVISORS,
        takes=(MEASURES, WHY_ENDED, ENDED_ON, WHAT_BECAME),
        needs=("DATA_KEPT", "NOT_IN_FUTURE", "END_OPEN"),
        letter=Letter.PRESERVATION_ENDED,
        clocks=(meets(PERIOD, each="measures"),),
        weight=55,
        grave=True,
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "record_their_preservation",
        OUT,
        _("Record their preservation"),
        _("recorded that the requested State preserves data"),
        (*outgoing.WITH_THEM, *outgoing.EXECUTING),
        (State.PARTLY_EXECUTED, State.EXECUTED),
        takes=(
            RECEIVED_ON,
            THEIR_REFERENCE,
            MEASURES,
            Input("custodian", Kind.LINE, CUSTODIAN.label, CUSTODIAN.help, False),
            PRESERVED_ON,
            UNTIL,
        ),
        needs=("NOT_IN_FUTURE", "PRESERVATION_ASKED", "PERIOD_NOT_SHORTER"),
        clocks=(
            starts(PERIOD, each="measures", counted_from="preserved_on"),
            starts(PERIOD, each="measures", date_from="until"),
            meets("D-SUGGESTED", State.EXECUTED),
        ),
        weight=9,
        help=_("We are told 30, 14, 7 days and 1 day before the period runs out."),
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "record_risk",
        OUT,
        _("Record their warning of a risk"),
        _("recorded that the requested State warns of a risk"),
        (*outgoing.WITH_THEM, *outgoing.EXECUTING, State.EXECUTED),
        takes=(RECEIVED_ON, RISK, EXPLANATION),
        needs=("NOT_IN_FUTURE", "NO_RISK_OPEN"),
        weight=34,
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "proceed_despite_risk",
        OUT,
        _("Go on in spite of the risk"),
        _("decided to go on in spite of the risk"),
        KEPT_OUT,
        (),
        SUPERVISORS,
        takes=(Input("reasons", Kind.TEXT, _("Reasons"), required=False),),
        needs=("RISK_OPEN",),
        letter=Letter.PRESERVATION_GOES_ON,
        weight=7,
        help=_("Else withdraw the request, or say that the data need be kept no longer."),
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "ask_extension",
        OUT,
        _("Ask to keep the data longer"),
        _("asked the requested State to keep the data longer"),
        KEPT_OUT,
        takes=(MEASURES, DAYS, WHY_LONGER),
        needs=("DATA_KEPT", "PERIOD_RUNS", "DAYS_ADDED", "EXTENSION_KNOWN"),
        letter=Letter.EXTENSION_REQUEST,
        weight=31,
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "record_extension",
        OUT,
        _("Record that the data are kept longer"),
        _("recorded that the requested State keeps the data longer"),
        KEPT_OUT,
        takes=(RECEIVED_ON, MEASURES, DAYS),
        needs=("NOT_IN_FUTURE", "DATA_KEPT", "PERIOD_RUNS", "DAYS_ADDED"),
        clocks=(extends(PERIOD, amount_from="days", each="measures"),),
        weight=32,
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "request_the_data",
        OUT,
        _("Prepare the request for the data"),
        _("prepared the request for the data"),
        KEPT_OUT,
        takes=(MEASURES,),
        needs=("DATA_KEPT", "NOT_ASKED_FOR_YET"),
        weight=14,
        help=_(
            "A draft with the same case. Once it is sent, the data are kept until its decision."
        ),
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "give_up_preservation",
        OUT,
        _("Say that the data are needed no longer"),
        _("told the requested State that the data are needed no longer"),
        KEPT_OUT,
        (),
        SUPERVISORS,
        takes=(MEASURES, Input("reasons", Kind.TEXT, _("Reasons"), required=False)),
        needs=("DATA_KEPT",),
        letter=Letter.PRESERVATION_GIVEN_UP,
        clocks=(meets(PERIOD, each="measures"),),
        weight=56,
        grave=True,
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "record_preservation_ended",
        OUT,
        _("Record that the data are kept no longer"),
        _("recorded that the data are kept no longer"),
        KEPT_OUT,
        takes=(RECEIVED_ON, MEASURES, WHY_ENDED, ENDED_ON, WHAT_BECAME),
        needs=("NOT_IN_FUTURE", "DATA_KEPT", "END_IN_ORDER"),
        clocks=(meets(PERIOD, each="measures"),),
        weight=57,
        grave=True,
        kinds=FOR_PRESERVATION,
    ),
    Action(
        "link_request",
        None,
        _("Link the request for the data"),
        _("linked the request for the data"),
        tuple(dict.fromkeys((*KEPT_OUT, *KEPT_IN))),
        takes=(
            MEASURES,
            Input(
                "request",
                Kind.CASE,
                _("Request for the data"),
                _("One between the same two States that has left, or was received here."),
            ),
        ),
        needs=("DATA_KEPT", "NOT_ASKED_FOR_YET", "LINK_FITS"),
        clocks=(pauses(PERIOD, each="measures"),),
        weight=33,
        help=_("From then on the data are kept until that request is decided."),
        kinds=FOR_PRESERVATION,
    ),
)
