"""The read path of the register: whom to write to, in which language, in which zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from authorities.languages import language_name
from authorities.models import (
    AcceptedLanguage,
    Authority,
    AuthorityRole,
    Declaration,
    LanguagePreference,
    RoleKind,
    Stage,
    State,
)
from authorities.register_words import in_words
from authorities.role_text import ONLY_THIS_TEXT
from authorities.state_names import state_name_in

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AuthorityChoice:
    """An authority that may be the addressee, and why it stands where it stands in the list."""

    authority: Authority
    role: AuthorityRole
    reasons: tuple[str, ...]
    rank: tuple[int, ...]

    @property
    def reason(self) -> str:
        """The reasons in one line."""
        return "; ".join(self.reasons)


@dataclass(frozen=True, slots=True)
class LanguageFact:
    """One language that a State accepts, as far as the register knows.

    `language` is an ISO 639 code. `is_for_instrument` is True when the words were deposited
    with the instrument asked about; otherwise `note` says with which text.
    """

    language: str
    name: str
    preference: str
    preference_label: str | Promise
    is_for_instrument: bool
    words: str
    law: str
    article: str
    source: str
    verified: bool
    note: str


def authorities_for(
    state: str,
    role: str,
    instrument: str | None = None,
    *,
    on: date,
    stage: str | None = None,
    territory: str | None = None,
) -> list[AuthorityChoice]:
    """The authorities of a State named for a role and valid on a day, best match first.

    `state` and `territory` are State codes, `role` a RoleKind, `stage` a Stage, `instrument` a
    register code. A territory without an entry of its own falls back on the State it belongs
    to, and the reason says so. Empty means: none known. One query.
    """
    codes = {state, *([territory] if territory else [])}
    roles = (
        AuthorityRole.objects.filter(role=role)
        .filter(
            Q(authority__state__in=codes)
            | Q(authority__territory__in=codes)
            | Q(authority__state__territories__in=codes)
        )
        .filter(Q(authority__valid_from__isnull=True) | Q(authority__valid_from__lte=on))
        .filter(Q(authority__valid_to__isnull=True) | Q(authority__valid_to__gte=on))
        .select_related("authority__state", "authority__territory", "instrument")
        .distinct()
    )
    if stage:
        roles = roles.filter(stage__in=("", stage))
    choices = [_choice(r, state, instrument, stage, territory) for r in roles]
    if any(c.authority.state_id in codes for c in choices):
        choices = [c for c in choices if c.authority.state_id in codes]
    best: dict[int, AuthorityChoice] = {}
    for choice in sorted(choices, key=lambda c: (c.rank, c.authority.institution, c.role.pk)):
        best.setdefault(choice.authority.pk, choice)
    return list(best.values())


def _choice(
    role: AuthorityRole,
    state: str,
    instrument: str | None,
    stage: str | None,
    territory: str | None,
) -> AuthorityChoice:
    place_rank, place = _place(role.authority, state, territory)
    text_rank, text = _text(role, instrument)
    stage_rank, stage_reason = _stage(role, stage)
    limited = bool(role.limit) and role.limit != ONLY_THIS_TEXT
    reasons = [text, place, stage_reason, in_words(role.limit) if limited else ""]
    if role.authority.is_specimen:
        reasons.append(_("specimen for the demonstration"))
    if not role.authority.verified:
        reasons.append(_("not verified"))
    rank = (
        place_rank,
        text_rank,
        stage_rank,
        int(limited),
        int(role.authority.is_specimen),
        int(not role.authority.verified),
    )
    return AuthorityChoice(role.authority, role, tuple(r for r in reasons if r), rank)


def _place(authority: Authority, state: str, territory: str | None) -> tuple[int, str]:
    wanted = territory or state
    own = authority.territory_id or authority.state_id
    if own == wanted:
        return 0, ""
    if authority.territory_id is None:
        return 1, _("for %(state)s as a whole") % {"state": authority.state.local_name}
    return 2, _("for %(territory)s only") % {"territory": own}


def _text(role: AuthorityRole, instrument: str | None) -> tuple[int, str]:
    named = _("named under %(law)s") % {"law": " ".join((role.law, role.article)).strip()}
    if not role.law:
        named = _("no text is named")
    if instrument and role.instrument_id == instrument:
        return 0, named
    if role.limit == ONLY_THIS_TEXT:
        return 3, _("%(named)s and for that text only") % {"named": named}
    if not instrument:
        return 0, named
    rank = 2 if role.instrument_id else 1
    return rank, _("%(named)s, not under %(instrument)s") % {
        "named": named,
        "instrument": instrument,
    }


def _stage(role: AuthorityRole, stage: str | None) -> tuple[int, str]:
    if not role.stage:
        return (1 if stage else 0), ""
    return (0 if stage else 1), str(Stage(role.stage).label)


def accepted_languages(state: str, instrument: str | None = None) -> list[LanguageFact]:
    """The languages the State accepts, those declared with the instrument first. One query.

    Empty means not known; it never means that every language, or none, is accepted.
    """
    rows = (
        AcceptedLanguage.objects.filter(Q(declaration__state=state) | Q(authority__state=state))
        .select_related("declaration", "authority")
        .order_by("position", "pk")
    )
    facts: dict[str, LanguageFact] = {}
    for fact in sorted((_language_fact(row, instrument) for row in rows), key=_fact_order):
        facts.setdefault(fact.language, fact)
    return list(facts.values())


def _fact_order(fact: LanguageFact) -> tuple[bool, bool]:
    return (not fact.is_for_instrument, fact.preference == LanguagePreference.IF_IMPOSSIBLE)


def _language_fact(row: AcceptedLanguage, instrument: str | None) -> LanguageFact:
    if row.declaration is not None:
        law, article, words = row.declaration.law, row.declaration.article, row.declaration.value
        exact = instrument is None or row.declaration.instrument_id == instrument
        note = "" if exact else _("declared to %(law)s") % {"law": law}
        source, verified = row.declaration.source, row.declaration.verified
    elif row.authority is not None:
        law, article, words = "", "", row.authority.languages_text
        exact = instrument is None
        note = _("from the entry of %(authority)s") % {"authority": row.authority}
        source, verified = row.authority.source, row.authority.verified
    else:  # the database refuses a language without an owner
        raise ValueError(row.pk)
    return LanguageFact(
        language=row.language,
        name=language_name(row.language),
        preference=row.preference,
        preference_label=LanguagePreference(row.preference).label,
        is_for_instrument=exact,
        words=words,
        law=law,
        article=article,
        source=source,
        verified=verified,
        note=note,
    )


def declared(state: str, instrument: str, *, on: date) -> dict[str, str]:
    """What the State declared to the instrument and is in effect on that day, in its own
    words, by the row of the instrument's rules that the declaration opens. One query.

    What is not there is not known to be declared.
    """
    rows = Declaration.objects.filter(state=state, instrument=instrument).exclude(opens="")
    in_effect = Q(effective_on__isnull=True) | Q(effective_on__lte=on)
    return dict(rows.filter(in_effect).values_list("opens", "value"))


def state_zone(code: str) -> str:
    """The IANA zone of a State's seat of government; blank when not known."""
    found = State.objects.filter(code=code).values_list("zone", flat=True).first()
    return found or ""


def authority_by_public_id(public_id: UUID) -> Authority:
    """One authority with its State. Raises Authority.DoesNotExist."""
    return Authority.objects.select_related("state", "territory").get(public_id=public_id)


def contact_points(state: str, *, on: date) -> list[AuthorityChoice]:
    """The State's 24/7 contact points on a day."""
    return authorities_for(state, RoleKind.CONTACT_24_7, on=on)


@dataclass(frozen=True, slots=True)
class StatesPage:
    """One page of States, with the codes from which the pages beside it start."""

    rows: Sequence[State]
    before: str
    after: str


def states_page(
    *, search: str = "", after: str = "", before: str = "", size: int = PAGE_SIZE
) -> StatesPage:
    """States by name: those after or before one code, that match the search.

    The search looks at codes, at the stored names and at the names in the page's language.
    Each row has `authority_count`, `participation_count` and `has_contact_point`.
    """
    rows = _matching(search).annotate(
        authority_count=Count("authorities", distinct=True),
        participation_count=Count("participations", distinct=True),
        has_contact_point=Exists(
            AuthorityRole.objects.filter(
                authority__state=OuterRef("pk"), role=RoleKind.CONTACT_24_7
            )
        ),
    )
    edge = State.objects.filter(code=before or after).values_list("name", "code").first()
    backwards = bool(before)
    if edge:
        name, code = edge
        side = "lt" if backwards else "gt"
        rows = rows.filter(
            Q(**{f"name__{side}": name}) | Q(**{"name": name, f"code__{side}": code})
        )
    order = ("-name", "-code") if backwards else ("name", "code")
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_newer = more if backwards else bool(edge)
    has_older = True if backwards else more
    return StatesPage(
        rows=found,
        before=found[0].code if found and has_newer else "",
        after=found[-1].code if found and has_older else "",
    )


def _matching(search: str) -> QuerySet[State]:
    words = search.strip()[:80]
    if not words:
        return State.objects.all()
    language = get_language() or "en"
    in_language: list[str] = []
    if not language.startswith("en"):
        in_language = [
            code
            for code, name in State.objects.values_list("code", "name")
            if words.casefold() in state_name_in(code, name, language).casefold()
        ]
    return State.objects.filter(
        Q(name__icontains=words)
        | Q(official_name__icontains=words)
        | Q(code=words.upper())
        | Q(code__in=in_language)
    )


def is_known_state(code: str) -> bool:
    """The register has a State of that code."""
    return State.objects.filter(pk=code).exists()
