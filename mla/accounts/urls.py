"""Sign-in, one's own account, and the users page. Only what is listed here can be reached."""

from allauth.account import views as sign_in
from django.urls import include, path

from mla.accounts.views import own, second_factor, users

urlpatterns = [
    path("", own.home, name="home"),
    path("sign-in/", sign_in.login, name="account_login"),
    path("sign-out/", sign_in.logout, name="account_logout"),
    path("account/", own.account, name="own_account"),
    path("account/confirm/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("account/password/", sign_in.password_change, name="account_change_password"),
    path(
        "account/second-factor/totp/activate/",
        second_factor.Activate.as_view(),
        name="mfa_activate_totp",
    ),
    path(
        "account/second-factor/totp/deactivate/",
        second_factor.Deactivate.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/second-factor/recovery-codes/generate/",
        second_factor.MakeCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/tokens/", own.tokens, name="own_tokens"),
    path("account/tokens/<uuid:public_id>/revoke/", own.revoke, name="revoke_token"),
    path("users/", users.people, name="users"),
    path("users/new/", users.create, name="user_new"),
    path("users/<uuid:public_id>/", users.detail, name="user"),
    path("users/<uuid:public_id>/password/", users.new_password, name="user_password"),
    path(
        "users/<uuid:public_id>/second-factor/",
        users.reset_second_factor,
        name="user_second_factor",
    ),
    path("users/<uuid:public_id>/disable/", users.disable, name="user_disable"),
    path("users/<uuid:public_id>/enable/", users.enable, name="user_enable"),
]
