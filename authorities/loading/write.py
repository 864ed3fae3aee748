"""Carrying a plan out: adding and changing rows, and what is read out of their words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models as db

from authorities import models
from authorities.languages import read_languages
from authorities.loading.compare import Change
from authorities.loading.plan import KEY_FIELDS, MODELS, Difference, Plan
from authorities.loading.rows import AUTHORITY, DECLARATION, KINDS, Row

_WORDS = {DECLARATION: "value", AUTHORITY: "languages_text"}


def carry_out(plan: Plan) -> None:
    """The database says what the plan takes from the files; corrections made here stand.

    Call inside a transaction. A few statements per kind of row, whatever their number.
    """
    for kind in KINDS:
        of_kind = [(d, d.row) for d in plan.differences if d.kind == kind and d.row is not None]
        added = [_new(row) for d, row in of_kind if d.change is Change.ADDED]
        changed = [_changed(d, row) for d, row in of_kind if d.change is not Change.ADDED]
        moved = [found for found in changed if found is not None]
        model = MODELS[kind]
        model._default_manager.bulk_create(added)
        if moved:
            names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
            model._default_manager.bulk_update(moved, names, batch_size=200)
        if kind == AUTHORITY:
            _write_roles(of_kind, added)
        if kind in _WORDS:
            rewrite_languages([*added, *moved])


def _new(row: Row) -> Any:
    values = {name: _value(name, value) for name, value in row.values.items() if name != "roles"}
    key = {
        name: part or (None if name == "state_id" else "")
        for name, part in zip(KEY_FIELDS[row.kind], row.key, strict=True)
    }
    return MODELS[row.kind](**key, **values, loaded=row.values)


def _changed(difference: Difference, row: Row) -> Any:
    """The row as it must be saved, or None when nothing of it changes."""
    found = difference.here
    kept = {f.field for f in difference.fields if f.outcome is Change.CONFLICT}
    loaded = {**found.loaded, **{k: v for k, v in row.values.items() if k not in kept}}
    taken = [f for f in difference.fields if f.taken]
    if not taken and loaded == found.loaded:
        return None
    for field in taken:
        if field.field != "roles":
            setattr(found, field.field, _value(field.field, field.in_file))
    found.loaded = loaded
    found.version += bool(taken)
    return found


def _value(name: str, value: Any) -> Any:
    is_day = name.endswith("_on") or name in (
        "known_party_by",
        "participation_as_at",
        "valid_from",
        "valid_to",
    )
    return date.fromisoformat(value) if is_day and value else value


def _write_roles(differences: Iterable[tuple[Difference, Row]], added: list[Any]) -> None:
    by_key: dict[tuple[str, ...], Any] = {(a.state_id, a.institution, a.unit): a for a in added}
    stale, fresh = [], []
    for difference, row in differences:
        roles = row.values["roles"]
        if difference.change is Change.ADDED:
            authority = by_key[difference.key]
        elif any(f.field == "roles" and f.taken for f in difference.fields):
            authority = difference.here
            stale.append(authority.pk)
        else:
            continue
        fresh += [_role(authority, values) for values in roles]
    models.AuthorityRole.objects.filter(authority__in=stale).delete()
    models.AuthorityRole.objects.bulk_create(fresh)


def _role(authority: models.Authority, values: list[str]) -> models.AuthorityRole:
    role, law, instrument, article, stage, limit = values
    return models.AuthorityRole(
        authority=authority,
        role=role,
        law=law,
        instrument_id=instrument or None,
        article=article,
        stage=stage,
        limit=limit,
    )


def rewrite_languages(owners: Iterable[models.Declaration | models.Authority]) -> None:
    """The accepted languages of these rows are those that their words name now."""
    owners = list(owners)
    rows: list[models.AcceptedLanguage] = []
    for owner in owners:
        link: dict[str, db.Model]
        if isinstance(owner, models.Authority):
            words, link = owner.languages_text, {"authority": owner}
        elif owner.kind == models.DeclarationKind.LANGUAGE:
            words, link = owner.value, {"declaration": owner}
        else:
            continue
        rows += [
            models.AcceptedLanguage(
                **link, language=named.code, preference=named.preference, position=position
            )
            for position, named in enumerate(read_languages(words), start=1)
        ]
    models.AcceptedLanguage.objects.filter(
        db.Q(authority__in=[o.pk for o in owners if isinstance(o, models.Authority)])
        | db.Q(declaration__in=[o.pk for o in owners if isinstance(o, models.Declaration)])
    ).delete()
    models.AcceptedLanguage.objects.bulk_create(rows)
