"""What a move writes of an emergency."""

from datetime import date

from requests_app.models.emergency import EmergencyUse, FollowUp, UseEnquiry
from requests_app.models.move.under_way import UnderWay


class Emergencies(UnderWay):
    """Uses of the fast path, what followed, and accounts of the use of data."""

    def use_fast_path(self, action: str) -> None:
        """A use of the fast path is on record, to be reviewed by a supervisor."""
        EmergencyUse.objects.create(
            request=self.request, action=action, used_by=self.by, used_at=self.at
        )

    def review_fast_path(self) -> None:
        """Every use that was left to review has its finding."""
        EmergencyUse.objects.filter(request=self.request, reviewed_at=None).update(
            finding=self.given["finding"],
            reasons=self.given["reasons"],
            reviewed_by=self.by,
            reviewed_at=self.at,
        )

    def follow_up(self, kind: str, *, on: date) -> None:
        """What that row of the instrument asks for afterwards has come."""
        FollowUp.objects.create(request=self.request, kind=kind, came_on=on, recorded_by=self.by)

    def ask_about_use(self, *, on: date) -> None:
        """The requested State asks how the data were used."""
        UseEnquiry.objects.create(
            request=self.request, question=self.given["question"], asked_on=on
        )

    def account_for_use(self, *, on: date) -> None:
        """The open enquiries about use have their account."""
        UseEnquiry.objects.filter(request=self.request, answered_on=None).update(
            account=self.given["account"], answered_on=on
        )
