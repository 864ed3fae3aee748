"""A request as the rules see it: what they ask for is fetched when they ask, once."""

from datetime import date, datetime
from functools import cached_property

from authorities import queries as register
from authorities.binding import UnableToJudgeBinding, Verdict, instruments_between
from authorities.models import Authority
from requests_app import house, preserved_data, queries
from requests_app.letters import compose
from requests_app.models import (
    ConditionEvent,
    Consent,
    Disclosure,
    Evidence,
    Letter,
    Measure,
    Request,
    SecrecyNotice,
    Waiver,
)
from requests_app.rules import instruments, use_limits
from requests_app.rules.case import Consulted, EmergencyFacts, LetterFacts
from requests_app.rules.consent import ConsentFacts, DisclosureFacts
from requests_app.rules.correspondence import Letter as LetterCode
from requests_app.rules.custody import EvidenceFacts
from requests_app.rules.facts import Channel, Direction, Form, RequestFacts, Urgency
from requests_app.rules.instruments import Instrument
from requests_app.rules.preserved import PreservedFacts
from requests_app.rules.states import State
from requests_app.rules.waivers import WaiverFacts

_CONSULTING = (LetterCode.CONSULTATION, LetterCode.CONDITIONS)
_DRAFTED = (State.DRAFT, State.IN_REVIEW, State.APPROVED)


class CaseFile:
    """`rules.case.Case` over a row. `today` is the local day of the house at `at`."""

    def __init__(self, request: Request, *, at: datetime, today: date) -> None:
        self.request = request
        self.now = at
        self.today = today

    @property
    def direction(self) -> Direction:
        return self.request.side

    @property
    def state(self) -> State:
        return self.request.stage

    @property
    def instrument(self) -> Instrument:
        return instruments.get(self.request.instrument)

    @cached_property
    def measures(self) -> list[Measure]:
        """The measures, loaded once and shared with the transition."""
        return list(self.request.measures.all())

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of measure asked for."""
        return frozenset(measure.kind for measure in self.measures)

    @cached_property
    def declared(self) -> dict[str, str]:
        request = self.request
        return register.declared(request.requested_state_id, request.instrument, on=self.today)

    @cached_property
    def emergency(self) -> EmergencyFacts:
        """Asked for only by those who know that the request is an emergency."""
        request = self.request
        return EmergencyFacts(
            to_review=frozenset(
                request.emergency_uses.filter(reviewed_at=None).values_list("used_by", flat=True)
            ),
            followed_up=frozenset(request.follow_ups.values_list("kind", flat=True)),
            account_owed=request.use_enquiries.filter(answered_on=None).exists(),
            on_condition=request.conditions.filter(status="ACCEPTED").exists(),
        )

    @cached_property
    def facts(self) -> RequestFacts:
        request = self.request
        return RequestFacts(
            requesting=request.requesting_state_id,
            requested=request.requested_state_id,
            contents=request.contents,
            persons=tuple(person.facts for person in request.persons.all()),
            persons_reason=request.persons_reason,
            offences=tuple(offence.facts for offence in request.offences.all()),
            measures=tuple(measure.facts for measure in self.measures),
            deadline_on=request.deadline_on,
            deadline_reason=request.deadline_reason,
            confidentiality=request.confidentiality,
            urgency=Urgency(request.urgency),
            urgency_reason=request.urgency_reason,
            language=request.language,
            channel=Channel(request.channel),
            channel_agreed=request.channel_agreed,
            form=Form(request.form),
        )

    @property
    def home_authority_id(self) -> int:
        return int(self.request.home_authority_id)

    @property
    def executing_authority_id(self) -> int | None:
        return self.request.executing_authority_id

    @property
    def made_on(self) -> date | None:
        return house.made_on(self.request)

    @property
    def has_legal_basis(self) -> bool:
        basis = self.request.legal_basis
        return bool(basis.get("instruments") or basis.get("treaties") or basis.get("reciprocity"))

    @cached_property
    def bases_not_binding(self) -> tuple[Instrument, ...]:
        """As the register has it on the day of the request, or today while it is a draft."""
        named = [row["instrument"] for row in self.request.legal_basis.get("instruments", ())]
        if not named:
            return ()
        request = self.request
        try:
            found = instruments_between(
                request.requesting_state_id,
                request.requested_state_id,
                self.made_on or self.today,
            )
        except UnableToJudgeBinding:
            return ()
        loose = {entry.instrument for entry in found if entry.verdict is Verdict.DOES_NOT_BIND}
        held = instruments.all_instruments()
        return tuple(held[code] for code in named if code in loose and code in held)

    @cached_property
    def addressee(self) -> str:
        if self.request.addressee:
            return str(self.request.addressee)
        return str(self.counterpart or "")

    @cached_property
    def counterpart(self) -> Authority | None:
        """The authority of the other State that the case is with, or that the register names."""
        return self.request.other_authority or queries.counterpart(self.request, on=self.today)

    @property
    def other_state(self) -> str:
        return str(self.request.other_state_id)

    @property
    def letter_language(self) -> str:
        return compose.language_for(self.request)

    @cached_property
    def accepted_languages(self) -> frozenset[str]:
        if self.direction is Direction.INCOMING:
            return frozenset()
        facts = register.accepted_languages(self.other_state, self.request.instrument)
        return frozenset(fact.language for fact in facts)

    @property
    def preparers(self) -> list[int]:
        return list(self.request.preparers)

    @property
    def executors(self) -> list[int]:
        return list(self.request.executors)

    @property
    def content_hash(self) -> str:
        return str(self.request.contents_hash)

    @property
    def submitted_hash(self) -> str:
        return str(self.request.submitted_hash) if self.state in _DRAFTED else ""

    @property
    def confirmation_owed(self) -> bool:
        return bool(self.request.confirmation_owed)

    @property
    def is_assessed(self) -> bool:
        return self.request.assessed_at is not None

    @cached_property
    def letter_rows(self) -> list[Letter]:
        """The letters of the case without their words, in order."""
        return list(self.request.letters.defer("context").order_by("number"))

    @cached_property
    def letters(self) -> tuple[LetterFacts, ...]:
        return tuple(
            LetterFacts(str(row.public_id), LetterCode(row.kind), row.status, row.created_at)
            for row in self.letter_rows
        )

    @cached_property
    def consulted(self) -> Consulted:
        rows = list(self.request.consultations.values_list("by_other_state", "answered_on"))
        settled = self.request.conditions.filter(status__in=("ACCEPTED", "DECLINED"))
        if any(answered for _theirs, answered in rows) or settled.exists():
            return Consulted.ANSWERED
        if any(theirs for theirs, _answered in rows) or any(
            letter.kind in _CONSULTING and letter.status == "DISPATCHED" for letter in self.letters
        ):
            return Consulted.TOLD
        return Consulted.WRITTEN if rows else Consulted.NEVER

    @cached_property
    def conditions_pending(self) -> int:
        return int(self.request.conditions.filter(status="OFFERED").count())

    @cached_property
    def information_asked(self) -> bool:
        return bool(self.request.questions.filter(by_other_state=False).exists())

    @property
    def released(self) -> frozenset[int]:
        return frozenset(m.number for m in self.measures if m.released_at is not None)

    @property
    def sent(self) -> frozenset[int]:
        return frozenset(m.number for m in self.measures if m.sent_at is not None)

    @cached_property
    def evidence_rows(self) -> list[Evidence]:
        """The items of evidence with their files and chains of custody, in order."""
        items = self.request.evidence.select_related("document__file", "registered_by")
        return list(items.prefetch_related("custody").order_by("number"))

    @cached_property
    def evidence(self) -> tuple[EvidenceFacts, ...]:
        return tuple(row.facts for row in self.evidence_rows)

    @cached_property
    def limits_stated(self) -> use_limits.Stated:
        """What was written of limits on use: with the results, and as accepted conditions."""
        accepted = self.request.conditions.filter(status="ACCEPTED").order_by("version")
        return use_limits.Stated(
            {measure.number: measure.use_limits for measure in self.measures},
            tuple((frozenset(row.measures), row.text) for row in accepted),
        )

    def limits_of(self, item: Evidence) -> tuple[use_limits.Limit, ...]:
        """The limits on use that travel with the item."""
        return use_limits.limits(
            self.instrument, self.limits_stated, measures=item.measures, own=item.limits
        )

    @cached_property
    def preserved(self) -> tuple[PreservedFacts, ...]:
        return preserved_data.facts_of(self.request, self.measures)

    @cached_property
    def risk_open(self) -> bool:
        return bool(self.request.preservation_risks.filter(decision="OPEN").exists())

    @cached_property
    def path_open(self) -> bool:
        return bool(self.request.providers_found.filter(followed_by=None).exists())

    def knows_state(self, code: str) -> bool:
        return register.is_known_state(code)

    def may_be_linked(self, reference: str) -> bool:
        return bool(preserved_data.linkable(self.request, reference))

    def limits_on(self, number: int) -> tuple[use_limits.Limit, ...]:
        return next(self.limits_of(row) for row in self.evidence_rows if row.number == number)

    @cached_property
    def consent_rows(self) -> list[Consent]:
        """The consents to another use, in order."""
        return list(self.request.consents.order_by("id"))

    @cached_property
    def disclosure_rows(self) -> list[Disclosure]:
        """The disclosures, in order."""
        return list(self.request.disclosures.order_by("id"))

    @cached_property
    def condition_event_rows(self) -> list[ConditionEvent]:
        """What became of conditions and was said of the use, in order."""
        return list(self.request.condition_events.order_by("id"))

    @property
    def consents(self) -> tuple[ConsentFacts, ...]:
        return tuple(row.facts for row in self.consent_rows)

    @property
    def disclosure(self) -> DisclosureFacts | None:
        latest = self.disclosure_rows[-1] if self.disclosure_rows else None
        if latest is None or latest.disclosed_on is not None:
            return None
        if self.direction is Direction.INCOMING and latest.consultation_asked_on is not None:
            return None
        return latest.facts

    @property
    def conditions_accepted(self) -> bool:
        return bool(self.limits_stated.conditions)

    @property
    def use_question_open(self) -> bool:
        said = [row.kind for row in self.condition_event_rows if row.kind.startswith("USE_")]
        return bool(said) and said[-1] == "USE_QUESTION"

    @property
    def is_restricted(self) -> bool:
        return self.request.restricted_to is not None

    @cached_property
    def secrecy_rows(self) -> list[SecrecyNotice]:
        """What was told of secrecy that cannot be kept, in order."""
        return list(self.request.secrecy_notices.order_by("id"))

    @property
    def secrecy_open(self) -> bool:
        return any(row.answered_on is None for row in self.secrecy_rows)

    @property
    def secrecy_decision(self) -> str:
        return self.secrecy_rows[-1].answer if self.secrecy_rows else ""

    @cached_property
    def waiver_rows(self) -> list[Waiver]:
        """The waivers asked for, in order, with who asked and who decided."""
        return list(self.request.waivers.select_related("asked_by", "decided_by").order_by("id"))

    @property
    def waivers(self) -> tuple[WaiverFacts, ...]:
        return tuple(row.facts for row in self.waiver_rows)
