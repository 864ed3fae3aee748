"""What the frame of every page shows: the installation, the person, where one can go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from mla import written
from mla.accounts.models import User
from mla.accounts.policies import POLICIES
from mla.accounts.policy import may_open
from mla.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: shown to whom its policy admits, when its URL exists."""

    label: str | Promise
    url_names: tuple[str, ...]
    policy: str


PLACES = (
    Place(_("Worklist"), ("requests:worklist", "worklist"), "requests.read"),
    Place(_("Emergency"), ("requests:emergency",), "requests.draft"),
    Place(_("New request"), ("requests:new", "new_request"), "requests.draft"),
    Place(_("Register"), ("register:index", "register"), "register.read"),
    Place(_("Notifications"), ("depositary:list",), "register.letters"),
    Place(_("Statistics"), ("requests:statistics", "statistics"), "requests.statistics"),
    Place(_("Ledger"), ("ledger:events", "ledger"), "ledger.read"),
    Place(_("Users"), ("users",), "users.manage"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A place as one person sees it on one page."""

    label: str | Promise
    url: str
    current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: everything is worked out only where a template asks for it."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def first_place(user: User) -> str:
    """The address where this person's work begins."""
    for place in PLACES:
        if may_open(user, POLICIES[place.policy]) and (url := _reversed(place)):
            return url
    return reverse("own_account")


def home_state() -> Any:
    """The State whose authorities use this installation, or None while the register is empty."""
    found = _home.get(settings.MLA_HOME_STATE)
    if found is None:
        state: Any = apps.get_model("authorities", "State")
        found = state.objects.filter(pk=settings.MLA_HOME_STATE).first()
        if found is not None:
            _home[settings.MLA_HOME_STATE] = found
    return found


_home: dict[str, Any] = {}


def _frame(request: HttpRequest) -> dict[str, Any]:
    user = request.user if request.user.is_authenticated else None
    state = home_state()
    now = timezone.now()
    return {
        "home_state": getattr(state, "local_name", None) or settings.MLA_HOME_STATE,
        "authority": user.authority if user else None,
        "roles": [Role(role).label for role in user.roles] if user else [],
        "links": _links(user, request.path) if user and not _is_held_up(user) else [],
        "now_iso": now.isoformat(timespec="seconds"),
        "now_text": written.moment(now, "UTC"),
        "local_text": _local_text(now, user, state),
        "demo": settings.MLA_DEMO,
    }


def _is_held_up(user: User) -> bool:
    return user.must_change_password or user.must_enrol_second_factor


def _links(user: User, path: str) -> list[Link]:
    """The places open to this person; the deepest one that holds the page is the current one."""
    urls = [
        (place.label, url)
        for place in PLACES
        if may_open(user, POLICIES[place.policy]) and (url := _reversed(place))
    ]
    here = max((url for _label, url in urls if _under(path, url)), key=len, default="")
    return [Link(label, url, url == here) for label, url in urls]


def _under(path: str, url: str) -> bool:
    return path.startswith(url.rstrip("/") + "/")


def _reversed(place: Place) -> str:
    for name in place.url_names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _local_text(now: datetime, user: User | None, state: Any) -> str:
    """The time of the person's authority, else of the home State, where the zone is known."""
    authority = user.authority if user else None
    for zone in (getattr(authority, "zone", ""), getattr(state, "zone", "")):
        if zone:
            try:
                return written.moment(now, zone)
            except (ZoneInfoNotFoundError, ValueError):
                continue
    return ""
