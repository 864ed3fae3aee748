"""The contents of particular kinds of measure: each is a text of one measure."""

from requests_app.rules.content import Content, Place
from requests_app.rules.sentences import gettext_noop as _

ROWS: tuple[Content, ...] = (
    # Service, hearings, data
    Content(
        "service_form",
        _("Form of service"),
        _("Simple handing over, or a particular form of service that is wished."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "witness_willing",
        _("Willingness to be heard"),
        _("A statement that the person is willing to take part in a hearing by telephone."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "user_or_identifier",
        _("User or identifier"),
        _("The owner or user of the data, or the account or other identifier they are found by."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "secrecy_no_user_notice",
        _("Secrecy towards the user"),
        _("That the user is not to be told, and the request is to be kept confidential."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "earlier_preservation",
        _("Earlier preservation"),
        _("The date and reference of an earlier request to preserve the data."),
        Place.MEASURE,
        long=False,
    ),
    # Data asked of a provider
    Content(
        "domain_name",
        _("Domain name"),
        _("The domain name, and a detailed list of the data sought on it."),
        Place.MEASURE,
    ),
    Content(
        "specific_case_statement",
        _("Relevance to a case"),
        _(
            "A statement that the data are relevant to a specific case and will be used only "
            "for it."
        ),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "time_frame_manner",
        _("Time frame and manner"),
        _("By when and in what manner the data are to be given."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "seeking_authority",
        _("Authority that seeks the data"),
        _("The authority that seeks the data, where it is not the issuing one."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "domestic_legal_basis",
        _("Domestic legal grounds"),
        _("The provisions of its own law that empower the authority to issue the order."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "return_contact",
        _("Contact for the return of the data"),
        _("Where and to whom the data are to be given."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "simultaneous_notice",
        _("Notice to the other State"),
        _("A statement that the other State was notified at the same time, where it requires so."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "why_provider_holds",
        _("Why the provider is believed to hold the data"),
        _("The reasons to believe that this provider has the data."),
        Place.MEASURE,
    ),
    Content(
        "data_relevance",
        _("Relevance of the data"),
        _("How the data bear on the investigation or proceeding."),
        Place.MEASURE,
    ),
    Content(
        "other_attempts",
        _("Other attempts"),
        _("Whether the data were sought in other ways before."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "data_category",
        _("Category of data"),
        _("Subscriber data, data to identify the user, traffic data or content data."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "data_time_range",
        _("Time range of the data"),
        _("From when to when, if the data are of a period."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "processor_confirmation",
        _("Why the processor is addressed"),
        _(
            "A confirmation of the conditions under which a processor, and not the "
            "controller, is addressed."
        ),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "validating_authority",
        _("Validating authority"),
        _("The authority that validated the order, where one is needed."),
        Place.MEASURE,
        long=False,
    ),
    # European Investigation Order
    Content(
        "earlier_request",
        _("Earlier order or request"),
        _("The date and reference of an earlier order or request that this one adds to."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "proceedings_type",
        _("Type of proceedings"),
        _("Criminal proceedings, or others in which the order may be issued."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "offence_category",
        _("Category of the offence"),
        _(
            "The category of the list for which dual criminality is not verified, if the "
            "offence is in one."
        ),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "special_measure_details",
        _("Details of a particular measure"),
        _(
            "What the form asks for this measure: a transfer, a hearing, accounts, "
            "interception and the like."
        ),
        Place.MEASURE,
    ),
    Content(
        "remedies",
        _("Legal remedies"),
        _("Whether a remedy was already sought against the order, and where one may be sought."),
        Place.MEASURE,
        long=False,
    ),
    # Proceeds, property
    Content(
        "facts_for_order",
        _("Facts relied on"),
        _(
            "The facts relied on, sufficient for the requested State to seek an order under "
            "its law."
        ),
        Place.MEASURE,
    ),
    Content(
        "property_location",
        _("Location of the property"),
        _("Where the property is, as far as it is known."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "property_value",
        _("Estimated value"),
        _("The estimated value of the property with its currency, where it matters."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "return_basis",
        _("Basis of the return"),
        _("Why the property is to be returned, and to whom."),
        Place.MEASURE,
    ),
    # Working together
    Content(
        "joint_purpose",
        _("Purpose of the joint investigation"),
        _("The matters that are investigated jointly."),
        Place.MEASURE,
    ),
    Content(
        "joint_members",
        _("Members"),
        _("The authorities that take part, and which of them leads."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "joint_period",
        _("Period of the joint investigation"),
        _("From when to when the joint investigation is to last."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "technique",
        _("Technique"),
        _(
            "Which technique is to be used: controlled delivery, surveillance, an undercover "
            "operation or another."
        ),
        Place.MEASURE,
    ),
    # Extradition
    Content(
        "conviction_or_warrant",
        _("Conviction or warrant of arrest"),
        _(
            "The original or an authenticated copy of the conviction and sentence, or of the "
            "warrant of arrest."
        ),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "offence_statement",
        _("Statement of the offences"),
        _(
            "The offences with their time and place, their legal description and the "
            "provisions of law."
        ),
        Place.MEASURE,
    ),
    Content(
        "law_text",
        _("Text of the law"),
        _("A copy of the provisions that apply, or a statement of the law."),
        Place.MEASURE,
    ),
    Content(
        "person_description",
        _("Description of the person"),
        _("As exact a description of the person as possible, with identity and nationality."),
        Place.MEASURE,
    ),
    Content(
        "warrant_exists",
        _("Existence of the conviction or warrant"),
        _("A statement that a conviction or a warrant of arrest exists."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "extradition_intention",
        _("Intention to request extradition"),
        _("A statement that a request for extradition will be sent."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "offence_when_where",
        _("Offence, when and where"),
        _("For which offence extradition will be requested, and when and where it was committed."),
        Place.MEASURE,
    ),
    # Transfer of proceedings and of sentenced persons
    Content(
        "transfer_ground",
        _("Ground of the transfer"),
        _(
            "Why the proceedings are to be taken over: residence, nationality, other "
            "proceedings, evidence and the like."
        ),
        Place.MEASURE,
    ),
    Content(
        "case_file",
        _("Case file"),
        _("The criminal file or a certified copy of it, with all other documents needed."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "nationality_proof",
        _("Proof of nationality"),
        _("A document or statement that the person is a national of the administering State."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "law_equivalence",
        _("Law of the administering State"),
        _("The law under which the acts are an offence there too."),
        Place.MEASURE,
    ),
    Content(
        "enforcement_statement",
        _("Statement on enforcement"),
        _("How the administering State would enforce the sentence."),
        Place.MEASURE,
    ),
    Content(
        "judgment_copy",
        _("Judgment"),
        _("A certified copy of the judgment and of the law on which it rests."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "judgment_final",
        _("Finality of the judgment"),
        _("A statement that the judgment is final."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "time_served",
        _("Time served"),
        _("How much of the sentence was served, with remand and remission."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "sentence_left_months",
        _("Months left to serve"),
        _("How many months of the sentence are left: a number; or “indeterminate”."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "consent_declaration",
        _("Consent of the sentenced person"),
        _("A declaration of the person's consent to the transfer."),
        Place.MEASURE,
        long=False,
    ),
    Content(
        "medical_social_reports",
        _("Medical and social reports"),
        _("Reports on the person and recommendations on further treatment, where there are any."),
        Place.MEASURE,
        long=False,
    ),
    # Information sent without a request
    Content(
        "information_sent",
        _("Information"),
        _("What is sent, and why it may help the other State."),
        Place.MEASURE,
    ),
    Content(
        "use_conditions",
        _("Conditions asked for"),
        _("Secrecy or limits on use that are asked of the receiving State, if any."),
        Place.MEASURE,
    ),
)
