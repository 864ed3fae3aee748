"""The execution of a request made to us: pass on, execute, release, send."""

from requests_app.rules.action import (
    CLERK,
    EXECUTING_OFFICER,
    SUPERVISOR,
    SUPERVISORS,
    Action,
    meets,
    starts,
)
from requests_app.rules.correspondence import Letter
from requests_app.rules.incoming import EXECUTING, IN
from requests_app.rules.inputs import Input, Kind
from requests_app.rules.outgoing import MEASURES, NOTE, RESULTS
from requests_app.rules.sentences import gettext_noop as _
from requests_app.rules.states import State

ACTIONS: tuple[Action, ...] = (
    Action(
        "pass_on",
        IN,
        _("Pass on to the competent authority"),
        _("passed the request on to the competent authority"),
        (State.ACCEPTED,),
        (State.IN_EXECUTION,),
        takes=(
            Input("authority", Kind.AUTHORITY, _("Competent authority")),
            Input("instructions", Kind.TEXT, _("Instructions"), required=False),
        ),
        needs=("CONDITIONS_SETTLED", "SECRECY_SETTLED"),
        letter=Letter.TRANSMISSION,
        clocks=(starts("D-EXECUTION-REPORT"),),
        weight=10,
    ),
    Action(
        "record_execution",
        IN,
        _("Record execution"),
        _("recorded the execution of measures"),
        EXECUTING,
        (State.PARTLY_EXECUTED, State.EXECUTED),
        frozenset({EXECUTING_OFFICER, CLERK, SUPERVISOR}),
        takes=(
            MEASURES,
            Input("outcome", Kind.CHOICE, _("Outcome"), choices=RESULTS),
            Input("executed_on", Kind.DATE, _("Executed on")),
            Input("account", Kind.TEXT, _("Account of the execution")),
        ),
        needs=("NOT_IN_FUTURE", "MEASURES_GRANTED", "RECORDED_AS_PRESERVED"),
        clocks=(
            meets("D-EXECUTION-REPORT", State.EXECUTED),
            starts("D-EXECUTION-REPORT", State.PARTLY_EXECUTED),
            meets("D-SUGGESTED", State.EXECUTED),
        ),
        weight=10,
    ),
    Action(
        "report_progress",
        IN,
        _("Report on progress"),
        _("reported on the progress of execution"),
        EXECUTING,
        (),
        frozenset({EXECUTING_OFFICER, CLERK, SUPERVISOR}),
        takes=(Input("account", Kind.TEXT, _("What is done, and what is still to come")),),
        clocks=(starts("D-EXECUTION-REPORT"),),
        weight=18,
    ),
    Action(
        "return_to_execution",
        IN,
        _("Return to the competent authority"),
        _("returned the request to the competent authority"),
        (State.EXECUTED,),
        (State.IN_EXECUTION,),
        SUPERVISORS,
        takes=(MEASURES, NOTE),
        needs=("MEASURES_EXECUTED", "NOT_RELEASED", "NOT_PRESERVED"),
        clocks=(starts("D-EXECUTION-REPORT"),),
        weight=40,
    ),
    Action(
        "release_results",
        IN,
        _("Release the results"),
        _("released results for sending"),
        (State.EXECUTED, State.PARTLY_EXECUTED),
        (),
        SUPERVISORS,
        takes=(
            MEASURES,
            Input(
                "use_limits",
                Kind.TEXT,
                _("Limits on use"),
                _("They travel with the results."),
                False,
            ),
            Input(
                "data_protection",
                Kind.TEXT,
                _("Personal data: what was weighed"),
                _("The test of our own law for sending personal data abroad."),
            ),
        ),
        needs=(
            "FOUR_EYES_EXECUTION",
            "MEASURES_EXECUTED",
            "CONDITIONS_SETTLED",
            "ASSISTANCE_HERE",
        ),
        weight=10,
        help=_("Nothing is sent before the central authority releases it."),
    ),
    Action(
        "send_results",
        IN,
        _("Send the results"),
        _("sent results to the requesting State"),
        (State.EXECUTED, State.PARTLY_EXECUTED),
        (State.RESULTS_SENT, State.EXECUTED, State.PARTLY_EXECUTED),
        takes=(Input("account", Kind.TEXT, _("What is sent")),),
        needs=("RELEASED", "CONDITIONS_SETTLED"),
        letter=Letter.RESULTS,
        weight=20,
    ),
)
