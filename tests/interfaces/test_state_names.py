"""The States of the register are named in every language of the interface."""

import csv
import re

import pytest
from django.conf import settings

from authorities.state_names import state_name_in

_ARABIC = re.compile(r"[\u0621-\u064a]")


def states() -> list[tuple[str, str]]:
    with (settings.BASE_DIR / "authorities" / "data" / "states.csv").open(encoding="utf-8") as rows:
        return [(row["code"], row["name"]) for row in csv.DictReader(rows)]


def test_every_state_of_the_register_has_an_arabic_name() -> None:
    names = {code: state_name_in(code, name, "ar") for code, name in states()}
    assert len(names) > 200
    assert {code: name for code, name in names.items() if not _ARABIC.search(name)} == {}


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("JM", "ar", "جامايكا"),
        ("PS", "ar", "دولة فلسطين"),
        ("US", "ar", "الولايات المتحدة الأمريكية"),
        ("BY", "es", "Belarús"),
        ("DE", "es", "Alemania"),
        ("EU", "es", "Unión Europea"),
        ("US", "es", "Estados Unidos de América"),
    ],
)
def test_a_state_is_called_as_the_united_nations_call_it(
    code: str, language: str, expected: str
) -> None:
    assert state_name_in(code, dict(states())[code], language) == expected


def test_a_name_that_no_source_knows_stays_the_stored_one() -> None:
    assert state_name_in("QQ", "Elsewhere", "ar") == "Elsewhere"
