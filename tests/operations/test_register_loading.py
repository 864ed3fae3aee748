"""Loading the register: idempotent, shown before it is done, corrections kept."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import override

from authorities import operations
from authorities.loading.compare import Change, compare, summary
from authorities.loading.plan import plan_load
from authorities.loading.rows import DATA, UnableToReadRegister, read_register
from authorities.loading.specimens import specimen_rows
from authorities.models import (
    AcceptedLanguage,
    Authority,
    AuthorityRole,
    Declaration,
    Instrument,
    NationalRequirement,
    Participation,
    State,
)
from mla import ledger
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.accounts.roles import Role

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def load() -> None:
    operations.load_register(rows=read_register(), by=system_user(), at=AT)


@pytest.fixture
def registrar(db: None) -> User:
    return User.objects.create_user("registrar", roles=[Role.REGISTRAR])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    return folder


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.django_db
def test_every_row_of_every_file_is_in_the_register() -> None:
    load()
    assert State.objects.count() == 250
    assert Instrument.objects.count() == 10
    assert Participation.objects.count() == 52 + 79 + 179 + 73 + 188
    assert Declaration.objects.count() == 22
    assert Authority.objects.count() == 46
    assert NationalRequirement.objects.count() == 38


@pytest.mark.django_db
def test_a_second_load_changes_nothing_and_records_nothing() -> None:
    load()
    versions = list(Authority.objects.order_by("pk").values_list("pk", "version"))
    again = operations.load_register(rows=read_register(), by=system_user(), at=AT)
    assert {k for k, n in again.counts.items() if n} == {"UNCHANGED"}
    assert list(Authority.objects.order_by("pk").values_list("pk", "version")) == versions
    verbs = [e.verb for e in ledger.events_of("house")]
    assert verbs == ["register.loaded"]


@pytest.mark.django_db
def test_dry_run_shows_the_difference_and_writes_nothing(data: Path) -> None:
    load()
    replace(data / "authorities.csv", "Kingston", "Kingston 5")
    out = StringIO()
    call_command("load_register", "--dry-run", "--json", "--data", str(data), stdout=out)
    said = json.loads(out.getvalue())
    assert said["counts"]["CHANGED"] == 1
    (difference,) = said["differences"]
    assert difference["key"][0] == "JM"
    assert difference["fields"] == [
        {"field": "address", "here": "Kingston", "in_file": "Kingston 5", "outcome": "CHANGED"}
    ]
    assert Authority.objects.get(state="JM").address == "Kingston"


@pytest.mark.django_db
def test_a_changed_file_changes_the_field_and_its_version(data: Path) -> None:
    load()
    replace(data / "authorities.csv", "Kingston", "Kingston 5")
    operations.load_register(rows=read_register(data), by=system_user(), at=AT)
    jamaica = Authority.objects.get(state="JM")
    assert (jamaica.address, jamaica.version) == ("Kingston 5", 2)


@pytest.mark.django_db
def test_a_changed_role_replaces_the_roles(data: Path) -> None:
    load()
    replace(data / "authorities.csv", 'central_authority,"MACMA 1992', 'extradition,"MACMA 1992')
    operations.load_register(rows=read_register(data), by=system_user(), at=AT)
    assert [r.role for r in AuthorityRole.objects.filter(authority__state="NZ")] == ["EXTRADITION"]


def correct_jamaica(registrar: User) -> None:
    jamaica = Authority.objects.get(state="JM")
    operations.edit_authority(
        authority=jamaica,
        version=jamaica.version,
        changes={"address": "Barry Street", "source": "letterhead of 2026-11-01"},
        reason="moved",
        by=registrar,
        at=AT,
    )


@pytest.mark.django_db
def test_a_correction_made_here_survives_a_load(registrar: User) -> None:
    load()
    correct_jamaica(registrar)
    plan = operations.load_register(rows=read_register(), by=system_user(), at=AT)
    assert plan.counts["EDITED_HERE"] == 1
    assert Authority.objects.get(state="JM").address == "Barry Street"


@pytest.mark.django_db
def test_a_correction_and_a_newer_file_are_reported_as_a_conflict(
    registrar: User, data: Path
) -> None:
    load()
    correct_jamaica(registrar)
    replace(data / "authorities.csv", "Kingston", "Kingston 5")
    for _again in range(2):
        plan = operations.load_register(rows=read_register(data), by=system_user(), at=AT)
        (conflict,) = plan.of(Change.CONFLICT)
        assert ("address", "Barry Street", "Kingston 5") in {
            (f.field, f.here, f.in_file) for f in conflict.fields
        }
    assert Authority.objects.get(state="JM").address == "Barry Street"


@pytest.mark.django_db
def test_what_only_the_database_has_stays() -> None:
    load()
    Participation.objects.create(instrument_id="ETS182", state_id="IL", source="seen in a letter")
    plan = operations.load_register(rows=read_register(), by=system_user(), at=AT)
    assert [d.key for d in plan.of(Change.ONLY_HERE)] == [("ETS182", "IL")]
    assert Participation.objects.filter(instrument="ETS182").count() == 1


@pytest.mark.django_db
def test_a_load_that_changes_many_rows_takes_few_statements(
    data: Path, django_assert_max_num_queries: object
) -> None:
    load()
    text = (data / "authorities.csv").read_text().replace("central_authority,", "extradition,")
    (data / "authorities.csv").write_text(text)
    rows = read_register(data)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        operations.load_register(rows=rows, by=system_user(), at=AT)


@pytest.mark.django_db
def test_demo_adds_specimens_that_say_so(settings: object) -> None:
    call_command("load_register", "--demo", stdout=StringIO())
    found = Authority.objects.filter(is_specimen=True)
    assert found.count() == 2
    assert all(a.institution.startswith("SPECIMEN") and not a.verified for a in found)
    assert {a.source for a in found} == {"demonstration"}
    assert {a.state_id for a in found} == {"JM"}
    assert plan_load(read_register() + specimen_rows(state="JM")).counts["UNCHANGED"] == 939


@pytest.mark.django_db
def test_stage_limit_and_article_are_read_from_the_words() -> None:
    load()
    hungary = {
        (r.role, r.instrument_id, r.article, r.stage, r.limit)
        for r in AuthorityRole.objects.filter(authority__state="HU")
    }
    assert hungary == {
        ("EXTRADITION", "ETS185", "24", "", ""),
        ("EXTRADITION", "ETS185", "24", "", "provisional arrest only"),
        ("CENTRAL_AUTHORITY", "ETS185", "27", "BEFORE_PROCEEDINGS", ""),
        ("CENTRAL_AUTHORITY", "ETS185", "27", "AFTER_PROCEEDINGS", ""),
        ("CONTACT_24_7", "ETS185", "35", "", ""),
    }


@pytest.mark.django_db
def test_validity_from_a_day_is_kept_for_norway() -> None:
    load()
    days = {str(a.valid_from) for a in Authority.objects.filter(state="NO")}
    assert days == {"2026-01-01"}


@pytest.mark.django_db
def test_a_second_best_language_is_kept_as_such() -> None:
    load()
    slovenia = AcceptedLanguage.objects.filter(declaration__state="SI")
    assert [(x.language, x.preference) for x in slovenia] == [
        ("sl", "PREFERRED"),
        ("en", "IF_IMPOSSIBLE"),
    ]


@pytest.mark.django_db
def test_words_that_name_no_language_stay_unknown() -> None:
    load()
    assert not AcceptedLanguage.objects.filter(authority__state="EE").exists()
    assert "outgoing" in Authority.objects.get(state="EE").languages_text


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("treaty_uncac.csv", "2006-02-22", "2006-02-30", "treaty_uncac.csv:2: “2006-02-30”"),
        ("treaty_uncac.csv", "UNCAC,AE", "UNCAC,XX", "There is no State “XX”"),
        ("treaty_uncac.csv", "UNCAC,AF", "UNCAC,AE", "says again"),
        ("authorities.csv", "central_authority", "postmaster", "no role called “postmaster”"),
        ("states.csv", "America/Jamaica", "America/Atlantis", "not an IANA time zone"),
        ("declarations.csv", "kind", "sort", "the column kind is missing"),
        ("declarations.csv", ",yes,", ",maybe,", "neither yes nor no"),
        ("authorities.csv", "Kingston", "Kingston, Jamaica", "more or fewer values"),
    ],
)
def test_mistakes_in_the_files_are_named_with_their_line(
    data: Path, file: str, old: str, new: str, sentence: str
) -> None:
    replace(data / file, old, new)
    with pytest.raises(UnableToReadRegister) as raised:
        read_register(data)
    assert sentence in str(raised.value)


@pytest.mark.django_db
def test_the_command_refuses_a_broken_file_and_writes_nothing(data: Path) -> None:
    (data / "states.csv").write_bytes(b"\xff\xfe\x00")
    err = StringIO()
    with pytest.raises(SystemExit) as raised:
        call_command("load_register", "--data", str(data), stderr=err)
    assert raised.value.code == 1
    assert "states.csv is not a CSV file in UTF-8" in err.getvalue()
    assert not State.objects.exists()


def test_the_gravest_difference_names_the_row() -> None:
    fields = compare(
        base={"a": 1, "b": 1, "c": 1},
        here={"a": 1, "b": 2, "c": 2},
        in_file={"a": 9, "b": 1, "c": 3},
    )
    assert [f.outcome for f in fields] == [Change.CHANGED, Change.EDITED_HERE, Change.CONFLICT]
    assert summary(fields) is Change.CONFLICT
