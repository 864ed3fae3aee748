"""Acting on a case: one action of the workflow table, whole or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from mla import ledger, plain
from mla.accounts.models import User
from mla.conflicts import again_on_conflict
from requests_app import clocks, house, naming, preserved_data, queries
from requests_app.casefile import CaseFile
from requests_app.models import Measure, Request
from requests_app.models.move import Move
from requests_app.operations import following, letters
from requests_app.operations.done import Done, NotAllowed
from requests_app.rules import access, inputs, workflow
from requests_app.rules.correspondence import KINDS
from requests_app.rules.inputs import Kind
from requests_app.rules.sentences import keeping


class ChangedMeanwhile(Exception):
    """The request is not any more what the person saw."""

    def __init__(self, request: Request) -> None:
        self.request = request
        super().__init__(
            gettext("%(reference)s was changed meanwhile. Look at it again; nothing was done.")
            % {"reference": request.reference}
        )


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
    opened = following.follow(row, request, values, by=by, at=at)
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
    letter = letters.letter_of(row, request, values, by=by, at=at)
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
    if moved or move.touched:
        preserved_data.follow(request, by=by, at=at)
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
    changes = tuple(change for change in row.clocks if _begins(change, case))
    if any(change.each for change in changes):
        return tuple(one for change in changes for one in _each(row, change, case, values))
    if row.key != "dispatch_letter":
        return changes
    letter = next(letter for letter in case.letters if letter.id == values["letter"])
    waiting = KINDS[letter.kind].meets
    return (*changes, workflow.meets(waiting)) if waiting else changes


def _begins(change: workflow.ClockChange, case: CaseFile) -> bool:
    """Some clocks start only for some kinds of measure, or where it was declared."""
    if change.move is not workflow.ClockMove.START:
        return True
    if not clocks.starts_for(change, case.request.instrument, case.kinds):
        return False
    return not change.if_declared or change.if_declared in case.declared


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
