"""The transitions on the model: one method for each row of the workflow table.

A method writes what its action changes and nothing else; permissions, needs, clocks,
letters and the ledger belong to `operations.act`, which is the only caller. A family of
actions is one class of such methods; `Request` has them all as its bases.
"""

from requests_app.models.lifecycle.emergency import Emergency
from requests_app.models.lifecycle.incoming import Incoming
from requests_app.models.lifecycle.outgoing import Outgoing
from requests_app.models.lifecycle.preserving import Preserving
from requests_app.models.lifecycle.shared import Shared
from requests_app.models.lifecycle.traffic import Tracing

__all__ = ["Emergency", "Incoming", "Outgoing", "Preserving", "Shared", "Tracing"]
