"""What people may fill in on the register's pages."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from authorities.models import Authority, Means, State
from authorities.operations import EDITABLE_FIELDS

if TYPE_CHECKING:
    _AuthorityModelForm = forms.ModelForm[Authority]
else:
    _AuthorityModelForm = forms.ModelForm  # generic for the type checker only


def _day_input() -> forms.DateInput:
    # Browsers take only the ISO form, whatever the language of the page writes
    return forms.DateInput(attrs={"type": "date", "class": "w-medium"}, format="%Y-%m-%d")


def _time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time", "class": "w-short"}, format="%H:%M")


def _day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=_day_input(),
    )


def _states(blank: Any) -> list[tuple[str, Any]]:
    named = sorted((s.local_name, s.code) for s in State.objects.all())
    return [("", blank), *((code, f"{name} ({code})") for name, code in named)]


class BindingForm(forms.Form):
    """Two States and a day."""

    a = forms.ChoiceField(label=_("One State"))
    b = forms.ChoiceField(label=_("The other State"))
    on = _day_field(_("On"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _states(_("Choose a State"))
        for name in ("a", "b"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class PartiesForm(forms.Form):
    """A day to look at, and perhaps a deposit to suppose."""

    on = _day_field(_("On"), required=True)
    suppose_by = forms.ChoiceField(
        label=_("What if this State deposits"),
        required=False,
        help_text=_("Left open with a day: all the missing deposits on that day."),
    )
    suppose_on = _day_field(_("Day of the deposit"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["suppose_by"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _states(_("No State named"))

    def clean(self) -> dict[str, Any]:
        """A State that is supposed to deposit does so on a day."""
        given = super().clean() or {}
        if given.get("suppose_by") and not given.get("suppose_on"):
            self.add_error("suppose_on", _("Say on which day it deposits."))
        return given


class AuthorityForm(_AuthorityModelForm):
    """A correction of an authority's entry, as the page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason for the correction"),
        max_length=500,
        help_text=_("It stands in the ledger with your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Authority
        fields = EDITABLE_FIELDS
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "languages_text": forms.Textarea(attrs={"rows": 2}),
            "channel_notes": forms.Textarea(attrs={"rows": 2}),
            "source": forms.Textarea(attrs={"rows": 2}),
            "notes": forms.Textarea(attrs={"rows": 2}),
            "valid_from": _day_input(),
            "valid_to": _day_input(),
            "office_opens": _time_input(),
            "office_closes": _time_input(),
            "source_date": forms.TextInput(attrs={"class": "w-medium"}),
            "zone": forms.TextInput(attrs={"class": "w-medium"}),
        }
        help_texts = {
            "languages_text": _("In English words, for example: English; French if impossible."),
            "zone": _("IANA name, for example America/Jamaica. Empty: the zone of the State."),
            "office_opens": _("Local time on working days. Empty: not known."),
            "source": _("Where the facts were read. Change it together with them."),
            "source_date": _("Year, month or day: 2026, 2026-11 or 2026-11-21."),
            "verified": _("Tick only when you have read it in the source named here."),
        }


class AskedForm(forms.Form):
    """The authority was asked to confirm its entry."""

    asked_on = _day_field(_("Asked on"), required=True)
    means = forms.ChoiceField(label=_("By what means"), choices=Means.choices)
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)


class ConfirmForm(forms.Form):
    """The entry was found right by the authority itself."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    confirmed_on = _day_field(_("Confirmed on"), required=True)
    confirmed_by = forms.CharField(
        label=_("Confirmed by"),
        max_length=160,
        help_text=_("The office or function, for example: head of the international unit."),
    )
    means = forms.ChoiceField(label=_("By what means"), choices=Means.choices)
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)


class HolidayForm(forms.Form):
    """A local day off."""

    holiday_on = _day_field(_("Day"), required=True)
    name = forms.CharField(label=_("Name"), max_length=120)
    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("For example the gazette and its date.")
    )
