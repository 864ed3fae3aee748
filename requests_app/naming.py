"""What is given to an action by name: rows that the person may choose, and what is told of it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from authorities import queries as register
from mla.accounts.models import User
from requests_app import queries, vault
from requests_app.casefile import CaseFile
from requests_app.exchange import document as documents
from requests_app.exchange import rows
from requests_app.models import Request
from requests_app.rules import inputs, workflow
from requests_app.rules.facts import Direction
from requests_app.rules.inputs import Kind
from requests_app.rules.sentences import Sentence
from requests_app.rules.sentences import gettext_noop as _


class UnableToOpen(ValueError):
    """A case cannot be opened with what was given."""


def check_sides(document: documents.RequestDocument, side: Direction) -> None:
    """The document is between our State and one that the register knows, on the side meant.

    Raises UnableToOpen, with what to do.
    """
    home = settings.MLA_HOME_STATE
    ours, theirs = document.requesting_state, document.requested_state
    if side is Direction.INCOMING:
        ours, theirs = theirs, ours
    if ours != home:
        raise UnableToOpen(
            gettext(
                "This installation belongs to %(home)s: an outgoing request is made by it, "
                "an incoming one to it."
            )
            % {"home": home}
        )
    if not register.is_known_state(theirs):
        raise UnableToOpen(
            gettext("The register knows no State with the code %(code)s.") % {"code": theirs}
        )


def resolve(
    row: workflow.Action,
    values: dict[str, Any],
    case: CaseFile,
    *,
    at: datetime,
    kept: bool = False,
) -> dict[str, Any]:
    """Names become rows that the person may choose; what is not there is said by input.

    Files are kept apart from the rest, once the action is allowed (`kept`): what is refused
    leaves nothing behind. Raises UnableToReadInput.
    """
    errors: dict[str, Sentence] = {}
    resolved = dict(values)
    for taken in row.takes:
        if resolved.get(taken.key) in (None, "", ()) or (taken.kind is Kind.FILE) is not kept:
            continue
        find = _FINDERS.get(taken.kind)
        if find is None:
            continue
        found = find(resolved[taken.key], case, at)
        if found is None:
            errors[taken.key] = Sentence(_("There is nothing of that name to choose."))
        resolved[taken.key] = found
    if errors:
        raise inputs.UnableToReadInput(errors)
    return resolved


def _find_person(name: str, case: CaseFile, at: datetime) -> User | None:
    return queries.assignable(case.request).filter(username=name).first()


def _find_file(upload: Any, case: CaseFile, at: datetime) -> Any:
    if not hasattr(upload, "read"):
        return None
    return vault.keep(source=upload, name=getattr(upload, "name", "document"), at=at)


def _find_document(raw: Any, case: CaseFile, at: datetime) -> Any:
    document = documents.read(raw)
    check_sides(document, case.direction)
    return document


def _find_people(names: tuple[str, ...], case: CaseFile, at: datetime) -> list[User] | None:
    found = list(queries.nameable(case.request).filter(username__in=names))
    return found if len(found) == len(names) else None


_FINDERS: dict[Kind, Callable[[Any, CaseFile, datetime], Any]] = {
    Kind.PERSON: _find_person,
    Kind.PEOPLE: _find_people,
    Kind.AUTHORITY: lambda name, case, at: queries.executing_authority(name, on=case.today),
    Kind.FILE: _find_file,
    Kind.DOCUMENT: _find_document,
}


def told(row: workflow.Action, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger keeps of what was given: everything but bytes and whole documents."""
    telling: dict[str, Any] = {}
    for taken in row.takes:
        value = values.get(taken.key)
        if value in (None, "", ()):
            continue
        match taken.kind:
            case Kind.DOCUMENT:
                telling[taken.key] = rows.content_hash(value)
            case Kind.FILE:
                telling[taken.key] = {"name": value.name, "sha256": value.sha256}
            case Kind.PERSON:
                telling[taken.key] = value.get_username()
            case Kind.PEOPLE:
                telling[taken.key] = [person.get_username() for person in value]
            case Kind.AUTHORITY:
                telling[taken.key] = str(value.public_id)
            case _:
                telling[taken.key] = plain(value)
    return telling


def replaced(row: workflow.Action, request: Request, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger keeps of what an action is about to replace: the entry that is corrected,
    and the names, never the words, of the contents that are written anew."""
    match row.key:
        case "correct":
            return {"was": plain(getattr(request, values["entry"]))}
        case "revise":
            return {"changed": rows.changed(request, values["document"])}
    return {}


def plain(value: Any) -> Any:
    """The value as the ledger keeps it: days and instants in ISO 8601."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
