"""Titles of the instruments of the register, for translators: the register keeps the English."""

from django.utils.translation import gettext_noop as _

SHORT_TITLES = (
    _("Caribbean draft (2022)"),
    _("UNTOC"),
    _("UNCAC"),
    _("UN Convention against Cybercrime"),
    _("Budapest Convention"),
    _("Second Protocol to Budapest"),
    _("Second Protocol to the European MLA Convention"),
)
TITLES = (
    _(
        "Proposal of Jamaica on behalf of the Caribbean Community for a comprehensive "
        "international convention on countering the use of information and communications "
        "technologies for criminal purposes"
    ),
    _("United Nations Convention against Transnational Organized Crime"),
    _("United Nations Convention against Corruption"),
    _(
        "United Nations Convention against Cybercrime; Strengthening International Cooperation "
        "for Combating Certain Crimes Committed by Means of Information and Communications "
        "Technology Systems and for the Sharing of Evidence in Electronic Form of Serious Crimes"
    ),
    _("Convention on Cybercrime"),
    _(
        "Second Additional Protocol to the Convention on Cybercrime on enhanced co-operation "
        "and disclosure of electronic evidence"
    ),
    _(
        "Second Additional Protocol to the European Convention on Mutual Assistance in "
        "Criminal Matters"
    ),
)
