"""What letters say: every kind in every language, with the cites of the leading instrument."""

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from authorities.models import AcceptedLanguage, Authority
from requests_app.letters import compose, wordings
from requests_app.letters.context import LetterContext, UnableToReadContext, from_json
from requests_app.models import Request
from requests_app.rules import instruments
from requests_app.rules.correspondence import KINDS, Letter, To
from tests.letters.specimens import AT, OUTGOING, a_request, given_for

pytestmark = pytest.mark.django_db

ALL = [(kind, language) for kind in Letter for language in wordings.languages()]


def written(
    kind: Letter, language: str = "en", given: dict[str, Any] | None = None, **changes: Any
) -> tuple[LetterContext, Request]:
    request = a_request(outgoing=kind in OUTGOING, language=language, **changes)
    frozen = compose.freeze(
        kind=kind,
        request=request,
        by=request.author,
        at=AT,
        language=language,
        given=given_for(kind) if given is None else given,
    )
    return from_json(json.loads(json.dumps(frozen))), request


def words(context: LetterContext) -> str:
    found: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for one in value.values():
                gather(one)
        elif isinstance(value, list | tuple):
            for one in value:
                gather(one)

    gather(context.to_json())
    return "\n".join(found).replace("\u00a0", " ")


def section(context: LetterContext, title: str) -> str:
    (found,) = [one for one in context.sections if one.title == title]
    return json.dumps(asdict(found), ensure_ascii=False).replace("\u00a0", " ")


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_every_letter_speaks_its_language_and_names_its_reference(
    kind: Letter, language: str
) -> None:
    context, request = written(kind, language)
    said = words(context)
    assert context.footer == request.reference in said
    assert context.title == wordings.wording(language).text("titles", kind)
    assert context.specimen.count("SPECIMEN") == 1
    assert len(context.sections) >= 2
    assert [one.number for one in context.sections] == [*range(1, len(context.sections) + 1)]
    assert all(one.title and one.blocks for one in context.sections)
    assert not re.search(r"\{[a-z_]+\}|%\(|\bNone\b|\[\]", said)
    assert "House rule" not in said


@pytest.mark.parametrize("kind", [kind for kind in Letter if KINDS[kind].to is To.OTHER_STATE])
def test_no_english_sentence_of_the_house_is_left_in_a_spanish_letter(kind: Letter) -> None:
    context, _request = written(kind, "es")
    house = [context.opening, context.closing, *context.signature]
    house += [text for one in context.sections for block in one.blocks for text in block.paragraphs]
    house += [text for one in context.sections for block in one.blocks for text in block.bullets]
    for text in house:
        assert not re.search(r"\b(the|of|request|which|article|and)\b", text), text


@pytest.mark.parametrize("code", sorted(instruments.all_instruments()))
@pytest.mark.parametrize("kind", list(Letter))
def test_every_letter_can_be_written_under_every_instrument(kind: Letter, code: str) -> None:
    context, _request = written(kind, instrument=code)
    assert "House rule" not in words(context)


def test_a_request_has_its_thirteen_sections_in_order() -> None:
    context, _request = written(Letter.REQUEST)
    assert [one.title for one in context.sections] == [
        "Requesting authority and authority conducting the case",
        "Legal basis",
        "Nature and subject of the proceedings",
        "Summary of the facts",
        "Offences, provisions and penalties",
        "Persons concerned",
        "Assistance requested",
        "Procedure to be followed",
        "Purpose of the assistance",
        "Date by which the assistance is needed",
        "Confidentiality and use",
        "Undertakings",
        "Contact and reply",
    ]


def test_a_request_says_what_it_rests_on_and_gives_reciprocity() -> None:
    context, _request = written(Letter.REQUEST)
    said = section(context, "Legal basis")
    assert "Convention against Transnational Organized Crime – article 18." in said
    assert "assurance of reciprocity" in said


def test_a_draft_is_never_called_a_treaty_in_force() -> None:
    context, _request = written(Letter.REQUEST, instrument="CARICOM2022")
    assert "not in force as a treaty" in section(context, "Legal basis")


def test_a_treaty_not_held_here_is_named_and_no_text_is_cited_for_it() -> None:
    basis = {
        "instruments": [],
        "treaties": [{"title": "Treaty of 1986", "articles": "articles 1 and 3"}],
        "reciprocity": False,
    }
    context, _request = written(Letter.REQUEST, instrument="COURTESY", legal_basis=basis)
    assert "Treaty of 1986 – articles 1 and 3." in section(context, "Legal basis")
    assert "courtesy" not in section(context, "Legal basis")
    assert "article 18" not in words(context)


def test_a_blank_of_a_person_is_unknown_and_never_none() -> None:
    context, _request = written(Letter.REQUEST)
    assert section(context, "Persons concerned").count("Not known") == 2


def test_each_measure_has_a_number_and_the_contents_of_its_kind() -> None:
    context, _request = written(Letter.REQUEST)
    (assistance,) = [one for one in context.sections if one.title == "Assistance requested"]
    numbered = [block for block in assistance.blocks if block.number]
    assert [block.number for block in numbered] == ["No. 1", "No. 2", "No. 3"]
    assert numbered[2].cite.endswith("article\u00a018(18)")
    assert [pair.label for block in assistance.blocks for pair in block.pairs] == [
        "Why personal appearance is not possible or desirable",
        "Judicial authority",
        "Persons conducting the hearing",
    ]


def test_a_refusal_has_its_grounds_with_cites_reasons_and_consultation() -> None:
    context, _request = written(Letter.REFUSAL)
    grounds = section(context, "Grounds")
    assert "article 18(21)(b)" in grounds
    assert "article 18(21)(c)" in grounds
    assert "article 18(23)" in section(context, "Reasons")
    assert "constitutional body" in section(context, "Reasons")
    assert "10 March 2026" in section(context, "Consultation")
    assert "other measures requested are not affected" in section(context, "Effect")


def test_a_forbidden_ground_is_never_written_into_a_refusal() -> None:
    given = given_for(Letter.REFUSAL) | {"grounds": ("forbid.bank_secrecy", "ref.nonconformity")}
    context, _request = written(Letter.REFUSAL, given=given)
    assert "ank secrecy" not in words(context)


def test_conditions_are_offered_for_acceptance_and_said_to_bind() -> None:
    context, _request = written(Letter.CONDITIONS)
    said = section(context, "Acceptance requested")
    assert "in writing" in said
    assert "article 18(26)" in said


def test_a_request_for_information_keeps_the_request_open_and_sets_no_limit() -> None:
    context, _request = written(Letter.INFORMATION_REQUEST)
    assert "article 18(15)(c)" in section(context, "Contents found to be missing or incomplete")
    assert "it is not a time limit" in section(context, "Date proposed")
    assert "remains open" in section(context, "State of the request")


def test_a_postponement_names_the_case_by_reference_and_its_review() -> None:
    context, _request = written(Letter.POSTPONEMENT)
    assert "CC/2026/118" in section(context, "Decision")
    assert "15 June 2026" in section(context, "Review")


def test_a_postponement_prolonged_says_so() -> None:
    given = {"reasons": "Still open.", "review_on": date(2026, 9, 1)}
    context, _request = written(Letter.POSTPONEMENT, given=given)
    assert "extended" in section(context, "Decision")


def test_results_carry_their_limits_on_use_and_say_what_is_still_open() -> None:
    context, _request = written(Letter.RESULTS)
    assert "article 18(19)" in section(context, "Limits on use")
    assert "Only in the case stated" in section(context, "Limits on use")
    assert "Hearing by video conference" in section(context, "Remaining measures")


def test_conditions_accepted_are_repeated_word_by_word() -> None:
    context, _request = written(Letter.CONDITIONS_ACCEPTED, given={})
    assert "returned within six months" in section(context, "Conditions accepted")


def test_the_date_is_the_local_day_of_the_house() -> None:
    request = a_request(outgoing=True)
    late = datetime(2026, 4, 1, 3, 30, tzinfo=UTC)
    frozen = compose.freeze(
        kind=Letter.REQUEST, request=request, by=request.author, at=late, language="en", given={}
    )
    assert {"label": "Date", "text": "31 March 2026"} in map(dict, frozen["references"])


def test_an_office_signs_and_no_person() -> None:
    context, request = written(Letter.REFUSAL)
    assert context.signature[0] == "For the Central Authority of Jamaica"
    assert request.author.username not in words(context).split()


def test_the_competent_authority_is_written_to_in_the_language_of_the_house() -> None:
    request = a_request(outgoing=False, language="es")
    assert compose.language_for(request, Letter.TRANSMISSION) == "en"
    assert compose.language_for(request, Letter.REFUSAL) == "es"


def test_a_language_letters_lack_gives_way_to_one_the_other_state_accepts() -> None:
    request = a_request(outgoing=False)
    request.language = "pl"
    assert compose.language_for(request, Letter.REFUSAL) == "en"
    theirs = Authority.objects.filter(state=request.other_state_id).first()
    for position, language in enumerate(("fi", "es"), start=1):
        AcceptedLanguage.objects.create(authority=theirs, language=language, position=position)
    assert compose.language_for(request, Letter.REFUSAL) == "es"


def test_the_diplomatic_channel_is_named() -> None:
    context, _request = written(Letter.REQUEST, channel="DIPLOMATIC")
    assert "By the diplomatic channel, through the Ministry of Foreign Affairs" in words(context)


def test_an_addressee_written_by_hand_stands_alone() -> None:
    context, _request = written(Letter.REQUEST, addressee="Ministry of Justice\n2 Hill Road")
    assert context.addressee == ("Ministry of Justice", "2 Hill Road")


@pytest.mark.parametrize(("kind", "most"), [(Letter.ACKNOWLEDGEMENT, 1), (Letter.REFUSAL, 3)])
def test_writing_a_letter_asks_the_database_little(
    kind: Letter, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pk = a_request(outgoing=kind in OUTGOING).pk
    related = ("home_authority__state", "other_authority", "author")
    request = Request.objects.select_related(*related).get(pk=pk)
    with django_assert_max_num_queries(most):
        compose.freeze(
            kind=kind,
            request=request,
            by=request.author,
            at=AT,
            language="en",
            given=given_for(kind),
        )


def test_json_of_another_shape_is_refused() -> None:
    with pytest.raises(UnableToReadContext):
        from_json({"format": 1, "kind": "REQUEST"})
    with pytest.raises(UnableToReadContext, match="letter format 99"):
        from_json({"format": 99})
