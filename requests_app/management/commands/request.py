"""`manage request`: file, list, show and act on requests, as a person of the house."""

from argparse import ArgumentParser
from contextlib import ExitStack
from io import BufferedReader
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from mla.accounts.models import User
from mla.ledger import events_of
from requests_app import house, operations, queries, reading, telling, worklist
from requests_app.casefile import CaseFile
from requests_app.management import ends
from requests_app.models import Request
from requests_app.rules import workflow
from requests_app.rules.facts import Direction, Urgency
from requests_app.rules.inputs import MANY, Kind
from requests_app.rules.states import State


class Command(BaseCommand):
    """Exit codes: 0 done, 1 refused by the rules (the reason on stderr), 2 bad usage."""

    help = "File, list, show and act on requests."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        file = _verb(verbs, "file", "put a request document on file")
        file.add_argument("file", metavar="FILE", help="a request document, or - for stdin")
        file.add_argument("--direction", choices=list(Direction), required=True)
        file.add_argument("--received-on", metavar="DATE", help="for an incoming request")
        listing = _verb(verbs, "list", "the requests this person may know of")
        listing.add_argument("--scope", choices=worklist.SCOPES, default=worklist.OPEN)
        listing.add_argument("--direction", choices=list(Direction), default="")
        listing.add_argument("--state", choices=list(State), default="")
        listing.add_argument("--urgency", choices=list(Urgency), default="")
        listing.add_argument("--other-state", metavar="CODE", default="")
        listing.add_argument("--overdue", action="store_true")
        listing.add_argument("--search", metavar="WORDS", default="")
        listing.add_argument("--after", metavar="KEY", default="", help="the key of a page before")
        for name, text in (
            ("show", "one request with everything around it"),
            ("actions", "what may be done now, and why the rest may not"),
            ("history", "what happened to it"),
        ):
            _verb(verbs, name, text).add_argument("ref", metavar="REF", help="its reference")
        act = _verb(verbs, "act", "do something to a request")
        act.add_argument("ref", metavar="REF", help="its reference")
        act.add_argument("action", metavar="ACTION", help="a key of the workflow table")
        act.add_argument(
            "--set",
            dest="given",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="an input; repeat it for several values; file=@PATH for a file",
        )
        act.add_argument("--json-input", metavar="FILE", help="the inputs as one JSON object")
        act.add_argument("--version", type=int, dest="seen", metavar="N", help="the version seen")

    def handle(self, *args: Any, **options: Any) -> None:
        by = ends.person(self, options["as_user"], as_json=options["json"])
        try:
            getattr(self, f"_{options['verb']}")(by, options)
        except telling.REFUSALS as problem:
            ends.refuse(self, problem, as_json=options["json"])

    def _file(self, by: User, options: dict[str, Any]) -> None:
        done = operations.open_case(
            document=ends.read_object(options["file"]),
            direction=options["direction"],
            by=by,
            at=timezone.now(),
            received_on=ends.read_day(options["received_on"], name="--received-on"),
        )
        self._tell_done(done, options)

    def _list(self, by: User, options: dict[str, Any]) -> None:
        page = worklist.page(
            worklist.Filters(
                scope=options["scope"],
                direction=options["direction"],
                state=options["state"],
                other_state=options["other_state"],
                urgency=options["urgency"],
                overdue=options["overdue"],
                search=options["search"],
            ),
            by=by,
            today=house.today(timezone.now()),
            after=options["after"],
        )
        told = [telling.row(entry) for entry in page.rows]
        if options["json"]:
            ends.tell(self, {"requests": told, "after": page.after or None})
            return
        for entry in told:
            cells = (
                entry["reference"],
                entry["state_label"],
                entry["next_action_on"] or "",
                entry["title"],
            )
            self.stdout.write("  ".join(cells))
        if page.after:
            self.stdout.write(gettext("More: --after %(key)s") % {"key": page.after})

    def _show(self, by: User, options: dict[str, Any]) -> None:
        case = _case(options["ref"], by)
        reading.restricted(case.request, by=by, at=case.now)
        told = telling.detail(case, by=by)
        if options["json"]:
            ends.tell(self, told)
            return
        self.stdout.write(f"{told['reference']}  {told['document']['title']}")
        self.stdout.write(f"{told['state_label']}  ({told['turn_label']})")
        for clock in told["clocks"]:
            self.stdout.write(f"{clock['label']}: {clock['due_on'] or clock['due_at'] or '-'}")
            for step in clock["arithmetic"]:
                self.stdout.write(f"  {step}")
        for letter in told["letters"]:
            self.stdout.write(f"{letter['number']}. {letter['title']}: {letter['status']}")
        self._write_actions(told["actions"])

    def _actions(self, by: User, options: dict[str, Any]) -> None:
        case = _case(options["ref"], by)
        told = telling.actions(case, by=by)
        if options["json"]:
            ends.tell(self, telling.summary(case.request) | {"actions": told})
            return
        self._write_actions(told)

    def _history(self, by: User, options: dict[str, Any]) -> None:
        case = _case(options["ref"], by)
        told = [telling.event(event) for event in events_of(case.request.chain, limit=10_000)]
        if options["json"]:
            ends.tell(self, {"reference": case.request.reference, "events": told})
            return
        for event in told:
            self.stdout.write(f"{event['at']}  {event['sentence']}")
            for said in (*event["reasons"], *event["warnings"]):
                self.stdout.write(f"  {said}")

    def _act(self, by: User, options: dict[str, Any]) -> None:
        try:
            row = workflow.action(options["action"])
        except KeyError:
            sentence = gettext("There is no action called %(key)s.") % {"key": options["action"]}
            ends.misused(self, sentence, as_json=options["json"])
        given: dict[str, Any] = {}
        if options["json_input"]:
            given |= ends.read_object(options["json_input"])
        with ExitStack() as opened:
            given |= self._inputs(row, options, opened)
            request = queries.find_by_reference(options["ref"], by=by)
            done = operations.act(
                row.key,
                request=request.public_id,
                by=by,
                at=timezone.now(),
                version=options["seen"],
                given=given,
            )
        self._tell_done(done, options)

    def _inputs(
        self, row: workflow.Action, options: dict[str, Any], opened: ExitStack
    ) -> dict[str, Any]:
        kinds = {taken.key: taken.kind for taken in row.takes}
        given: dict[str, Any] = {}
        for word in options["given"]:
            key, equals, value = word.partition("=")
            if not equals:
                sentence = gettext("Write --set KEY=VALUE, not “%(word)s”.") % {"word": word}
                ends.misused(self, sentence, as_json=options["json"])
            kind = kinds.get(key)
            if kind in MANY:
                given.setdefault(key, []).append(value)
            elif kind is Kind.DOCUMENT and value.startswith("@"):
                given[key] = ends.read_object(value[1:])
            elif kind is Kind.FILE:
                stream = opened.enter_context(self._open(value.removeprefix("@"), options))
                given[key] = File(stream, name=Path(stream.name).name)
            else:
                given[key] = value
        return given

    def _open(self, name: str, options: dict[str, Any]) -> BufferedReader:
        try:
            return Path(name).open("rb")
        except OSError:
            sentence = gettext("The file %(name)s cannot be read.") % {"name": name}
            ends.misused(self, sentence, as_json=options["json"])

    def _tell_done(self, done: operations.Done, options: dict[str, Any]) -> None:
        told = telling.done(done)
        if options["json"]:
            ends.tell(self, told)
            return
        self.stdout.write(f"{told['request']['reference']}  {told['request']['state_label']}")
        for warning in told["warnings"]:
            self.stdout.write(f"  {warning['sentence']}")
        if told["opened"]:
            self.stdout.write(told["opened"]["reference"])

    def _write_actions(self, told: list[dict[str, Any]]) -> None:
        for action in told:
            mark = "+" if action["allowed"] else "-"
            reason = "" if action["allowed"] else f"  {action['reason']}"
            self.stdout.write(f"{mark} {action['key']}: {action['label']}{reason}")


def _verb(verbs: Any, name: str, text: str) -> ArgumentParser:
    parser: ArgumentParser = verbs.add_parser(name, help=text)
    parser.add_argument("--as", dest="as_user", metavar="USER", required=True)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    return parser


def _case(reference: str, by: User) -> CaseFile:
    request: Request = queries.find_by_reference(reference, by=by)
    at = timezone.now()
    return CaseFile(request, at=at, today=house.today(at))
