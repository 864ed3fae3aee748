"""The roles a person can hold. Codes are stored; labels are what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be in this installation. One person may hold several."""

    CLERK = "CLERK", _("Clerk")
    SUPERVISOR = "SUPERVISOR", _("Supervisor")
    EXECUTING_OFFICER = "EXECUTING_OFFICER", _("Executing officer")
    DUTY_OFFICER = "DUTY_OFFICER", _("Duty officer")
    AUDITOR = "AUDITOR", _("Auditor")
    REGISTRAR = "REGISTRAR", _("Registrar")
