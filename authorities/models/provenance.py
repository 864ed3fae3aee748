"""What every fact of the register carries: where it was read, and whether it was checked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sourced(models.Model):
    """A fact with its source.

    `source` says where it was read. `verified` is true only when it was read in a text that
    the register names. `loaded` keeps the values last read from the data files, so that a
    later load can tell a registrar's correction from an outdated row.
    """

    source = models.TextField(_("source"), blank=True, default="")
    verified = models.BooleanField(_("verified"), default=False)
    notes = models.TextField(_("notes"), blank=True, default="")
    loaded = models.JSONField(_("values last loaded"), default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that people correct: `version` grows by one with every correction."""

    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        abstract = True
