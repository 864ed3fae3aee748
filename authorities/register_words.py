"""The register's own words, for translators: its data files and its rows keep the English.

Remarks of the register itself are said in the reader's language. What it cites (titles,
addresses, files) is no remark: it stays as it is.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

WORDS = frozenset(
    {
        _("a different authority for one treaty"),
        _(
            "a proposal made in the negotiation of the later United Nations convention; never"
            " adopted, binds nobody, serves as a model"
        ),
        _("added after the 2015 snapshot; date of entry into force computed"),
        _(
            "Attorney-General is the statutory central authority; powers delegated to the "
            "Solicitor-General"
        ),
        _("believed to be a party; check the CoE Treaty Office before any use"),
        _("check the department number: ministries have been reorganised since 2012"),
        _(
            "compilation of proposals of 3 August 2022 (Spanish), submission of Jamaica on "
            "behalf of the Caribbean Community"
        ),
        _("date of deposit not seen"),
        _("date of entry into force computed (art. 38) and matches Dutch treaty database"),
        _(
            "date of entry into force computed: 30th day after deposit or convention entry "
            "into force, whichever later"
        ),
        _("dates of signature and deposit not seen"),
        _("declarations dated 2016-11-16, probably the day of deposit"),
        _("deficient requests are returned unregistered (case handling note, 2011)"),
        _("demonstration"),
        _(
            "department name (DRCI) not in the excerpt; executes through the Federal "
            "Prosecutor's Secretariat of International Cooperation"
        ),
        _("deposited after the 2014 scrape; date of entry into force computed"),
        _(
            "diplomatic channel is the rule; direct to the Attorney General where "
            "circumstances require"
        ),
        _("direct or diplomatic channel"),
        _("do not rely on this row before checking treaties.un.org XVIII-16"),
        _("effective 2026-01-01"),
        _(
            'electronic transmission only in extreme urgency, headed "Urgent Request for '
            'Legal Assistance"'
        ),
        _("European part; Curaçao added with effect 2024-10-01 (009852_w)"),
        _("extradition conditional on a treaty"),
        _(
            "host State, first to sign on the opening day; reported as having ratified by May"
            " 2026 (machineherald-io.pages.dev 2026-05-21, itself citing Wikipedia); day of "
            "deposit unknown"
        ),
        _(
            "inference: 72 signatories at MTDSG, 68 of them named by other sources; the list "
            "after Türkiye was cut off"
        ),
        _(
            "inferred from the Court leaving the negotiation to the DOJ as organ of the "
            "requesting State"
        ),
        _("Invented for the demonstration; no such authority is known."),
        _("no list of parties in the register"),
        _("non-member of the Council of Europe: accession; date of deposit not seen"),
        _("numbers are from 2006; verify"),
        _("only the entry-into-force date is sourced; not in the 2015 snapshot"),
        _(
            "open for signature in Hanoi on 25 and 26 October 2025, then in New York until 31"
            " December 2026 (art 64); three ratifications reported by May 2026 without dates "
            "of deposit, forty needed"
        ),
        _(
            "open to Parties to the Budapest Convention only; a secondary source read on "
            "2026-09-05 found no date of entry into force"
        ),
        _("part of the Kingdom of the Netherlands: separate authority for a territory"),
        _(
            "party status inferred: signed CETS 224, which is open to Parties to ETS 185 "
            "only; dates not retrieved"
        ),
        _("party status sourced (by April 2008); dates not retrieved"),
        _("party status sourced (by Sept 2015); dates not retrieved"),
        _("party status sourced through its declarations of 2025-12-04; accession dates not seen"),
        _("phone cut off in the excerpt"),
        _("protocol not in force in the snapshot (5 ratifications needed, 3 seen)"),
        _("provisional arrest"),
        _("provisional arrest only"),
        _("recalled, not retrieved"),
        _(
            "reciprocity undertaking (s 16(2)) where there is no treaty; publishes sample "
            "request forms"
        ),
        _(
            "reported as having ratified by May 2026 (machineherald-io.pages.dev 2026-05-21, "
            "itself citing Wikipedia); day of deposit unknown"
        ),
        _("scrape of about 2014 shows a signature only; later ratification not checked"),
        _("signature at Hanoi 25-26 Oct 2025 sourced; exact day not seen"),
        _("signed at UN Headquarters after Hanoi"),
        _("signed only as at 2015; 2026 status not checked"),
        _("street address and languages not retrieved"),
        _("the designated central authority was not retrieved"),
        _("this text only"),
        _("two central authorities split by stage of the case"),
        _('updated after the 2015 snapshot (source marks "a"); date of entry into force computed'),
        _("updated after the 2015 snapshot; date of entry into force computed"),
        _("urgent requests may arrive through Interpol with the prosecutor's consent"),
        _("urgent requests under art 27(9)(e) must go to the central authority"),
        _("urgent: e-mail, fax or OCN INTERPOL Lima, original to follow"),
    }
)
"""Remarks, word for word as in the data."""

CITED = "cited"
REMARKED = (
    (
        re.compile(r"(?P<cited>.+), with single later entries from other sources"),
        _("%(cited)s, with single later entries from other sources"),
    ),
    (
        re.compile(r"(?P<cited>IANA .+, zone\.tab) \(the only zone of this code\)"),
        _("%(cited)s (the only zone of this code)"),
    ),
    (
        re.compile(
            r"(?P<cited>IANA .+, zone\.tab); of (?P<count>\d+) zones, "
            r"the one of the seat of government"
        ),
        _("%(cited)s; of %(count)s zones, the one of the seat of government"),
    ),
    (
        re.compile(r"(?P<cited>IANA .+, zone\.tab) \(zone of Belgium, seat of the institutions\)"),
        _("%(cited)s (zone of Belgium, seat of the institutions)"),
    ),
)
"""Remarks upon what is cited."""


@dataclass(frozen=True, slots=True)
class Said:
    """A remark in the reader's language; its blank, if it has one, is for what it cites."""

    words: str
    cited: str = ""

    def __str__(self) -> str:
        return self.words % {CITED: self.cited} if self.cited else self.words


def in_reader_language(text: str) -> Said | None:
    """What the register says with this text; None where it only cites, or somebody typed it."""
    if text in WORDS:
        return Said(gettext(text))
    for form, message in REMARKED:
        if found := form.fullmatch(text):
            blanks = found.groupdict() | {CITED: f"%({CITED})s"}
            return Said(gettext(message) % blanks, found[CITED])
    return None


def in_words(text: str) -> str:
    """The text in the reader's language where it is a remark of the register, else as it is."""
    return str(in_reader_language(text) or text)
