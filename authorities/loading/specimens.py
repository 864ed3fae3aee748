"""Authorities invented for the demonstration. Their names say so, and nothing is verified."""

from authorities.loading.rows import AUTHORITY, Row
from authorities.models import RoleKind

SPECIMENS = (
    "SPECIMEN \N{EN DASH} competent authority, criminal courts",
    "SPECIMEN \N{EN DASH} competent authority, police investigation unit",
)


def specimen_rows(*, state: str) -> list[Row]:
    """The executing authorities of the home State for the demonstration, as register rows."""
    return [
        Row(
            AUTHORITY,
            (state, institution, ""),
            {
                "is_specimen": True,
                "roles": [[RoleKind.EXECUTING_AUTHORITY.value, "", "", "", "", ""]],
                "source": "demonstration",
                "verified": False,
                "notes": "Invented for the demonstration; no such authority is known.",
            },
            "demonstration",
        )
        for institution in SPECIMENS
    ]
