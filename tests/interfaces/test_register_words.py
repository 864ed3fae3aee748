"""What the register says of its facts: remarks in the reader's language, citations as they are."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from authorities import operations
from authorities.loading.rows import read_register
from authorities.loading.specimens import specimen_rows
from authorities.models import Authority
from authorities.register_words import REMARKED, WORDS, in_reader_language
from authorities.templatetags.register_facts import told, worded
from mla.accounts.models import User
from mla.accounts.queries import system_user
from mla.accounts.roles import Role

AT = datetime(2026, 11, 21, tzinfo=UTC)
DATA = Path(settings.BASE_DIR) / "authorities" / "data"
REMARKS = ("notes", "channel_notes")


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield path.name, row


def test_every_remark_of_the_data_files_is_there_for_translators() -> None:
    shown = {
        row[name] for file, row in rows() if file != "states.csv" for name in REMARKS if name in row
    }
    limits = {
        limit
        for _file, row in rows()
        for limit in re.findall(r"\(([^)]*)\)", row.get("roles", ""))
        if "proceedings start" not in limit
    }
    assert (shown | limits) - {""} <= WORDS


def test_no_remark_is_left_over() -> None:
    texts = {text for _file, row in rows() for text in row.values()}
    specimens = {str(value) for row in specimen_rows(state="JM") for value in row.values.values()}
    assert {text for text in WORDS - texts - specimens if "provisional" not in text} == {
        "this text only"
    }
    for form, _message in REMARKED:
        assert any(form.fullmatch(text or "") for text in texts)


def test_the_source_of_every_zone_is_said_in_the_reader_s_language() -> None:
    sources = {row["zone_source"] for file, row in rows() if file == "states.csv"} - {""}
    assert all(in_reader_language(source) for source in sources)


@pytest.mark.parametrize("language", ["es", "ar"])
def test_a_remark_is_translated_and_what_it_cites_is_marked_as_english(language: str) -> None:
    table = "IANA time zone database 2026f, zone.tab"
    with translation.override(language):
        shown = worded(f"{table}; of 13 zones, the one of the seat of government")
        remark = worded("phone cut off in the excerpt")
    assert f'<bdi lang="en">{table}</bdi>' in shown
    assert "13" in shown
    assert "seat of government" not in shown
    assert "phone" not in remark
    assert "lang=" not in remark


def test_a_citation_stays_as_it_is_and_is_marked_as_english() -> None:
    with translation.override("ar"):
        assert worded("doj.gov.hk press 2013-06-25 <b>") == (
            '<bdi lang="en">doj.gov.hk press 2013-06-25 &lt;b&gt;</bdi>'
        )


def test_what_a_registrar_typed_has_no_language_of_its_own() -> None:
    typed = Authority(source="por teléfono", loaded={"source": "dpp.gov.ky ODPP protocol"})
    assert told(typed, "source") == "<bdi>por teléfono</bdi>"


def test_blank_is_not_known() -> None:
    assert "not known" in worded("")


@pytest.mark.django_db
def test_the_register_s_pages_tell_remarks_in_the_language_of_the_page(client: Client) -> None:
    operations.load_register(rows=read_register(), by=system_user(), at=AT)
    client.force_login(User.objects.create_user("registrar", roles=[Role.REGISTRAR]))
    client.cookies["django_language"] = "es"
    state = client.get(reverse("register:state", args=["US"])).content.decode()
    assert "the one of the seat of government" not in state
    assert "date of entry into force computed" not in state
    assert '<bdi lang="en">github.com/zmjones/untreaties' in state
