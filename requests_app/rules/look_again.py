"""When a case is looked at again although nothing runs out: a rule of the house alone."""

from requests_app.rules.facts import Urgency
from requests_app.rules.states import Holder

DAYS = {
    Holder.CLERK: 7,
    Holder.SUPERVISOR: 7,
    Holder.COMPETENT_AUTHORITY: 30,
    Holder.OTHER_STATE: 30,
}
"""Days by whose turn it is. The treaties set none; nobody is asked where the case is closed."""
AT_MOST = {Urgency.EMERGENCY: 0, Urgency.URGENT: 2}
"""Days where the case is not routine, whoever holds it."""


def days(turn: Holder, urgency: Urgency) -> int | None:
    """Days after which the holder looks at the case again; None where nobody holds it."""
    found = DAYS.get(turn)
    return None if found is None else min(found, AT_MOST.get(urgency, found))
