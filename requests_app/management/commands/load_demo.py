"""`manage load_demo`: specimen requests in varied states, for a demonstration."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone, translation

from authorities.models import State
from mla.accounts.models import User
from requests_app import house, operations, queries
from requests_app.management.rendering import UnableToWaitForLetter, render_waiting
from requests_app.models import Request
from requests_app.specimens import play
from requests_app.specimens.play import Script

MOST_GAP = timedelta(days=25)
"""Real cases took years; between two steps of a demonstration at most this goes by."""
PEOPLE = ("clerk", "supervisor", "supervisor2", "duty", "officer")

# Any number that nothing else in this database locks.
_TURN = 7_305_193_202


class Command(BaseCommand):
    """Idempotent: what is there already is left as it is."""

    help = "Load specimen requests made to and by the home State, in varied states."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MLA_DEMO:
            raise CommandError("Specimen requests are loaded only in a demonstration (MLA_DEMO=1).")
        people = {user.username: user for user in User.objects.filter(username__in=PEOPLE)}
        if missing := sorted(set(PEOPLE) - set(people)):
            raise CommandError(
                f"Make the demonstration users first (demo_signins): {', '.join(missing)}."
            )
        competent = queries.executing_authorities(on=house.today(timezone.now()))
        if not competent:
            raise CommandError("The register names no authority of this State that executes.")
        own = people["officer"].authority_id
        chosen = next((found for found in competent if found.pk == own), competent[0])
        loaded = 0
        with translation.override("en"):
            for script in play.scripts():
                try:
                    loaded += self._load(script, people, str(chosen.public_id))
                except (play.UnableToPlay, UnableToWaitForLetter) as problem:
                    raise CommandError(str(problem)) from problem
        if loaded or options["verbosity"]:
            self.stdout.write(f"Specimen requests loaded: {loaded}.")

    @transaction.atomic
    def _load(self, script: Script, people: Mapping[str, User], competent: str) -> bool:
        """A specimen is there with its whole story, or not at all: True when it is new."""
        with connection.cursor() as cursor:  # two loadings at once: one loads, one waits
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_TURN,))
        if Request.objects.filter(
            is_specimen=True, case_reference=play.reference_of(script)
        ).exists():
            return False
        today = house.today(timezone.now())
        days = play.brought_near(
            script, ends_on=today - timedelta(days=script.demo_days_ago), most_gap=MOST_GAP
        )
        played = play.play(
            script,
            people=people,
            competent=competent,
            render=render_waiting,
            document=at_home(play.document_of(script), script),
            days=days,
            most_steps=script.demo_steps,
        )
        operations.act(
            "note",
            request=played.request.public_id,
            by=people["clerk"],
            at=timezone.now(),
            given={"note": note_of(script)},
        )
        return True


def at_home(document: dict[str, Any], script: Script) -> dict[str, Any]:
    """The document with the home State of this installation in the place of the real one."""
    outgoing = script.direction == "OUTGOING"
    ours, theirs = (
        ("requesting_state", "requested_state")
        if outgoing
        else ("requested_state", "requesting_state")
    )
    changed = document | {ours: settings.MLA_HOME_STATE}
    if changed[theirs] == settings.MLA_HOME_STATE:
        changed[theirs] = script.home
    return changed


def note_of(script: Script) -> str:
    """What a reader is told of a specimen."""
    state = State.objects.filter(pk=script.home).first()
    return (
        f"SPECIMEN, retold from the public record with role words. {script.note} "
        f"Here {settings.MLA_HOME_STATE} stands in for {state.name if state else script.home}, "
        "and the days are moved to the present."
    )
