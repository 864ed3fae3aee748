"""A treaty file that is wrong is refused with its name, the row and the fault."""

import re
from pathlib import Path

import pytest

from requests_app.rules import instruments
from requests_app.rules.instruments import Tag, UnableToReadInstrument, parse

HEAD = """
code = "SPECIMEN"
edition = "1999-05-01"
title = "Treaty (SPECIMEN)"
short_title = "Specimen treaty"
article = "Article 1"
status = "TREATY"
source = "Specimen gazette"
"""
ROW = 'cite = "Specimen treaty art. 1"\ntag = "V"\n'
GROUND = '[[grounds]]\nkey = "ref.essential_interests"\nlabel = "Interests"\n' + ROW
CLOCK = '[[clocks]]\nkey = "D-SAFE"\nlabel = "Leave"\nstarts = "PRESENCE_NOT_NEEDED"\n' + ROW
CONTENT = '[[contents]]\nkey = "purpose"\n' + ROW
DUTY = '[[duties]]\nkey = "duty.reasons"\ntext = "Reasons."\nmoment = "ON_REFUSING"\n' + ROW

FAULTS = {
    "not TOML": ("code = ", "not valid TOML"),
    "unknown table": (HEAD + "[[treaties]]\nkey = 1\n", "unknown table or key: treaties"),
    "head missing": (HEAD.replace('code = "SPECIMEN"', ""), "missing: code"),
    "head not a text": (HEAD.replace('"1999-05-01"', "1999-05-01"), "not a text: edition"),
    "unknown status": (HEAD.replace('"TREATY"', '"LAW"'), "status: 'LAW' is not one of TREATY"),
    "table not rows": (HEAD + "[grounds]\n", "grounds: write each row as [[grounds]]"),
    "unknown key": (HEAD + GROUND + "colour = 1\n", "grounds[1] ref.essential_interests: unknown"),
    "no cite": (HEAD + '[[contents]]\nkey = "purpose"\ntag = "V"\n', "purpose: missing: cite"),
    "empty cite": (HEAD + CONTENT.replace("Specimen treaty art. 1", ""), "purpose: missing: cite"),
    "wrong tag": (
        HEAD + CONTENT.replace('"V"', '"VERIFIED"'),
        "'VERIFIED' is not one of V, V-SEED",
    ),
    "wrong need": (HEAD + CONTENT + 'need = "NICE"\n', "need: 'NICE' is not one of MANDATORY"),
    "wrong nature": (HEAD + GROUND + 'nature = "BAD"\n', "nature: 'BAD' is not one of"),
    "wrong reach": (HEAD + GROUND + 'reach = "FAR"\n', "reach: 'FAR' is not one of"),
    "wrong moment": (HEAD + DUTY.replace("ON_REFUSING", "LATER"), "moment: 'LATER'"),
    "wrong unit": (HEAD + CLOCK + 'unit = "WEEKS"\n', "unit: 'WEEKS' is not one of DAYS"),
    "wrong start": (HEAD + CLOCK.replace("PRESENCE_NOT_NEEDED", "NOON"), "starts: 'NOON'"),
    "second row at fault": (
        HEAD + CONTENT + CONTENT.replace("purpose", "persons") + "x = 1\n",
        "contents[2] persons: unknown key: x",
    ),
    "doubled row": (HEAD + GROUND + GROUND, "ref.essential_interests stands twice"),
    "doubled for the same kinds": (
        HEAD + (CONTENT + 'kinds = ["service"]\n') * 2,
        "purpose stands twice for the same kinds",
    ),
    "unknown kind": (HEAD + GROUND + 'kinds = ["haste"]\n', "'haste' is not a kind of measure"),
    "kinds not a list": (HEAD + GROUND + 'kinds = "service"\n', "kinds: write a list"),
    "no kinds at all": (HEAD + GROUND + "kinds = []\n", "kinds: write a list"),
    "unknown type": (HEAD + '[[types]]\nkey = "haste"\n' + ROW, "haste is not a kind of measure"),
    "unknown closed list": (
        HEAD + '[[closed_lists]]\nkey = "haste"\n' + ROW,
        "haste is not a kind of measure",
    ),
    "unknown content": (
        HEAD + CONTENT.replace("purpose", "mood"),
        "contents: mood is not a known content",
    ),
    "unknown channel": (
        HEAD + '[[channels]]\nkey = "PIGEON"\n' + ROW,
        "PIGEON is not a known channel",
    ),
    "unknown form": (HEAD + '[[forms]]\nkey = "SONG"\n' + ROW, "SONG is not a known form"),
    "ground written otherwise": (
        HEAD + GROUND.replace("ref.", "reason."),
        "reason.essential_interests is not written like",
    ),
    "clock written otherwise": (HEAD + CLOCK.replace("D-SAFE", "safe"), "safe is not written like"),
    "forbidden but called permitted": (
        HEAD + GROUND + 'nature = "FORBIDDEN"\n',
        "ref.essential_interests: a forbidden ground",
    ),
    "permitted but called forbidden": (
        HEAD + GROUND.replace("ref.", "forbid."),
        "forbid.essential_interests: a forbidden ground",
    ),
    "ground without label": (
        HEAD + GROUND.replace('label = "Interests"\n', ""),
        "ref.essential_interests: missing: label",
    ),
    "duty without text": (
        HEAD + DUTY.replace('text = "Reasons."\n', ""),
        "duty.reasons: missing: text",
    ),
    "length is a text": (HEAD + CLOCK + 'length = "15"\n', "length: '15' is not a whole number"),
    "length is true": (HEAD + CLOCK + "length = true\n", "length: True is not a whole number"),
    "length is zero": (HEAD + CLOCK + "length = 0\n", "length: 0 is not a whole number above zero"),
    "date with a length": (
        HEAD + CLOCK + 'unit = "DATE"\nlength = 3\n',
        "D-SAFE: a DATE names its day",
    ),
    "flag is a text": (
        HEAD + GROUND + 'consult_first = "yes"\n',
        "consult_first: 'yes' is not true or false",
    ),
    "label is a number": (HEAD + GROUND.replace('"Interests"', "7"), "label: 7 is not a text"),
    "wrong test": (
        HEAD + '[dual_criminality]\ntest = "NO"\n' + ROW,
        "dual_criminality: test: 'NO' is not",
    ),
    "unknown key of a single table": (
        HEAD + '[default_regime]\nparagraphs = "1"\nfrom = 1\n' + ROW,
        "default_regime: unknown key: from",
    ),
    "regime without paragraphs": (HEAD + "[default_regime]\n" + ROW, "missing: paragraphs"),
    "single table as rows": (HEAD + "[[default_regime]]\n" + ROW, "write it as [default_regime]"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_file(fault: str) -> None:
    text, words = FAULTS[fault]
    with pytest.raises(UnableToReadInstrument, match=re.escape(words)) as caught:
        parse(text, name="specimen.toml")
    assert str(caught.value).startswith("specimen.toml: ")


def test_a_right_file_is_read() -> None:
    one = parse(HEAD + CONTENT + GROUND + CLOCK + DUTY, name="specimen.toml")
    assert one.code == "SPECIMEN"
    assert [row.tag for row in (*one.contents, *one.grounds)] == [Tag.V, Tag.V]


def test_a_family_stands_for_all_its_kinds() -> None:
    one = parse(HEAD + GROUND + 'kinds = ["ORDINARY", "preservation"]\n', name="specimen.toml")
    assert {"testimony", "stored_data", "preservation"} <= one.grounds[0].kinds
    assert "emergency_mla" not in one.grounds[0].kinds


def test_the_digest_changes_with_every_byte() -> None:
    plain = parse(HEAD, name="a.toml")
    assert plain.digest == parse(HEAD, name="b.toml").digest
    assert plain.digest != parse(HEAD + "# \n", name="a.toml").digest


def test_a_code_belongs_to_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(HEAD, encoding="utf-8")
    monkeypatch.setattr(instruments, "FOLDER", tmp_path)
    instruments.all_instruments.cache_clear()
    try:
        with pytest.raises(UnableToReadInstrument, match=r"two\.toml: code SPECIMEN is taken"):
            instruments.all_instruments()
    finally:
        instruments.all_instruments.cache_clear()


def test_the_example_of_the_guide_is_read() -> None:
    guide = Path(__file__).resolve().parents[2] / "docs" / "adding-a-treaty.md"
    found = re.search(r"```toml\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    one = parse(found.group(1), name="guide")
    assert "SPECIMEN" in one.title
    assert one.clock("D-SAFE") is not None
