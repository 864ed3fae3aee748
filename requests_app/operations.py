"""The write path: web, API, command line, tasks and imports each make one call into this.

Always the same steps in one transaction: lock, may, needs, move, clocks, letter and effect
rows, ledger. Nothing else writes the state of a request.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from mla import effects, ledger, plain
from mla.accounts.models import User
from mla.conflicts import again_on_conflict
from requests_app import clocks, house, naming, queries
from requests_app.casefile import CaseFile
from requests_app.exchange import document as documents
from requests_app.exchange import rows
from requests_app.letters import compose
from requests_app.models import Letter, Measure, Request, reference
from requests_app.models.move import Move
from requests_app.naming import UnableToOpen as UnableToOpen
from requests_app.rules import access, inputs, states, workflow
from requests_app.rules.correspondence import KINDS
from requests_app.rules.facts import Direction, Form
from requests_app.rules.findings import Finding, Severity
from requests_app.rules.inputs import Kind
from requests_app.rules.sentences import Sentence, keeping
from requests_app.rules.sentences import gettext_noop as _

RENDER = "LETTER_RENDER"


class NotAllowed(Exception):
    """The action may not be done; `verdict` says why, in sentences with their cites."""

    def __init__(self, verdict: access.Verdict) -> None:
        self.verdict = verdict
        super().__init__(str(verdict.reason))

    @property
    def sentence(self) -> str:
        """The reason in the reader's language."""
        assert self.verdict.reason is not None
        return self.verdict.reason.in_words(gettext)


class ChangedMeanwhile(Exception):
    """The request is not any more what the person saw."""

    def __init__(self, request: Request) -> None:
        self.request = request
        super().__init__(
            gettext("%(reference)s was changed meanwhile. Look at it again; nothing was done.")
            % {"reference": request.reference}
        )


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the request as it is now, its event, and what was warned of."""

    request: Request
    event: ledger.EventRef
    warnings: tuple[Finding, ...] = ()
    letter: Letter | None = None
    opened: Request | None = None
    """A new request that the action brought about."""


@again_on_conflict
def open_case(
    *,
    document: Any,
    direction: str,
    by: User,
    at: datetime,
    received_on: date | None = None,
    earlier: Request | None = None,
) -> Done:
    """A new request is on file: a draft of ours, or one received and registered.

    It has a reference, an author, a holder and a next-action date. Incomplete contents are
    no obstacle: a deficient request is registered too. Raises UnableToReadDocument,
    UnableToOpen, NotAllowed.
    """
    side = Direction(direction)
    read = documents.read(document)
    actor = queries.actor(by)
    with transaction.atomic():
        if not actor.roles & workflow.DESK or by.authority_id is None:
            sentence = Sentence(_("Only the people of the central authority open a case."))
            refused = access.Verdict(False, (Finding("role", Severity.BLOCKS, sentence),), "ROLE")
            ledger.record(
                chain="house",
                verb="request.refused",
                by=by,
                at=at,
                data={"action": "open", **keeping("reasons", [sentence])},
            )
        else:
            refused = None
            request = _new_request(read, side, by, at, received_on, earlier)
            event = ledger.record(
                chain=request.chain,
                verb="opened" if side is Direction.OUTGOING else "registered",
                by=by,
                at=at,
                data={
                    "reference": request.reference,
                    "to": str(request.state),
                    "contents": request.contents_hash,
                    "earlier": earlier.reference if earlier else None,
                },
            )
    if refused:
        raise NotAllowed(refused)
    return Done(request, event)


def _new_request(
    document: documents.RequestDocument,
    side: Direction,
    by: User,
    at: datetime,
    received_on: date | None,
    earlier: Request | None,
) -> Request:
    today = house.today(at)
    naming.check_sides(document, side)
    if side is Direction.INCOMING:
        received_on = received_on or today
        if received_on > today:
            raise naming.UnableToOpen(
                gettext("That lies in the future; record it once it has happened.")
            )
    request = Request(
        direction=side.value,
        state=states.INITIAL[side].value,
        home_authority=by.authority,
        author=by,
        preparers=[by.pk],
        created_at=at,
        state_since=at,
        received_on=received_on,
        earlier=earlier,
    )
    rows.fill(request, document)
    request.confirmation_owed = side is Direction.INCOMING and request.form == Form.ORAL
    request.other_authority = queries.counterpart(request, on=today)
    request.reference = reference.issue(direction=side, year=today.year)
    request.search_text = f"{request.reference.casefold()} {request.search_text}".strip()
    clocks.plan_new(request, today=today)
    request.save(force_insert=True)
    rows.replace_rows(request, document)
    if side is Direction.INCOMING:
        clocks.start_on_receipt(request, by=by, at=at)
    return request


@again_on_conflict
def act(
    action: str,
    *,
    request: UUID | str,
    by: User,
    at: datetime,
    version: int | None = None,
    given: Mapping[str, Any] | None = None,
) -> Done:
    """The action is done, with its clocks, letter, effects and ledger event, or nothing is.

    `version` is the one the person saw; None only where there was nothing to see (a
    script). Raises KeyError for an unknown action, UnableToReadInput, UnableToFind (absent
    or hidden), ChangedMeanwhile, and NotAllowed, which is itself on the ledger.
    """
    row = workflow.action(action)
    values = inputs.read(row.takes, given or {})
    refusal: access.Verdict | None = None
    done: Done | None = None
    with transaction.atomic():
        case = _lock(request, by=by, at=at)
        subject = case.request
        if version is not None and version != subject.version:
            raise ChangedMeanwhile(subject)
        values = naming.resolve(row, values, case, at=at)
        verdict = access.verdict(row, case, queries.actor(by), values)
        if verdict.allowed:
            values = naming.resolve(row, values, case, at=at, kept=True)
            done = _carry_out(row, case, values, verdict, by=by, at=at)
        else:
            refusal = verdict
            ledger.record(
                chain=subject.chain,
                verb="refused",
                by=by,
                at=at,
                data={
                    "action": row.key,
                    "state": str(subject.state),
                    **keeping("reasons", (f.sentence for f in verdict.findings if f.blocks)),
                },
            )
    if refusal is not None:
        raise NotAllowed(refusal)
    assert done is not None
    return done


def _lock(request: UUID | str, *, by: User, at: datetime) -> CaseFile:
    locked = queries.lock(request, by=by)
    if by.authority_id == locked.home_authority_id and User.authority.is_cached(by):
        assert by.authority is not None
        locked.home_authority = by.authority
    return CaseFile(locked, at=at, today=house.today(at))


def _carry_out(
    row: workflow.Action,
    case: CaseFile,
    values: dict[str, Any],
    verdict: access.Verdict,
    *,
    by: User,
    at: datetime,
) -> Done:
    request = case.request
    before = request.state
    kept = {f.attname: getattr(request, f.attname) for f in request._meta.concrete_fields}
    replaced = naming.replaced(row, request, values)
    move = Move(request, by, at, case.today, values, verdict.findings, case)
    getattr(request, row.key)(move)
    opened = _FOLLOW[row.key](request, values, by, at) if row.key in _FOLLOW else None
    if move.touched:
        _save_measures(case.measures, move.touched)
    running = clocks.move(
        request, _clock_changes(row, case, values), before=before, given=values, by=by, at=at
    )
    moved = request.state != before
    if moved:
        request.state_since = at
    if moved or (running is not None and not request.next_action):
        clocks.plan(request, today=case.today, rows=running)
    letter = _letter_of(row, request, values, by=by, at=at)
    request.version += 1
    changed = [
        f.attname
        for f in request._meta.concrete_fields
        if getattr(request, f.attname) != kept[f.attname]
    ]
    plain.update(request, changed)
    event = ledger.record(
        chain=request.chain,
        verb=row.key,
        by=by,
        at=at,
        data={
            "from": str(before),
            "to": str(request.state),
            "version": request.version,
            "given": naming.told(row, values),
            **keeping("warnings", (finding.sentence for finding in verdict.warnings)),
            **({"letter": str(letter.public_id)} if letter else {}),
            **({"opened": opened.reference} if opened else {}),
            **replaced,
        },
    )
    return Done(request, event, verdict.warnings, letter, opened)


def _save_measures(measures: list[Measure], touched: set[int]) -> None:
    Measure.objects.bulk_update(
        [measure for measure in measures if measure.pk in touched],
        [
            "outcome",
            "account",
            "executed_on",
            "use_limits",
            "released_at",
            "released_by",
            "sent_at",
        ],
    )


def _clock_changes(
    row: workflow.Action, case: CaseFile, values: dict[str, Any]
) -> tuple[workflow.ClockChange, ...]:
    """What the action does to clocks; a letter that leaves meets the one that waits for it."""
    if any(change.each for change in row.clocks):
        return tuple(one for change in row.clocks for one in _each(row, change, case, values))
    if row.key != "dispatch_letter":
        return row.clocks
    letter = next(letter for letter in case.letters if letter.id == values["letter"])
    waiting = KINDS[letter.kind].meets
    return (*row.clocks, workflow.meets(waiting)) if waiting else row.clocks


def _each(
    row: workflow.Action, change: workflow.ClockChange, case: CaseFile, values: dict[str, Any]
) -> Iterable[workflow.ClockChange]:
    """The change once for every measure or person that was chosen."""
    if not change.each:
        return (change,)
    taken = next(taken for taken in row.takes if taken.key == change.each)
    kind = {Kind.MEASURES: "measure", Kind.CONCERNED: "person"}[taken.kind]
    chosen = values[change.each]
    return (replace(change, about=f"{kind}:{number}") for number in chosen)


def _letter_of(
    row: workflow.Action, request: Request, values: dict[str, Any], *, by: User, at: datetime
) -> Letter | None:
    """The letter that the action writes, if it writes one."""
    if row.letter:
        language = compose.language_for(request, row.letter)
        words = compose.freeze(
            kind=row.letter, request=request, by=by, at=at, language=language, given=values
        )
        return _write_letter(request, row.letter, language, words, by=by, at=at)
    if row.key == "write_again":
        lost = request.letters.get(public_id=values["letter"])
        return _write_letter(request, lost.kind, lost.language, lost.context, by=by, at=at)
    return None


def _write_letter(
    request: Request, kind: str, language: str, words: dict[str, Any], *, by: User, at: datetime
) -> Letter:
    request.letters_issued += 1
    request.letters_waiting += 1
    letter = Letter(
        request=request,
        number=request.letters_issued,
        kind=kind,
        language=language,
        context=words,
        created_by=by,
        created_at=at,
    )
    plain.insert(letter)
    effects.enqueue(
        key=f"letter:{letter.public_id}",
        kind=RENDER,
        payload={"letter": letter.pk},
        subject=request.chain,
        at=at,
        urgent=request.urgency_rank == 0,
    )
    return letter


# What an action brings with it -------------------------------------------------------


def _revise(request: Request, values: dict[str, Any], by: User, at: datetime) -> None:
    document = values["document"]
    rows.fill(request, document)
    rows.replace_rows(request, document)


def _prepare_anew(request: Request, values: dict[str, Any], by: User, at: datetime) -> Request:
    kept = rows.to_document(request)
    done = open_case(
        document=kept.model_copy(update={"their_reference": "", "form": Form.WRITTEN}),
        direction=Direction.OUTGOING,
        by=by,
        at=at,
        earlier=request,
    )
    return done.request


def _correct(request: Request, values: dict[str, Any], by: User, at: datetime) -> None:
    match values["entry"]:
        case "received_on":
            clocks.receipt_corrected(request, by=by, at=at)
            return
        case "form":
            clocks.form_corrected(request, by=by, at=at)
        case "urgency" if not request.next_action:
            clocks.plan(request, today=house.today(at))
    rows.resettle(request)


def _address(request: Request, values: dict[str, Any], by: User, at: datetime) -> None:
    """The request goes to the authority that the register names today."""
    request.other_authority = queries.counterpart(request, on=house.today(at))


def _find_by_their_reference(
    request: Request, values: dict[str, Any], by: User, at: datetime
) -> None:
    if values["their_reference"]:
        rows.resettle(request)


_FOLLOW: dict[str, Callable[[Request, dict[str, Any], User, datetime], Request | None]] = {
    "approve": _address,
    "revise": _revise,
    "prepare_anew": _prepare_anew,
    "correct": _correct,
    "record_acknowledgement": _find_by_their_reference,
    "record_acceptance": _find_by_their_reference,
}
