"""Corrections by registrars: versions, reasons, sources, the ledger; and local holidays."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from authorities import operations
from authorities.calendars import UnableToCountWorkingDays, calendar_for
from authorities.loading.rows import read_register
from authorities.models import AcceptedLanguage, Authority, LocalHoliday, State
from mla import ledger
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.accounts.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SOURCE = "letterhead of 2026-11-01"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    operations.load_register(rows=read_register(), by=system_user(), at=AT)


@pytest.fixture
def registrar() -> User:
    return User.objects.create_user("registrar", roles=[Role.REGISTRAR])


@pytest.fixture
def jamaica() -> Authority:
    return Authority.objects.get(state="JM")


def test_a_correction_raises_the_version_and_stands_in_the_ledger(
    registrar: User, jamaica: Authority
) -> None:
    operations.edit_authority(
        authority=jamaica,
        version=1,
        changes={"phone": "+1 876 000 0000", "source": SOURCE},
        reason="new switchboard",
        by=registrar,
        at=AT,
    )
    jamaica.refresh_from_db()
    assert (jamaica.phone, jamaica.version) == ("+1 876 000 0000", 2)
    event = list(ledger.events_of("house"))[-1]
    assert event.verb == "authority.corrected"
    assert event.data["changes"]["phone"] == ["", "+1 876 000 0000"]
    assert event.data["reason"] == "new switchboard"


@pytest.mark.parametrize(
    ("version", "changes", "reason", "sentence"),
    [
        (7, {"phone": "1", "source": SOURCE}, "x", "Someone changed this entry"),
        (1, {"phone": "1", "source": SOURCE}, "  ", "a correction needs a reason"),
        (1, {"phone": "1"}, "x", "Say where the new facts were read"),
        (1, {"address": "Kingston"}, "x", "Nothing was changed"),
        (1, {"institution": "Other"}, "x", "not changed here: institution"),
        (1, {"zone": "Mars/Olympus", "source": SOURCE}, "x", "not an IANA time zone"),
        (
            1,
            {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1), "source": SOURCE},
            "x",
            "cannot stand",
        ),
    ],
)
def test_a_correction_that_cannot_stand_is_refused_and_changes_nothing(
    registrar: User,
    jamaica: Authority,
    version: int,
    changes: dict[str, object],
    reason: str,
    sentence: str,
) -> None:
    with pytest.raises(operations.UnableToChangeRegister, match=sentence):
        operations.edit_authority(
            authority=jamaica,
            version=version,
            changes=changes,
            reason=reason,
            by=registrar,
            at=AT,
        )
    assert Authority.objects.get(pk=jamaica.pk).version == 1
    assert [e.verb for e in ledger.events_of("house")] == ["register.loaded"]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.REGISTRAR])
def test_only_a_registrar_changes_the_register(jamaica: Authority, role: Role) -> None:
    person = User.objects.create_user("person", roles=[role], authority=jamaica)
    with pytest.raises(operations.NotAllowedInRegister):
        operations.edit_authority(
            authority=jamaica, version=1, changes={}, reason="x", by=person, at=AT
        )


def test_corrected_languages_are_read_again(registrar: User, jamaica: Authority) -> None:
    operations.edit_authority(
        authority=jamaica,
        version=1,
        changes={"languages_text": "English; French if English impossible", "source": SOURCE},
        reason="told by telephone",
        by=registrar,
        at=AT,
    )
    found = AcceptedLanguage.objects.filter(authority=jamaica)
    assert [(f.language, f.preference) for f in found] == [
        ("en", "PREFERRED"),
        ("fr", "IF_IMPOSSIBLE"),
    ]


def test_a_public_holiday_and_a_weekend_are_no_working_days() -> None:
    calendar = calendar_for("JM")
    assert calendar.public_days_known
    assert calendar.day_off(date(2026, 8, 6)) == "Independence Day"
    assert not calendar.is_working_day(date(2026, 11, 21))
    assert calendar.next_working_day(date(2026, 11, 21)) == date(2026, 11, 23)


def test_working_days_are_counted_from_the_day_after() -> None:
    calendar = calendar_for("JM")
    assert calendar.add_working_days(date(2026, 8, 5), 1) == date(2026, 8, 7)
    assert calendar.add_working_days(date(2026, 8, 5), 0) == date(2026, 8, 5)
    with pytest.raises(UnableToCountWorkingDays):
        calendar.add_working_days(date(2026, 8, 5), -1)


def test_a_state_without_a_public_calendar_says_so() -> None:
    calendar = calendar_for("EU")
    assert not calendar.public_days_known
    assert not calendar.is_working_day(date(2026, 11, 22))


def test_a_local_holiday_counts_until_it_is_withdrawn_and_the_version_tells(
    registrar: User, jamaica: Authority
) -> None:
    day = date(2026, 11, 24)
    before = calendar_for(jamaica)
    added = datetime(2026, 11, 22, tzinfo=UTC)
    holiday = operations.add_holiday(
        holiday_on=day, name="Flood", source="gazette", by=registrar, at=added, authority=jamaica
    )
    assert calendar_for(jamaica).day_off(day) == "Flood"
    assert calendar_for("JM").is_working_day(day)
    assert calendar_for(jamaica).version != before.version
    operations.withdraw_holiday(
        holiday=holiday, by=registrar, at=datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert calendar_for(jamaica).is_working_day(day)
    as_computed = calendar_for(jamaica, as_at=datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert as_computed.day_off(day) == "Flood"


def test_the_same_local_holiday_twice_is_refused(registrar: User) -> None:
    def add() -> None:
        operations.add_holiday(
            holiday_on=date(2026, 11, 24),
            name="Flood",
            source="gazette",
            by=registrar,
            at=AT,
            state=State.objects.get(code="JM"),
        )

    add()
    with pytest.raises(operations.UnableToChangeRegister):
        add()
    assert LocalHoliday.objects.count() == 1
