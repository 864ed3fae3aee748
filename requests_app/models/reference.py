"""References: issued from a locked row, so that none is skipped or given twice."""

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class ReferenceCounter(models.Model):
    """The last number issued in a series of one authority, side and year."""

    series = models.CharField(_("series"), max_length=40, primary_key=True)
    last = models.PositiveIntegerField(_("last number issued"))

    class Meta:
        verbose_name = _("reference counter")
        verbose_name_plural = _("reference counters")

    def __str__(self) -> str:
        return f"{self.series}/{self.last}"


def issue(*, direction: str, year: int) -> str:
    """The next reference of the series, such as `JM/OUT/2026/00012`.

    The counter row stays locked until the caller's transaction ends; if that fails the
    number goes back, so a gap cannot arise.
    """
    return issue_many(direction=direction, year=year, count=1)[0]


def issue_many(*, direction: str, year: int, count: int) -> list[str]:
    """The next `count` references of the series, in order; as `issue` in all else."""
    side = {"OUTGOING": "OUT", "INCOMING": "IN", "DEPOSITARY": "DEP"}[direction]
    series = f"{settings.MLA_HOME_STATE}/{side}/{year}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO requests_app_referencecounter AS counter (series, last) VALUES (%s, %s) "
            "ON CONFLICT (series) DO UPDATE SET last = counter.last + excluded.last "
            "RETURNING last",
            [series, count],
        )
        last = cursor.fetchone()[0]
    return [f"{series}/{number:05d}" for number in range(last - count + 1, last + 1)]
