"""The path of a communication: a provider in a third State, the traffic data that lead there.

Whoever executes a request to preserve, or to disclose, traffic data and finds that a provider in
another State took part in the transmission discloses enough to identify it and the path. The
requesting State can then ask that other State in its turn.
"""

from requests_app.rules import incoming, preserving
from requests_app.rules.action import SUPERVISORS, Action
from requests_app.rules.correspondence import Letter
from requests_app.rules.incoming import IN
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import OUT, RECEIVED_ON
from requests_app.rules.preserved import FOR_TRAFFIC
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

THIRD_STATE = Input("third_state", Kind.STATE, _("State of the other provider"))
PROVIDER = Input("provider", Kind.LINE, _("Provider found there"))
TRAFFIC_DATA = Input(
    "traffic_data",
    Kind.TEXT,
    _("Traffic data that identify the provider and the path"),
    _("Enough to identify both, and no more."),
)
FINDING = (State.ACCEPTED, *incoming.EXECUTING, State.EXECUTED, State.RESULTS_SENT)

ACTIONS: tuple[Action, ...] = (
    Action(
        "disclose_path",
        IN,
        _("Disclose the path to another provider"),
        _("disclosed the path to a provider in another State"),
        FINDING,
        FINDING,
        SUPERVISORS,
        takes=(
            THIRD_STATE,
            PROVIDER,
            TRAFFIC_DATA,
            Input("found_on", Kind.DATE, _("Found on")),
            Input(
                "data_protection",
                Kind.TEXT,
                _("Personal data: what was weighed"),
                _("The test of our own law for sending personal data abroad."),
            ),
        ),
        needs=("NOT_IN_FUTURE", "FOUR_EYES_EXECUTION", "THIRD_STATE_KNOWN"),
        letter=Letter.PATH_DISCLOSED,
        weight=21,
        help=_("To be refused only for a ground of the closed list: then refuse that measure."),
        kinds=FOR_TRAFFIC,
    ),
    Action(
        "record_path",
        OUT,
        _("Record a path they disclosed"),
        _("recorded that the path to a provider in another State was disclosed"),
        preserving.KEPT_OUT,
        takes=(RECEIVED_ON, THIRD_STATE, PROVIDER, TRAFFIC_DATA),
        needs=("NOT_IN_FUTURE", "THIRD_STATE_KNOWN"),
        weight=36,
        kinds=FOR_TRAFFIC,
    ),
    Action(
        "ask_third_state",
        OUT,
        _("Prepare a request to that other State"),
        _("prepared a request for preservation to the other State"),
        preserving.KEPT_OUT,
        needs=("PATH_FOUND",),
        weight=13,
        help=_("A draft that asks it to preserve what its provider has, filled in from this case."),
        kinds=FOR_TRAFFIC,
    ),
)
