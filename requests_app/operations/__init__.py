"""The write path: web, API, command line, tasks and imports each make one call into this.

Always the same steps in one transaction: lock, may, needs, move, clocks, letter and effect
rows, ledger. Nothing else writes the state of a request.
"""

from requests_app.naming import UnableToOpen
from requests_app.operations.acting import ChangedMeanwhile, act
from requests_app.operations.done import Done, NotAllowed
from requests_app.operations.emergencies import Filed, file_emergency
from requests_app.operations.letters import RENDER
from requests_app.operations.opening import open_case

__all__ = [
    "RENDER",
    "ChangedMeanwhile",
    "Done",
    "Filed",
    "NotAllowed",
    "UnableToOpen",
    "act",
    "file_emergency",
    "open_case",
]
