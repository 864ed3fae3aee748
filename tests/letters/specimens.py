"""Rich specimen requests for letters: role words only, every field filled."""

from datetime import UTC, date, datetime
from typing import Any

from authorities.models import Authority, State
from mla.accounts.models import User
from requests_app.models import (
    Condition,
    Consultation,
    Custody,
    Document,
    Evidence,
    Measure,
    Offence,
    Person,
    Question,
    Request,
    StoredFile,
)
from requests_app.rules.correspondence import Letter

AT = datetime(2026, 3, 31, 14, 5, tzinfo=UTC)
RECEIVED = date(2026, 3, 3)

_EN: dict[str, Any] = {
    "title": "Organised fraud and laundering of its proceeds",
    "contents": {
        "requesting_authority": "Office of the Director of Public Prosecutions, Kingston",
        "conducting_authority": "Financial Investigations Division, which leads the inquiry "
        "under the direction of the Office of the Director of Public Prosecutions",
        "subject_nature": "Criminal investigation, at the stage before charges, into an "
        "organised fraud on pension savers and the laundering of its proceeds through "
        "accounts held in the requested State.",
        "facts_summary": "Between January 2024 and May 2025 Suspect A and Suspect B, acting "
        "for Company C, offered pension savers shares in a fund that did not exist. 212 "
        "savers paid a total of about 4.6 million US dollars into account 1 of Company C.\n"
        "Within days of each payment the money was moved in round sums to accounts 2 and 3 "
        "at a bank in the requested State, opened in the name of Company D, whose only "
        "director is Suspect B. The statements of account 1 show 38 such transfers.\n"
        "The records asked for will show who controlled accounts 2 and 3 and where the money "
        "went; Witness E opened both accounts and dealt with the persons giving orders.",
        "procedure_details": "That Witness E be heard under oath by a judicial authority, that "
        "the questions in annex 2 be put, and that counsel for the defence may be present.",
        "purpose": "To establish who controlled the accounts, to prove the origin of the "
        "proceeds at trial, and to prepare a request for their restraint.",
    },
    "deadline_reason": "The period of limitation for the earliest transfers ends on 31 July 2026.",
    "confidentiality": "Suspect B is not aware of the investigation and could empty the accounts.",
    "urgency_reason": "The bank has announced that it will close both accounts.",
    "persons": (
        ("Suspect A", "Director of Company C, born 1971", "Kingston, Jamaica", "Jamaican"),
        ("Suspect B", "Sole director of Company D", "Believed to be in the requested State", ""),
        ("Witness E", "Bank officer", "Branch office of the bank, known to its head office", ""),
    ),
    "offences": (
        (
            "Conspiracy to defraud",
            "Common law",
            "Imprisonment at the discretion of the court",
            None,
        ),
        (
            "Money laundering",
            "Proceeds of Crime Act, sections 92 and 93",
            "Imprisonment of up to 20 years, or a fine, or both",
            20,
        ),
    ),
    "measures": (
        (
            "records",
            "Certified copies of the opening documents and statements of accounts 2 and 3.",
            {},
        ),
        (
            "testimony",
            "Hearing of Witness E on the opening of the accounts and on who gave orders.",
            {},
        ),
        (
            "videoconference",
            "Should the court so decide, hearing of Witness E at trial.",
            {
                "reason_no_personal_appearance": "Witness E cannot travel during the audit.",
                "judicial_authority": "Supreme Court, criminal division",
                "persons_conducting": "The trial judge, assisted by the prosecutor in charge",
            },
        ),
    ),
}
_ES: dict[str, Any] = {
    "title": "Estafa organizada y blanqueo de su producto",
    "contents": {
        "requesting_authority": "Office of the Director of Public Prosecutions, Kingston",
        "conducting_authority": "División de Investigaciones Financieras, que dirige la "
        "investigación bajo la autoridad de la Fiscalía",
        "subject_nature": "Investigación penal, anterior a la acusación, sobre una estafa "
        "organizada a ahorradores y el blanqueo de su producto por medio de cuentas abiertas en "
        "el Estado requerido.",
        "facts_summary": "Entre enero de 2024 y mayo de 2025 el Sospechoso A y el Sospechoso B, "
        "en nombre de la Empresa C, ofrecieron a ahorradores participaciones en un fondo "
        "inexistente. 212 ahorradores ingresaron unos 4,6 millones de dólares en la cuenta 1.\n"
        "A los pocos días de cada ingreso el dinero pasaba, en sumas redondas, a las cuentas 2 y "
        "3 de un banco del Estado requerido, abiertas a nombre de la Empresa D.",
        "procedure_details": "Que el Testigo E declare bajo juramento ante una autoridad "
        "judicial y que se le formulen las preguntas del anexo 2.",
        "purpose": "Determinar quién controlaba las cuentas y probar en juicio el origen del "
        "producto del delito.",
    },
    "deadline_reason": "El plazo de prescripción de las primeras transferencias vence el 31 de "
    "julio de 2026.",
    "confidentiality": "El Sospechoso B desconoce la investigación y podría vaciar las cuentas.",
    "urgency_reason": "El banco ha anunciado el cierre de ambas cuentas.",
    "persons": (
        ("Sospechoso A", "Administrador de la Empresa C", "Kingston, Jamaica", "jamaicana"),
        ("Testigo E", "Empleado del banco", "Sucursal conocida por la sede central", ""),
    ),
    "offences": (
        (
            "Blanqueo de dinero",
            "Proceeds of Crime Act, artículos 92 y 93",
            "",
            20,
        ),
    ),
    "measures": (
        (
            "records",
            "Copias certificadas de los documentos de apertura y de los extractos.",
            {},
        ),
        ("testimony", "Declaración del Testigo E sobre la apertura de las cuentas.", {}),
        (
            "search_seize_freeze",
            "Embargo preventivo del saldo de las cuentas 2 y 3.",
            {"special_instructions": "Sin aviso previo al titular."},
        ),
    ),
}
SPECIMENS = {"en": _EN, "es": _ES}


def a_request(
    *,
    outgoing: bool,
    language: str = "en",
    instrument: str = "UNTOC",
    other: str = "",
    text: str = "",
    **changes: Any,
) -> Request:
    """A specimen request on file with its rows; `text` stands in place of every free text."""
    other = other or {"en": "US", "es": "ES"}[language]
    said = SPECIMENS[language]
    source = {"source": "test data", "verified": False}
    for code, name, zone in (
        ("JM", "Jamaica", "America/Jamaica"),
        (other, "Other State", "Europe/Madrid"),
    ):
        State.objects.get_or_create(
            code=code, defaults={"name": name, "zone": zone, "zone_source": "test data", **source}
        )
    home, _made = Authority.objects.get_or_create(
        state_id="JM",
        institution="Office of the Director of Public Prosecutions",
        unit="Mutual Legal Assistance Unit",
        defaults={
            "address": "Kingston",
            "phone": "+1 876 555 0100",
            "email": "mla@odpp.example",
            **source,
        },
    )
    theirs, _made = Authority.objects.get_or_create(
        state_id=other,
        institution={"en": "Department of Justice", "es": "Ministerio de Justicia"}[language],
        unit={
            "en": "Office of International Affairs",
            "es": "Subdirección General de Cooperación Jurídica Internacional",
        }[language],
        defaults={"address": "1 Specimen Avenue\n10001 Specimen City", **source},
    )
    competent, _made = Authority.objects.get_or_create(
        state_id="JM", institution="Criminal Court, Kingston", unit="", defaults=source
    )
    author, _made = User.objects.get_or_create(username="clerk", defaults={"authority": home})
    number = Request.objects.count() + 12
    values: dict[str, Any] = {
        "direction": "OUTGOING" if outgoing else "INCOMING",
        "state": "APPROVED" if outgoing else "UNDER_REVIEW",
        "reference": f"JM/{'OUT' if outgoing else 'IN'}/2026/{number:05d}",
        "home_authority": home,
        "other_state_id": other,
        "other_authority": theirs,
        "executing_authority": competent,
        "instrument": instrument,
        "instrument_edition": "test",
        "legal_basis": {
            "instruments": [{"instrument": instrument, "articles": ""}],
            "treaties": [],
            "reciprocity": True,
        },
        "title": said["title"],
        "case_reference": "FID/2025/0417",
        "their_reference": "" if outgoing else "OIA-2026-1187",
        "contents": said["contents"],
        "contents_hash": "0" * 64,
        "deadline_on": date(2026, 6, 30),
        "deadline_reason": said["deadline_reason"],
        "confidentiality": said["confidentiality"],
        "urgency": "URGENT",
        "urgency_reason": said["urgency_reason"],
        "language": language,
        "is_specimen": True,
        "author": author,
        "created_at": AT,
        "state_since": AT,
        "received_on": None if outgoing else RECEIVED,
        "transmitted_at": None,
        "next_action_on": date(2026, 4, 15),
    }
    if text:
        values |= dict.fromkeys(
            (
                "title",
                "case_reference",
                "their_reference",
                "deadline_reason",
                "confidentiality",
                "urgency_reason",
                "addressee",
            ),
            text,
        )
        values["contents"] = dict.fromkeys(said["contents"], text)
    request = Request.objects.create(**{**values, **changes})
    _rows(request, said, text)
    return request


def _rows(request: Request, said: dict[str, Any], text: str) -> None:
    for number, (role, identity, location, nationality) in enumerate(said["persons"], start=1):
        Person.objects.create(
            request=request,
            number=number,
            role=text[:120] or role,
            identity=text[:300] or identity,
            location=text[:300] or location,
            nationality=text[:120] or nationality,
        )
    for number, (title, provisions, penalty, years) in enumerate(said["offences"], start=1):
        Offence.objects.create(
            request=request,
            number=number,
            title=text[:300] or title,
            provisions=text or provisions,
            penalty=text[:300] or penalty,
            max_penalty_years=years,
        )
    incoming = request.direction == "INCOMING"
    for number, (kind, description, contents) in enumerate(said["measures"], start=1):
        Measure.objects.create(
            request=request,
            number=number,
            kind=kind,
            description=text or description,
            contents=dict.fromkeys(contents, text) if text else contents,
            outcome="EXECUTED" if incoming and number == 1 else "GRANTED",
            account=(text or "Certified copies taken; 214 pages.") if number == 1 else "",
            executed_on=date(2026, 3, 24) if number == 1 else None,
            use_limits=(text or "Only in the case stated in the request.") if number == 1 else "",
            released_at=AT if number == 1 else None,
            released_by=request.author if number == 1 else None,
            sent_at=AT if number == 1 else None,
        )
    Consultation.objects.create(
        request=request,
        by_other_state=not incoming,
        proposal=text or "The search could be limited to the business premises.",
        opened_on=date(2026, 3, 10),
        opened_by=request.author,
        answer=text or "A limited search would not serve the purpose of the request.",
        answered_on=date(2026, 3, 17),
    )
    Condition.objects.create(
        request=request,
        version=1,
        text=text
        or "The records are used only in the case stated in the request.\n"
        "They are returned within six months.",
        status="OFFERED",
        offered_on=date(2026, 3, 20),
    )
    Question.objects.create(
        request=request,
        by_other_state=not incoming,
        items=["facts_summary"],
        text=text or "Which of the accounts received the money?",
        asked_on=date(2026, 3, 12),
    )
    for number, title in enumerate(("Copy of the account statements", "List of questions"), 1):
        file = StoredFile.objects.create(
            sha256="0" * 64,
            size=1,
            media_type="application/pdf",
            name="a.pdf",
            stored_as=f"{request.pk}-{number}",
            wrapped_key=b"",
            created_at=AT,
        )
        document = Document.objects.create(
            request=request,
            title=text[:300] or f"{title} (annex {number})",
            file=file,
            added_by=request.author,
            added_at=AT,
        )
        item = Evidence.objects.create(
            request=request,
            number=number,
            measures=[number],
            title=text[:300] or title,
            sort="RECORD",
            document=document if number == 1 else None,
            medium="" if number == 1 else text[:300] or "Sealed disk, serial number 17",
            limits=text,
            registered_by=request.author,
            registered_at=AT,
        )
        Custody.objects.create(
            evidence=item,
            step="RECEIVED",
            happened_on=date(2026, 3, 24),
            who="Criminal Court",
            means="COURIER",
            receipt_owed=True,
            recorded_by=request.author,
            recorded_at=AT,
        )


def given_for(kind: str, text: str = "") -> dict[str, Any]:
    """What the action behind a letter could be given; `text` replaces every free text."""
    given: dict[Letter, dict[str, Any]] = {
        Letter.ADDITIONAL_INFORMATION: {"answer": "The money went to accounts 2 and 3."},
        Letter.CONSULTATION_REPLY: {"answer": "A search of the business premises is enough."},
        Letter.CONDITIONS_DECLINED: {"reasons": "The law obliges the court to keep the records."},
        Letter.STATUS_ENQUIRY: {"question": "Has the hearing of Witness E been set?"},
        Letter.WITHDRAWAL: {
            "reasons": "The accused pleaded guilty.",
            "instructions": "Copies already taken may be destroyed.",
        },
        Letter.INFORMATION_REQUEST: {
            "items": ("facts_summary", "procedure_details", "persons"),
            "questions": "1. Which account received the money, and on which days?\n"
            "2. Where was Suspect B last seen?",
            "reply_by": date(2026, 4, 30),
        },
        Letter.CONSULTATION: {
            "proposal": "The search of a law office would need a court order. Could the request "
            "be limited to the business premises?"
        },
        Letter.CONDITIONS: {
            "conditions": "The records are used only in the case stated in the request.\n"
            "Originals are returned within six months of the end of the trial.",
            "reasons": "The records hold data of persons who are not concerned.",
        },
        Letter.POSTPONEMENT: {
            "ongoing_case": "CC/2026/118",
            "reasons": "A search in a case of our own is planned at the same premises.",
            "review_on": date(2026, 6, 15),
        },
        Letter.REFUSAL: {
            "measures": ("3",),
            "grounds": ("ref.essential_interests", "ref.domestic_prohibition"),
            "own_law": "Specimen Evidence Act, section 12",
            "reasons": "The premises to be searched are those of a constitutional body, and the "
            "law forbids their search for a similar offence of our own. The interest of the "
            "case was weighed; no order of the court could change this.",
        },
        Letter.TRANSMISSION: {"instructions": "Hear Witness E before the bank is approached."},
        Letter.RESULTS: {"account": "Certified copies of the records of accounts 2 and 3."},
        Letter.STATUS_REPLY: {"reply": "The hearing of Witness E is set for 20 April 2026."},
        Letter.FORWARDING: {"addressee": "Ministry of Justice", "reasons": "Its competence."},
        Letter.RETURN: {"items": ("facts_summary", "purpose"), "reasons": "No facts are given."},
        Letter.EVIDENCE_DELIVERY: {
            "evidence": ("1", "2"),
            "happened_on": date(2026, 3, 30),
            "means": "DIPLOMATIC_BAG",
            "delivered_to": "Office of International Affairs, evidence registry",
            "receipt_asked": True,
        },
        Letter.EVIDENCE_RECEIPT: {"evidence": ("1", "2")},
        Letter.PRESERVATION_RISK: {
            "risk": "SECRECY",
            "explanation": "The provider tells its customers of every order to keep their data.",
        },
        Letter.PRESERVATION_GOES_ON: {"reasons": "The account is used by nobody now."},
        Letter.EXTENSION_REQUEST: {
            "measures": ("1",),
            "days": 30,
            "reasons": "The court decides on the request for the data in May 2026.",
        },
        Letter.PRESERVATION_EXTENDED: {"measures": ("1",), "days": 30},
        Letter.PRESERVATION_ENDED: {
            "measures": ("1",),
            "ended_as": "LAPSED",
            "ended_on": date(2026, 3, 30),
            "account": "The provider erased its copy.",
        },
        Letter.PATH_DISCLOSED: {
            "third_state": "FR",
            "provider": "SPECIMEN Provider B",
            "traffic_data": "Sessions of 1 March 2026 came from addresses of Provider B.",
            "found_on": date(2026, 3, 30),
        },
        Letter.PRESERVATION_GIVEN_UP: {"measures": ("1",), "reasons": "The suspect confessed."},
        Letter.CONSENT_REQUEST: {
            "evidence": ("2",),
            "purpose": "PASSED_ON",
            "receiver": "Europol",
            "matter": "CASE-18: the same accounts were used by another group.",
        },
        Letter.CONSENT_REPLY: {
            "answer": "GRANTED",
            "reasons": "The offence is of the same kind. Copies are returned after the trial.",
        },
        Letter.DISCLOSURE_NOTICE: {
            "evidence": ("1",),
            "matter": "The statement on transfer 12, to the defence of Accused A.",
            "planned_on": date(2026, 4, 20),
        },
        Letter.DISCLOSURE_CONSULTATION: {"text": "A source would become known."},
        Letter.CONDITION_BREACH: {"text": "A copy was filed in another case; it was withdrawn."},
        Letter.CONDITION_INABILITY: {"text": "The court is bound to keep the records."},
        Letter.SECRECY_IMPOSSIBLE: {"reasons": "Our law has the account holder heard."},
        Letter.SECRECY_DECISION: {"answer": "GO_ON", "text": "After the search of 4 April."},
        Letter.USE_QUESTION: {"text": "In which hearings were the records used?"},
        Letter.USE_REPORT: {"text": "They were used in the hearing of 2 March 2026 only."},
        Letter.USE_ENQUIRY: {"question": "Were the data used for anything but the search?"},
        Letter.USE_ACCOUNT: {"account": "They served the search alone."},
        Letter.NOTE: {"text": "Suspect B was arrested on another warrant."},
    }
    values = dict(given.get(Letter(kind), {}))
    if text:
        return {
            key: text if isinstance(value, str) and key not in CODES else value
            for key, value in values.items()
        }
    return values


CODES = frozenset({"risk", "ended_as", "third_state"})
"""What is chosen from a list and is no text."""


OUTGOING = frozenset(
    {
        Letter.REQUEST,
        Letter.ADDITIONAL_INFORMATION,
        Letter.CONSULTATION_REPLY,
        Letter.CONDITIONS_ACCEPTED,
        Letter.CONDITIONS_DECLINED,
        Letter.STATUS_ENQUIRY,
        Letter.WITHDRAWAL,
        Letter.EVIDENCE_RECEIPT,
        Letter.PRESERVATION_GOES_ON,
        Letter.EXTENSION_REQUEST,
        Letter.PRESERVATION_GIVEN_UP,
        Letter.CONSENT_REQUEST,
        Letter.DISCLOSURE_NOTICE,
        Letter.CONDITION_BREACH,
        Letter.CONDITION_INABILITY,
        Letter.USE_REPORT,
        Letter.SECRECY_DECISION,
        Letter.REFILING,
        Letter.USE_ACCOUNT,
    }
)
"""Letters on a request of ours; the rest are on one made to us."""
