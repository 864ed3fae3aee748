"""`effects list|retry|cancel|pause|resume|run`: look at the outbox and act on it."""

import json
import time
from argparse import ArgumentParser
from collections import Counter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.effects import carrier, operations, queries
from mla.effects.models import EffectState
from mla.effects.registry import load_carriers


class Command(BaseCommand):
    """Exit code 0: done. 1: refused, with the reason. 2: bad usage."""

    help = "List, try again, hold back or carry out what has to leave the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listing = actions.add_parser("list", help="effects that are not done, oldest first")
        listing.add_argument("--state", choices=EffectState.values, help="only these")
        listing.add_argument("--subject", help="only what belongs to this, as request:<id>")
        listing.add_argument("--limit", type=int, default=100)
        retry = actions.add_parser("retry", help="try a parked effect again")
        retry.add_argument("effect_id", type=int, metavar="ID")
        cancel = actions.add_parser("cancel", help="never carry out an effect that waits")
        cancel.add_argument("effect_id", type=int, metavar="ID")
        cancel.add_argument("--reason", required=True, metavar="TEXT", help="why; it is kept")
        pause = actions.add_parser("pause", help="begin no effect any more")
        resume = actions.add_parser("resume", help="carry effects out again")
        for action in (retry, cancel, pause, resume):
            action.add_argument("--as", dest="user", metavar="USER", help="who does it")
        run = actions.add_parser("run", help="carry out what is due, without any broker")
        how = run.add_mutually_exclusive_group(required=True)
        how.add_argument("--once", action="store_true", help="until nothing is due, then end")
        how.add_argument("--loop", action="store_true", help="until ended")
        run.add_argument("--every", type=float, default=5.0, metavar="SECONDS")
        for action in (listing, retry, cancel, pause, resume, run):
            action.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        action = options.pop("action")
        if action == "list":
            self._list(**options)
        elif action == "run":
            self._run(**options)
        else:
            self._act(action, **options)

    def _list(
        self, *, state: str | None, subject: str | None, limit: int, json: bool, **_rest: Any
    ) -> None:
        rows = queries.effects(state=state, subject=subject, limit=limit)
        paused = queries.is_paused()
        if json:
            self._say_json({"paused": paused, "effects": [row._asdict() for row in rows]})
            return
        if paused:
            self.stdout.write(_("Effects are held back (effects resume)."))
        for row in rows:
            mark = "!" if row.urgent else " "
            self.stdout.write(
                f"{row.id:>8} {mark} {row.state:<9} {row.due_at:%Y-%m-%d %H:%M:%SZ} "
                f"{row.kind:<24} {row.subject:<40} {row.attempts:>2} {row.last_error}"
            )

    def _act(self, action: str, *, user: str | None, json: bool, **options: Any) -> None:
        by = self._person(user)
        at = timezone.now()
        if action == "retry":
            try:
                operations.retry(effect_id=options["effect_id"], by=by, at=at)
            except operations.UnableToRetry as refusal:
                raise CommandError(str(refusal)) from refusal
            document: dict[str, Any] = {"effect": options["effect_id"], "state": "PENDING"}
            sentence = _("The effect will be tried again.")
        elif action == "cancel":
            load_carriers()
            try:
                operations.call_off(
                    effect_id=options["effect_id"], by=by, at=at, reason=options["reason"]
                )
            except operations.UnableToCallOff as refusal:
                raise CommandError(str(refusal)) from refusal
            document = {"effect": options["effect_id"], "state": "CANCELLED"}
            sentence = _("The effect is cancelled.")
        elif action == "pause":
            operations.pause(by=by, at=at)
            document, sentence = {"paused": True}, _("Effects are held back.")
        else:
            operations.resume(by=by, at=at)
            document, sentence = {"paused": False}, _("Effects are carried out.")
        if json:
            self._say_json(document)
        else:
            self.stdout.write(sentence)

    def _run(self, *, once: bool, loop: bool, every: float, json: bool, **_rest: Any) -> None:
        load_carriers()
        total: Counter[str] = Counter()
        while True:
            ends = carrier.carry_out_due(clock=timezone.now)
            total += ends
            if ends and loop:
                self._say_ends(ends)
            if not ends and once:
                break
            if not ends:
                close_old_connections()
                time.sleep(every)
        if json:
            self._say_json(dict(total))
        else:
            self._say_ends(total)

    def _say_ends(self, ends: Counter[str]) -> None:
        self.stdout.write(", ".join(f"{end} {count}" for end, count in ends.items()))

    def _person(self, username: str | None) -> User:
        if username is None:
            return system_user()
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(_("There is no active user with that name."))
        return person

    def _say_json(self, document: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(document, default=_plain))


def _plain(value: datetime) -> str:
    return value.isoformat()
