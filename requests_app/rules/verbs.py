"""What the ledger says happened, as sentences: the person is the subject of each."""

from requests_app.rules import workflow
from requests_app.rules.sentences import gettext_noop as _

OF_REQUESTS = {
    "opened": _("began the draft"),
    "registered": _("registered the request received"),
    "refused": _("was refused an action"),
    "clock_notice": _("gave notice of a clock"),
    "read_letter": _("opened a letter"),
    "read_document": _("opened a document"),
    "read_manifest": _("opened the manifest of evidence"),
    "read_request": _("opened a restricted request"),
    "read_preview": _("looked at a letter before it was written"),
    "data_asked_for": _("sent the request for the data, which are kept until its decision"),
    "data_decided_on": _("recorded the decision on the request for the data"),
    "letter.rendered": _("rendered a letter"),
    "letter.failed": _("could not render a letter"),
}
"""Events of a request that are no action of the workflow table."""

OF_THE_HOUSE = {
    "request.refused": _("was refused to open a case"),
    "register.loaded": _("loaded the register"),
    "authority.corrected": _("corrected an authority of the register"),
    "authority.confirmed": _("confirmed an authority of the register"),
    "authority.asked": _("asked an authority of the register to confirm its entry"),
    "depositary.prepared": _("prepared a notification to a depositary"),
    "depositary.approved": _("approved a notification to a depositary"),
    "depositary.dispatched": _("dispatched a notification to a depositary"),
    "depositary.cancelled": _("cancelled a notification to a depositary"),
    "depositary.read": _("read a notification to a depositary"),
    "holiday.added": _("added a local holiday"),
    "holiday.withdrawn": _("withdrew a local holiday"),
    "accounts.user_created": _("created a person's account"),
    "accounts.user_changed": _("changed a person's account"),
    "accounts.user_disabled": _("disabled a person's account"),
    "accounts.user_enabled": _("enabled a person's account"),
    "accounts.one_time_password_issued": _("issued a one-time password"),
    "accounts.password_chosen": _("chose a password"),
    "accounts.signed_in": _("signed in"),
    "accounts.signed_out": _("signed out, or was signed out"),
    "accounts.sign_in_failed": _("turned a failed sign-in away"),
    "accounts.sign_in_failures_counted": _("counted more failed sign-ins than are told one by one"),
    "accounts.second_factor_added": _("turned the second factor on"),
    "accounts.second_factor_removed": _("turned the second factor off"),
    "accounts.recovery_codes_made": _("made new recovery codes"),
    "accounts.second_factor_reset": _("reset a person's second factor"),
    "accounts.token_issued": _("issued an API token"),
    "accounts.token_revoked": _("revoked an API token"),
    "accounts.specimen_authority_added": _("added a specimen authority"),
    "effects.parked": _("set an effect aside: a person must look"),
    "effects.retried": _("tried an effect again"),
    "effects.cancelled": _("cancelled an effect"),
    "effects.paused": _("paused effects"),
    "effects.resumed": _("resumed effects"),
    "requests.specimens_loaded": _("loaded specimen requests"),
    "ledger.checked": _("verified the ledger"),
    "installation.backed_up": _("made a backup"),
    "installation.restored": _("restored a backup"),
}
"""Events that belong to no request."""


def phrase(verb: str) -> str:
    """The words for a verb (a message id). Raises KeyError for one that nobody declared."""
    for table in (OF_REQUESTS, OF_THE_HOUSE):
        if verb in table:
            return table[verb]
    return workflow.action(verb).verb
