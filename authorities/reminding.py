"""The registrars are reminded once a week of entries whose authority is still to be asked.

House rule. The mail says how many and where the list is; it names no authority.
"""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from authorities import confirming
from mla import effects
from mla.accounts.models import User
from mla.accounts.roles import Role

REMIND = "REGISTER_REMIND"


@transaction.atomic
def remind(*, at: datetime) -> None:
    """Each active registrar has one mail to come for this week, if anything is to be asked.

    Called again in the same week (of the home State) it adds nothing.
    """
    on = confirming.today(at)
    if not confirming.not_yet_asked(on=on):
        return
    year, week, _weekday = on.isocalendar()
    effects.enqueue_many(
        effects.NewEffect(
            key=f"register:confirm:{year}-W{week:02}:{person}",
            kind=REMIND,
            payload={"person": person},
            at=at,
        )
        for person in User.objects.filter(
            is_active=True, roles__contains=[Role.REGISTRAR]
        ).values_list("pk", flat=True)
    )


@effects.carries_out(REMIND)
def mail(work: effects.Work) -> None:
    """The registrar has one mail with the number of entries, if there still are any."""
    person = User.objects.get(pk=work.payload["person"])
    count = confirming.not_yet_asked(on=confirming.today(timezone.now()))
    if not (count and person.has_role(Role.REGISTRAR)):
        return
    domain = settings.DEFAULT_FROM_EMAIL.partition("@")[2]
    with override("en"):
        EmailMessage(
            subject=_("Entries of the register to confirm: %(count)s") % {"count": count},
            body=ngettext(
                "The authority of %(count)s entry has not been asked within a year whether it "
                "is right (house rule).",
                "The authorities of %(count)s entries have not been asked within a year whether "
                "they are right (house rule).",
                count,
            )
            % {"count": count}
            + f"\n\n{settings.MLA_PUBLIC_URL}/register/confirm/",
            to=[person.email or f"{person.username}@{domain}"],
            headers={"Message-ID": f"<{work.key.replace(':', '.')}@{domain}>"},
        ).send()
