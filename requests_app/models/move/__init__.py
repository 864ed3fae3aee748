"""What a transition may write: the rows around a request, in the caller's transaction."""

from requests_app.models.move.dealings import Dealings
from requests_app.models.move.emergencies import Emergencies
from requests_app.models.move.entries import Entries
from requests_app.models.move.measures import Measures
from requests_app.models.move.papers import Papers


class Move(Dealings, Emergencies, Measures, Papers, Entries):
    """One action under way on a locked request, with what the person gave for it."""
