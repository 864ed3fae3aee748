"""The contents that a request can have, and where each is kept.

Which of them a request must have is for the instrument to say (`instruments.ContentRow`);
whether it has them is judged in `completeness.py`.
"""

from requests_app.rules import contents_of_kinds
from requests_app.rules.content import Content, Place
from requests_app.rules.sentences import gettext_noop as _

__all__ = ["CONTENTS", "MEASURE_KEYS", "SHEET_KEYS", "Content", "Place"]

_ROWS = (
    Content(
        "requesting_authority",
        _("Authority making the request"),
        _("Name and address of the authority that asks."),
        long=False,
    ),
    Content(
        "conducting_authority",
        _("Authority conducting the case"),
        _("Name and functions of the authority running the investigation or proceeding."),
        long=False,
    ),
    Content(
        "subject_nature",
        _("Subject and nature of the case"),
        _("What is being investigated, prosecuted or tried, and at what stage it is."),
    ),
    Content(
        "facts_summary",
        _("Summary of the facts"),
        _("What happened, when and where, and how the assistance asked for relates to it."),
    ),
    Content(
        "assistance_description",
        _("Description of the assistance"),
        _("What is asked for, measure by measure."),
        Place.MEASURES,
    ),
    Content(
        "procedure_details",
        _("Procedure to be followed"),
        _("Any particular procedure you wish to be followed; write “none” if there is none."),
    ),
    Content(
        "persons",
        _("Persons concerned"),
        _("Identity, location and nationality of any person concerned, where possible."),
        Place.PERSONS,
    ),
    Content(
        "purpose",
        _("Purpose"),
        _("Why the evidence, information or action is sought."),
    ),
    Content(
        "offence_provisions",
        _("Offences, provisions and penalties"),
        _("The offence, the provisions of law and the penalty provided."),
        Place.OFFENCES,
    ),
    Content(
        "person_to_serve",
        _("Person to be served"),
        _("Name and address of the person to be served."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "service_document",
        _("Document to be served"),
        _("Which document is to be served, and the form of service wished."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "deadline",
        _("Suggested date"),
        _("A date by which you need the assistance; it counts only with its reasons."),
        Place.DEADLINE,
    ),
    Content(
        "confidentiality_request",
        _("Confidentiality"),
        _("Whether the fact and substance of the request are to be kept confidential."),
        Place.CONFIDENTIALITY,
    ),
    Content(
        "urgency_reason",
        _("Reasons for urgency"),
        _("Why the request is urgent."),
        Place.URGENCY,
    ),
    Content(
        "reason_no_personal_appearance",
        _("Why personal appearance is not possible or desirable"),
        _("Why the person cannot or should not appear in the requesting State."),
        Place.MEASURE,
    ),
    Content(
        "judicial_authority",
        _("Judicial authority"),
        _("Name of the judicial authority before which the hearing takes place."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "persons_conducting",
        _("Persons conducting the hearing"),
        _("Who will conduct the hearing, and their functions."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "consent_informed",
        _("Informed consent of the person"),
        _("How the person was informed and gave free consent."),
        Place.MEASURE,
    ),
    Content(
        "both_authorities_agree",
        _("Agreement of both authorities"),
        _("Which authorities agreed to the transfer, and on what conditions."),
        Place.MEASURE,
    ),
    Content(
        "agreed_return_date",
        _("Return"),
        _("When and how the person is to be returned to custody."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "data_to_preserve",
        _("Data to be preserved"),
        _("The stored data, and their relation to the offence."),
        Place.MEASURE,
    ),
    Content(
        "custodian_or_location",
        _("Custodian or location of the data"),
        _("Any information on who holds the data or where the system is."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "necessity",
        _("Necessity"),
        _("Why the measure is needed."),
        Place.MEASURE,
    ),
    Content(
        "followup_intention",
        _("Intention to request assistance"),
        _("That a request for search, seizure or disclosure of the data will follow."),
        Place.MEASURE,
    ),
    Content(
        "emergency_facts",
        _("Facts of the emergency"),
        _("The facts that show the emergency, and how the assistance relates to them."),
        Place.MEASURE,
    ),
    Content(
        "statement_under_convention",
        _("Statement that the request is made under the Convention"),
        _("A statement that the request is made under the instrument."),
        Place.MEASURE,
    ),
    Content(
        "provider_name_address",
        _("Service provider"),
        _("Name and address of the provider or providers that hold the data."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "data_description",
        _("Data asked for"),
        _("A detailed description of the data."),
        Place.MEASURE,
    ),
    Content(
        "special_instructions",
        _("Special instructions"),
        _("Instructions on procedure, if any."),
        Place.MEASURE,
    ),
    Content(
        "offence",
        _("Offence"),
        _("The offence that is investigated or prosecuted."),
        Place.OFFENCE_NAMED,
    ),
    Content(
        "other_helpful_info",
        _("Other helpful information"),
        _("Anything else that may help to obtain the data."),
        Place.MEASURE,
    ),
    Content(
        "property_description",
        _("Property"),
        _("Description of the property; as far as possible its location and estimated value."),
        Place.MEASURE,
    ),
    Content(
        "order_copy",
        _("Order relied on"),
        _("A legally admissible copy of the order on which the request is based."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "execution_extent",
        _("Extent of execution"),
        _("To what extent the order is to be executed."),
        Place.MEASURE,
    ),
    Content(
        "third_parties_notified",
        _("Notice to third parties"),
        _("How third parties in good faith were notified and due process was ensured."),
        Place.MEASURE,
    ),
    Content(
        "order_is_final",
        _("Finality of the order"),
        _("A statement that the confiscation order is final."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "collection_period",
        _("Period of collection"),
        _("The period for which data are to be collected, and why that length."),
        Place.MEASURE,
    ),
    Content(
        "issued_on",
        _("Date of issue"),
        _("The date on which the request is issued."),
        Place.MEASURE,
        long=False,
    ),
    *contents_of_kinds.ROWS,
)

CONTENTS: dict[str, Content] = {row.key: row for row in _ROWS}
SHEET_KEYS: tuple[str, ...] = tuple(r.key for r in _ROWS if r.place is Place.SHEET)
MEASURE_KEYS: tuple[str, ...] = tuple(r.key for r in _ROWS if r.place is Place.MEASURE)
