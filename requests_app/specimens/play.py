"""Playing a specimen's script: every step one call into operations, as a person would make it.

A script is data: what is opened, and then who does what on which day. Steps that the rules
must stop say by which paragraph, or which words.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mla.accounts.models import User
from requests_app import house, operations
from requests_app.models import Request
from requests_app.specimens import CASES, SCRIPTS

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
RenderLetters = Callable[[Request], None]
Days = Callable[[date], date]
"""From the days of the real case to those it is played on."""


class UnableToPlay(Exception):
    """A step did not go as its script says: it was stopped, or was not."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a person does on a day; `stopped_by` are words the refusal must have."""

    action: str
    by: str
    on: date
    given: Mapping[str, Any] = field(default_factory=dict)
    stopped_by: str = ""
    on_the_new_one: bool = False
    """True for steps on the request that an earlier step prepared anew."""


@dataclass(frozen=True, slots=True)
class Script:
    """How a specimen is opened and what happens to it; days are those of the real case."""

    key: str
    case: str
    home: str
    direction: str
    note: str
    document: Mapping[str, Any]
    received_on: date | None
    opened_on: date
    steps: tuple[Step, ...]
    path: tuple[str, ...]
    """The states it goes through, the first included."""
    demo_steps: int | None = None
    """How many steps are played for a demonstration; none means all."""
    demo_days_ago: int = 3
    """How long ago the last of them was."""


@dataclass(slots=True)
class Played:
    """What became of it: the request as it is, the refusals in order, the states."""

    request: Request
    refusals: list[operations.NotAllowed] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    earlier: Request | None = None


def scripts() -> Iterator[Script]:
    """Every script of the folder, by name."""
    for path in sorted(SCRIPTS.glob("*.json")):
        yield read(path.stem)


def read(key: str) -> Script:
    """The script of that name."""
    data = json.loads((SCRIPTS / f"{key}.json").read_text(encoding="utf-8"))
    opened = data["opened"]
    return Script(
        key=key,
        case=data["case"],
        home=data["home"],
        direction=data["direction"],
        note=data["note"],
        document=data.get("document", {}),
        received_on=date.fromisoformat(opened["received_on"]) if "received_on" in opened else None,
        opened_on=date.fromisoformat(opened["on"]),
        steps=tuple(
            Step(
                action=step["action"],
                by=step["by"],
                on=date.fromisoformat(step["on"]),
                given=step.get("given", {}),
                stopped_by=step.get("stopped_by", ""),
                on_the_new_one=step.get("on_the_new_one", False),
            )
            for step in data["steps"]
        ),
        path=tuple(data["path"]),
        demo_steps=data.get("demo", {}).get("steps"),
        demo_days_ago=data.get("demo", {}).get("days_ago", 3),
    )


def document_of(script: Script) -> dict[str, Any]:
    """The request document of the script, without what only an assessment reads."""
    case = json.loads((CASES / f"{script.case}.json").read_text(encoding="utf-8"))
    for only_judged in ("judge_under", "received_on", "zone", "events", "decision"):
        case.pop(only_judged, None)
    return {**case, "case_reference": reference_of(script), **script.document}


def reference_of(script: Script) -> str:
    """What a specimen is known by in the installation."""
    return f"SPECIMEN {script.key}"


def play(
    script: Script,
    *,
    people: Mapping[str, User],
    competent: str,
    render: RenderLetters,
    document: Mapping[str, Any] | None = None,
    days: Days = lambda day: day,
    most_steps: int | None = None,
) -> Played:
    """The request is opened and brought to its end by its people, step by step.

    `people` by the names of the script (clerk, supervisor, supervisor2, officer, duty),
    `competent` the public id of the authority that executes; `days` moves every day.
    Raises UnableToPlay where a step is stopped that must not be, or the other way round.
    """
    base = dict(document or document_of(script))
    stage = _Stage(people, competent, render, days, base)
    request = operations.open_case(
        document=stage.moved(base),
        direction=script.direction,
        by=people["clerk"],
        at=stage.moment(script.opened_on),
        received_on=days(script.received_on) if script.received_on else None,
    ).request
    played = Played(request, path=[request.state])
    for step in script.steps[:most_steps]:
        _take(step, played, stage, script.key)
    return played


def brought_near(script: Script, *, ends_on: date, most_gap: timedelta) -> Days:
    """The days moved so that the last step of a demonstration lies on `ends_on`.

    Between two steps at most `most_gap` goes by; a day that no step has, such as a review
    date, keeps its distance from the nearest that has one.
    """
    played = script.steps[: script.demo_steps]
    real = sorted({script.opened_on, *(step.on for step in played)})
    moved = {real[-1]: ends_on}
    for later, earlier in zip(real[::-1], real[-2::-1], strict=False):
        moved[earlier] = moved[later] - min(later - earlier, most_gap)

    def days(day: date) -> date:
        nearest = min(real, key=lambda known: (abs(known - day), known))
        return moved[nearest] + (day - nearest)

    return days


@dataclass(slots=True)
class _Stage:
    people: Mapping[str, User]
    competent: str
    render: RenderLetters
    days: Days
    document: dict[str, Any]
    count: int = 0

    def moment(self, day: date) -> datetime:
        """A minute after the step before, on the day moved, in the zone of the house."""
        self.count += 1
        local = datetime.combine(self.days(day), time(9), ZoneInfo(house.zone()))
        return local.astimezone(UTC) + timedelta(minutes=self.count)

    def moved(self, value: Any) -> Any:
        """The same values, every day in them moved."""
        if isinstance(value, str) and _DAY.fullmatch(value):
            return self.days(date.fromisoformat(value)).isoformat()
        if isinstance(value, Mapping):
            return {key: self.moved(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.moved(inner) for inner in value]
        return value


def _take(step: Step, played: Played, stage: _Stage, key: str) -> None:
    if step.on_the_new_one and played.earlier is None:
        raise UnableToPlay(f"{key}: {step.action}: nothing was prepared anew")
    if step.action in ("transmit", "confirm_in_writing"):
        stage.render(played.request)
    try:
        done = operations.act(
            step.action,
            request=played.request.public_id,
            by=stage.people[step.by],
            at=stage.moment(step.on),
            given=_given(step, stage),
        )
    except operations.NotAllowed as refusal:
        if not step.stopped_by or step.stopped_by not in str(refusal):
            raise UnableToPlay(f"{key}: {step.action} was stopped: {refusal}") from refusal
        played.refusals.append(refusal)
        return
    if step.stopped_by:
        raise UnableToPlay(f"{key}: {step.action} was not stopped: {step.stopped_by}")
    played.request = done.request
    if done.request.state != played.path[-1]:
        played.path.append(done.request.state)
    if done.opened is not None:
        played.earlier, played.request = done.request, done.opened
        played.path.append(done.opened.state)


def _given(step: Step, stage: _Stage) -> dict[str, Any]:
    """What the person gives: days moved, the competent authority of the house put in."""
    given: dict[str, Any] = stage.moved(dict(step.given))
    if given.get("authority") == "@competent":
        given["authority"] = stage.competent
    if step.action == "revise":
        given["document"] = stage.moved(stage.document) | given["document"]
    return given
