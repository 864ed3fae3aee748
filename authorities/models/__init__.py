"""The register: States, instruments, who is bound by them, and whom to write to."""

from authorities.models.authority import (
    Authority,
    AuthorityRole,
    LocalHoliday,
    RoleKind,
    Stage,
)
from authorities.models.confirmation import Confirmation, ConfirmationAsked, Means
from authorities.models.declaration import (
    AcceptedLanguage,
    Declaration,
    DeclarationKind,
    LanguagePreference,
    NationalRequirement,
)
from authorities.models.instrument import (
    BoundBy,
    EntryRule,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Participation,
)
from authorities.models.state import State

__all__ = [
    "AcceptedLanguage",
    "Authority",
    "AuthorityRole",
    "BoundBy",
    "Confirmation",
    "ConfirmationAsked",
    "Declaration",
    "DeclarationKind",
    "EntryRule",
    "Instrument",
    "InstrumentKind",
    "InstrumentStatus",
    "LanguagePreference",
    "LocalHoliday",
    "Means",
    "NationalRequirement",
    "Participation",
    "RoleKind",
    "Stage",
    "State",
]
