"""A request for mutual legal assistance, made by us or to us."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from requests_app.models import choices
from requests_app.models.evidence import Keeping
from requests_app.models.lifecycle import (
    Emergency,
    Incoming,
    Outgoing,
    Preserving,
    Shared,
    Tracing,
)
from requests_app.models.secrecy import Secrecy
from requests_app.models.using import Using
from requests_app.models.waivers import Waiving
from requests_app.rules import facts, states
from requests_app.rules.states import State

URGENCY_RANK = {facts.Urgency.EMERGENCY: 0, facts.Urgency.URGENT: 1, facts.Urgency.ROUTINE: 2}


class Request(
    Outgoing,
    Incoming,
    Emergency,
    Preserving,
    Tracing,
    Shared,
    Keeping,
    Using,
    Secrecy,
    Waiving,
    models.Model,
):
    """One request. Its state moves only through `operations.act`, by the workflow table.

    Dates end in `_on` and are local days of the house; instants end in `_at` and are UTC.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    direction = models.CharField(_("direction"), max_length=8, choices=choices.DIRECTIONS)
    state = FSMField(_("state"), max_length=24, choices=choices.STATES, protected=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    home_authority = models.ForeignKey(
        "authorities.Authority",
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("our authority"),
    )
    other_state = models.ForeignKey(
        "authorities.State",
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("other State"),
    )
    other_authority = models.ForeignKey(
        "authorities.Authority",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("their authority"),
    )
    addressee = models.TextField(_("addressee written by hand"), blank=True)
    executing_authority = models.ForeignKey(
        "authorities.Authority",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("competent authority"),
    )

    instrument = models.CharField(_("leading instrument"), max_length=24)
    instrument_edition = models.CharField(_("edition"), max_length=40)
    legal_basis = models.JSONField(_("legal basis"), default=dict)

    title = models.CharField(_("title"), max_length=300)
    case_reference = models.CharField(_("case it serves"), max_length=300, blank=True)
    their_reference = models.CharField(_("their reference"), max_length=300, blank=True)
    contents = models.JSONField(_("contents"), default=dict)
    contents_hash = models.CharField(max_length=64)
    submitted_hash = models.CharField(max_length=64, blank=True)
    persons_reason = models.TextField(_("why no person is named"), blank=True)
    deadline_on = models.DateField(_("suggested date"), null=True, blank=True)
    deadline_reason = models.TextField(_("reasons for the date"), blank=True)
    confidentiality = models.TextField(_("confidentiality"), blank=True)
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=choices.URGENCIES, default=facts.Urgency.ROUTINE
    )
    urgency_rank = models.PositiveSmallIntegerField(default=2, editable=False)
    urgency_reason = models.TextField(_("reasons for urgency"), blank=True)
    language = models.CharField(_("language"), max_length=3)
    channel = models.CharField(
        _("channel"),
        max_length=20,
        choices=choices.CHANNELS,
        default=facts.Channel.CENTRAL_AUTHORITY,
    )
    channel_agreed = models.BooleanField(_("channel agreed by both States"), default=False)
    form = models.CharField(
        _("form"), max_length=10, choices=choices.FORMS, default=facts.Form.WRITTEN
    )
    is_specimen = models.BooleanField(_("specimen"), default=False)

    author = models.ForeignKey("accounts.User", on_delete=models.RESTRICT, related_name="+")
    holder = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    preparers = ArrayField(models.BigIntegerField(), default=list)
    executors = ArrayField(models.BigIntegerField(), default=list)
    restricted_to = ArrayField(
        models.BigIntegerField(),
        null=True,
        blank=True,
        default=None,
        verbose_name=_("who may know of it"),
    )
    """Where it is restricted: those named, besides its holder and the supervisors."""

    created_at = models.DateTimeField(_("created at"))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    transmitted_at = models.DateTimeField(_("transmitted at"), null=True, blank=True)
    state_since = models.DateTimeField(_("in this state since"))
    confirmation_owed = models.BooleanField(_("written confirmation owed"), default=False)
    assessed_at = models.DateTimeField(_("examined at"), null=True, blank=True)
    assessment = models.JSONField(_("what the rules found"), default=list)
    asked_in = models.CharField(max_length=24, blank=True)
    next_action = models.CharField(_("next action"), max_length=300, blank=True)
    next_action_on = models.DateField(_("next action on"), null=True, blank=True)
    summary = models.TextField(_("outcome"), blank=True)
    costs = models.CharField(_("costs"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    letters_issued = models.PositiveSmallIntegerField(default=0, editable=False)
    letters_waiting = models.PositiveSmallIntegerField(_("letters in the house"), default=0)
    reply_owed = models.BooleanField(_("reply on the status owed"), default=False)
    search_text = models.TextField(default="", editable=False)
    earlier = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="later",
        verbose_name=_("earlier request"),
    )

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    direction="OUTGOING", state__in=states.of(facts.Direction.OUTGOING)
                )
                | models.Q(direction="INCOMING", state__in=states.of(facts.Direction.INCOMING)),
                name="request_state_belongs_to_its_direction",
            ),
            models.CheckConstraint(
                condition=models.Q(state="CLOSED", closed_at__isnull=False)
                | (~models.Q(state="CLOSED") & models.Q(closed_at__isnull=True)),
                name="request_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="CLOSED") | models.Q(next_action_on__isnull=False),
                name="request_open_has_a_next_action_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(direction="INCOMING") | models.Q(received_on__isnull=False),
                name="request_incoming_has_its_day_of_receipt",
            ),
            choices.one_of("urgency", facts.Urgency, "request_urgency_is_known"),
            choices.one_of("channel", facts.Channel, "request_channel_is_known"),
            choices.one_of("form", facts.Form, "request_form_is_known"),
        )
        indexes = (
            models.Index(
                fields=("home_authority", "urgency_rank", "next_action_on", "id"),
                name="worklist_open",
                condition=~models.Q(state="CLOSED"),
            ),
            models.Index(
                fields=("executing_authority", "urgency_rank", "next_action_on", "id"),
                name="worklist_executing",
                condition=~models.Q(state="CLOSED"),
            ),
            models.Index(
                fields=("home_authority", "state", "urgency_rank", "next_action_on", "id"),
                name="worklist_by_state",
            ),
            models.Index(
                fields=("home_authority", "other_state", "urgency_rank", "next_action_on", "id"),
                name="worklist_by_other_state",
            ),
            GinIndex(fields=("search_text",), opclasses=("gin_trgm_ops",), name="request_search"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def chain(self) -> str:
        """The chain of the ledger that holds its history."""
        return f"request:{self.public_id}"

    @property
    def stage(self) -> State:
        """The state as a member of the closed set."""
        return State(self.state)

    @property
    def side(self) -> facts.Direction:
        """The direction as a member of the closed set."""
        return facts.Direction(self.direction)

    @property
    def turn(self) -> states.Holder:
        """Whose turn it is."""
        return states.HOLDERS[self.side, self.stage]

    @property
    def requesting_state_id(self) -> str:
        """Code of the State that asks."""
        ours = self.direction == facts.Direction.OUTGOING
        return settings.MLA_HOME_STATE if ours else self.other_state_id

    @property
    def requested_state_id(self) -> str:
        """Code of the State that is asked."""
        ours = self.direction == facts.Direction.OUTGOING
        return self.other_state_id if ours else settings.MLA_HOME_STATE
