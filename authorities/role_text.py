"""Reading roles and the texts they rest on from the register's data files.

"central_authority (before proceedings start);contact_24_7" with "ETS185 art 27, 35" means: a
central authority under article 27, for one stage, and a 24/7 contact point under article 35.
"""

import re
from dataclasses import dataclass

ONLY_THIS_TEXT = "this text only"
"""The limit of a role that the source gives under one text and no other."""

_ROLE = re.compile(r"^(?P<role>[a-z0-9_]+)\s*(?:\((?P<limit>[^)]*)\))?$")
_CITED = re.compile(r"^(?P<law>[A-Z]+ ?\d*)(?:\s+art\s+(?P<articles>.+))?$")
_ARTICLE_ROLES = {
    ("ETS185", "24"): "EXTRADITION",
    ("ETS185", "27"): "CENTRAL_AUTHORITY",
    ("ETS185", "35"): "CONTACT_24_7",
}
_STAGES = {
    "before proceedings start": "BEFORE_PROCEEDINGS",
    "after proceedings start": "AFTER_PROCEEDINGS",
}


@dataclass(frozen=True, slots=True, order=True)
class NamedRole:
    """One role under one text. `instrument` is a register code or blank."""

    role: str
    law: str
    instrument: str
    article: str
    stage: str
    limit: str


class UnableToReadRole(ValueError):
    """A role in the data is not one that the register knows."""


def read_roles(
    *, roles: str, laws: str, known_instruments: frozenset[str], known_roles: frozenset[str]
) -> tuple[NamedRole, ...]:
    """Every role in `roles` under every text in `laws`, sorted.

    An article that belongs to one role (ETS185 24, 27, 35) goes to that role only; the others
    go to every role. Raises UnableToReadRole for a role outside `known_roles`.
    """
    wanted = [_read_role(part, known_roles) for part in roles.split(";") if part.strip()]
    texts = [_read_law(part, known_instruments) for part in laws.split(";") if part.strip()]
    found = set()
    for role, stage, limit in wanted:
        for law, instrument, articles in texts or [("", "", [])]:
            own = [a for a in articles if _belongs(instrument, a, role, {w[0] for w in wanted})]
            narrowed = law.removesuffix(" only")
            only = ONLY_THIS_TEXT if narrowed != law else ""
            found.add(NamedRole(role, narrowed, instrument, ", ".join(own), stage, limit or only))
    return tuple(sorted(found))


def _read_role(text: str, known_roles: frozenset[str]) -> tuple[str, str, str]:
    match = _ROLE.match(text.strip())
    role = match["role"].upper() if match else ""
    if not match or role not in known_roles:
        raise UnableToReadRole(f"The register has no role called “{text.strip()}”.")
    limit = (match["limit"] or "").strip()
    stage = _STAGES.get(limit, "")
    return role, stage, "" if stage else limit


def _read_law(text: str, known_instruments: frozenset[str]) -> tuple[str, str, list[str]]:
    text = text.strip()
    match = _CITED.match(text)
    code = match["law"].replace(" ", "") if match else ""
    if match is None or code not in known_instruments:
        return text, "", []
    articles = [a.strip() for a in (match["articles"] or "").split(",") if a.strip()]
    return code, code, articles


def _belongs(instrument: str, article: str, role: str, wanted: set[str]) -> bool:
    owner = _ARTICLE_ROLES.get((instrument, article))
    return owner is None or owner == role or (owner not in wanted and role == "CENTRAL_AUTHORITY")
