"""Specimen cases through the operations, from the home State's view, to the end they had."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from authorities import operations as register
from authorities.loading.rows import read_register
from authorities.models import Authority, AuthorityRole
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.ledger import events_of
from requests_app.models import Condition, Consultation, Letter, Measure, Request
from requests_app.specimens import CASES, play
from requests_app.specimens.play import Played
from tests.world import letter_kinds, render_letters

SCRIPTS = {script.key: script for script in play.scripts()}
SOURCE = {"source": "test data", "verified": False, "is_specimen": True}


@pytest.fixture(scope="module", autouse=True)
def register_loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            register.load_register(
                rows=read_register(), by=system_user(), at=datetime(1998, 1, 1, tzinfo=UTC)
            )
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def people_of(state: str) -> tuple[dict[str, User], Authority]:
    """The register's central authority of that State, or a specimen; its people; a court."""
    role = AuthorityRole.objects.filter(role="CENTRAL_AUTHORITY", authority__state=state).first()
    home = (
        role.authority
        if role
        else Authority.objects.create(
            state_id=state, institution="SPECIMEN Central Authority", **SOURCE
        )
    )
    court = Authority.objects.create(
        state_id=state, institution="SPECIMEN Criminal Court", **SOURCE
    )
    AuthorityRole.objects.create(authority=court, role="EXECUTING_AUTHORITY")
    cast = {
        "clerk": ("CLERK", home),
        "supervisor": ("SUPERVISOR", home),
        "supervisor2": ("SUPERVISOR", home),
        "duty": ("DUTY_OFFICER", home),
        "officer": ("EXECUTING_OFFICER", court),
    }
    people = {
        name: User.objects.create(
            username=name, roles=[part], authority=authority, email=f"{name}@house.test"
        )
        for name, (part, authority) in cast.items()
    }
    return people, court


def played(key: str, settings: Settings) -> Played:
    script = SCRIPTS[key]
    settings.MLA_HOME_STATE = script.home
    people, court = people_of(script.home)
    return play.play(
        script,
        people=people,
        competent=str(court.public_id),
        render=lambda _request: render_letters(),
    )


def verbs(request: Request) -> list[str]:
    return [event.verb for event in events_of(request.chain, limit=200)]


def test_every_script_plays_a_case_and_both_directions_are_there() -> None:
    assert {script.case for script in SCRIPTS.values()} <= {p.stem for p in CASES.glob("*.json")}
    directions = [script.direction for script in SCRIPTS.values()]
    assert min(directions.count("INCOMING"), directions.count("OUTGOING")) >= 4


@pytest.mark.django_db
@pytest.mark.parametrize("key", SCRIPTS)
def test_a_case_goes_the_way_it_really_went(key: str, settings: Settings) -> None:
    script = SCRIPTS[key]
    result = played(key, settings)
    assert result.path == list(script.path)
    stopped = [step for step in script.steps if step.stopped_by]
    assert len(result.refusals) == len(stopped)
    assert result.request.is_specimen


@pytest.mark.django_db
@pytest.mark.parametrize("key", SCRIPTS)
def test_every_step_and_every_refusal_is_on_the_ledger(key: str, settings: Settings) -> None:
    script = SCRIPTS[key]
    result = played(key, settings)
    opening = "opened" if script.direction == "OUTGOING" else "registered"
    steps = ["refused" if step.stopped_by else step.action for step in script.steps]
    split = next((n + 1 for n, s in enumerate(script.steps) if s.action == "prepare_anew"), None)
    if split:
        assert result.earlier is not None
        assert verbs(result.earlier) == [opening, *steps[:split]]
        assert verbs(result.request) == [opening, *steps[split:]]
    else:
        assert verbs(result.request) == [opening, *steps]


LETTERS = {
    "01-released-before-sent": [
        "ACKNOWLEDGEMENT",
        "ACCEPTANCE",
        "TRANSMISSION",
        "EVIDENCE_DELIVERY",
        "RESULTS",
    ],
    "02-narrowed-and-partly-executed": [
        "ACKNOWLEDGEMENT",
        "ACCEPTANCE",
        "TRANSMISSION",
        "CONDITIONS",
        "TRANSMISSION",
        "INFORMATION_REQUEST",
    ],
    "05-refused-after-reasons-and-consultation": [
        "ACKNOWLEDGEMENT",
        "NOTE",
        "CONSULTATION",
        "REFUSAL",
    ],
    "07-withdrawn-prepared-anew-refused": ["REQUEST"],
    "08-postponed-by-them": ["REQUEST", "STATUS_ENQUIRY", "STATUS_ENQUIRY"],
    "08-mirror-postponed-by-us": ["ACKNOWLEDGEMENT", "CONSULTATION", "POSTPONEMENT"],
    "12-conditions-changed": ["REQUEST", "CONDITIONS_ACCEPTED", "CONDITIONS_ACCEPTED"],
    "25-returned-as-incomplete": ["ACKNOWLEDGEMENT", "INFORMATION_REQUEST", "RETURN"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("key", LETTERS)
def test_the_letters_a_case_brings_about(key: str, settings: Settings) -> None:
    result = played(key, settings)
    assert letter_kinds(result.request) == LETTERS[key]


NO_REASONS = "Give the reasons: no such decision goes out without."
NO_CONSULTATION = (
    "Consult the requesting State first: can assistance be given in part or on conditions? "
    "No consultation is on record."
)
FORBIDDEN = "“%s” may not be a ground of refusal, and no permitted ground is named."
ONGOING = (
    "“Interference with an ongoing investigation, prosecution or judicial proceeding” is a reason "
    "to postpone, not a ground of refusal: postpone instead, with a review date."
)
FISCAL = "The offence also involves fiscal matters, as the sole ground"
STOPPED = {
    "05-refused-after-reasons-and-consultation": [
        (NO_REASONS, "CARICOM draft, MLA art., para. 28"),
        (NO_CONSULTATION, "CARICOM draft, MLA art., para. 31"),
        (FORBIDDEN % "Bank secrecy", "CARICOM draft, MLA art., para. 8"),
    ],
    "07-mirror-bank-secrecy-stopped": [
        (FORBIDDEN % "Bank secrecy", "UNCAC art. 46(8)"),
        (FORBIDDEN % FISCAL, "UNCAC art. 46(22)"),
    ],
    "08-mirror-postponed-by-us": [
        (ONGOING, "UNCAC art. 46(25)"),
        (NO_CONSULTATION, "UNCAC art. 46(26)"),
    ],
}


@pytest.mark.django_db
@pytest.mark.parametrize("key", STOPPED)
def test_what_the_rules_stop_is_said_with_its_paragraph(key: str, settings: Settings) -> None:
    said = [refusal.sentence for refusal in played(key, settings).refusals]
    assert said == [f"{sentence} ({cite})" for sentence, cite in STOPPED[key]]


@pytest.mark.django_db
def test_nothing_is_sent_before_the_central_authority_released_it(
    settings: Settings,
) -> None:
    result = played("01-released-before-sent", settings)
    assert "The central authority releases results first." in str(result.refusals[0])
    for measure in Measure.objects.filter(request=result.request):
        assert measure.released_by is not None
        assert measure.released_at is not None
        assert measure.sent_at is not None
        assert measure.released_at < measure.sent_at
        assert "only" in measure.use_limits


@pytest.mark.django_db
def test_a_dropped_condition_names_who_dropped_it(settings: Settings) -> None:
    result = played("09-condition-dropped-by-name", settings)
    versions = Condition.objects.filter(request=result.request).order_by("version")
    assert [(row.version, row.status, row.settled_by) for row in versions] == [
        (1, "DECLINED", "US"),
        (2, "DROPPED", "supervisor2"),
    ]
    assert "no assurance" in versions[1].remark


@pytest.mark.django_db
def test_changed_conditions_are_versions_of_which_the_last_binds(
    settings: Settings,
) -> None:
    result = played("12-conditions-changed", settings)
    versions = Condition.objects.filter(request=result.request).order_by("version")
    assert [(row.version, row.status) for row in versions] == [(1, "REPLACED"), (2, "ACCEPTED")]


@pytest.mark.django_db
def test_a_revived_request_is_a_new_one_linked_to_the_old(settings: Settings) -> None:
    result = played("07-withdrawn-prepared-anew-refused", settings)
    assert result.earlier is not None
    assert result.earlier.state == "WITHDRAWN"
    assert result.request.earlier == result.earlier
    assert result.request.reference != result.earlier.reference
    assert Letter.objects.filter(request=result.earlier, kind="WITHDRAWAL").count() == 1


@pytest.mark.django_db
def test_their_postponement_without_consultation_keeps_its_review_date(
    settings: Settings,
) -> None:
    result = played("08-postponed-by-them", settings)
    clock = result.request.clocks.get(clock="D-REVIEW")
    assert str(clock.due_on) == "2017-05-11"
    assert not Consultation.objects.filter(request=result.request).exists()


@pytest.mark.django_db
def test_what_an_oral_request_owes_is_paid_by_the_letter(settings: Settings) -> None:
    result = played("17-asked-orally-then-confirmed", settings)
    assert not result.request.confirmation_owed
    assert result.request.clocks.get(clock="D-ORAL-CONFIRM").status == "MET"
    assert result.request.letters.get(kind="REQUEST").status == "DISPATCHED"


@pytest.mark.django_db
def test_sent_in_a_day_and_executed_in_six(settings: Settings) -> None:
    result = played("18-sent-in-one-day", settings)
    assert result.request.transmitted_at is not None
    executed = Measure.objects.filter(request=result.request).values_list("executed_on", flat=True)
    (day,) = set(executed)
    assert day is not None
    assert (day - result.request.transmitted_at.date()).days == 6
