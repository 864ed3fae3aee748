"""The addresses of the register."""

from django.urls import path, register_converter

from authorities import accuracy, editing, views


class StateCode:
    """Two capital letters."""

    regex = "[A-Z]{2}"

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value


register_converter(StateCode, "state_code")

app_name = "register"
urlpatterns = [
    path("register/", views.states, name="index"),
    path("register/states/<state_code:code>/", views.state, name="state"),
    path("register/states/<state_code:code>/holidays/", editing.holidays, name="holidays"),
    path(
        "register/states/<state_code:code>/holidays/<int:pk>/withdraw/",
        editing.withdraw_holiday,
        name="holiday_withdraw",
    ),
    path("register/instruments/", views.instruments, name="instruments"),
    path("register/instruments/<slug:code>/", views.instrument, name="instrument"),
    path("register/instruments/<slug:code>/parties/", views.parties, name="parties"),
    path("register/binding/", views.binding, name="binding"),
    path("register/confirm/", accuracy.entries, name="entries_to_confirm"),
    path("register/authorities/<uuid:public_id>/ask/", accuracy.note_question, name="ask"),
    path("register/authorities/<uuid:public_id>/", views.authority, name="authority"),
    path("register/authorities/<uuid:public_id>/edit/", editing.edit_authority, name="edit"),
    path(
        "register/authorities/<uuid:public_id>/confirm/",
        accuracy.confirm_authority,
        name="confirm",
    ),
]
