"""The second factor, sessions and identities of an account: pages of django-allauth, which names them."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as identities
from allauth.usersessions import views as sessions
from django.contrib.auth import views as auth
from django.urls import path

from rules.views.people import openid
from rules.views.people.packaged import mistyped_is_422, own, with_picture
from rules.views.sign_in import SignIn

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-out/", auth.LogoutView.as_view(), name="account_logout"),
    path("sign-in/disabled/", account.account_inactive, name="account_inactive"),
    path("sign-in/second-factor/", mistyped_is_422(factors.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/with/cancelled/", identities.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/with/failed/", identities.login_error, name="socialaccount_login_error"),
    path("sign-in/with/<str:provider_id>/", openid.login, name="openid_connect_login"),
    path("sign-in/with/<str:provider_id>/callback/", openid.callback, name="openid_connect_callback"),
    path("account/confirm/", own(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code/", own(factors.reauthenticate), name="mfa_reauthenticate"),
    path("account/confirm/key/", own(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/second-factor/", own(factors.index), name="mfa_index"),
    path("account/second-factor/app/", with_picture(own(totp.activate_totp)), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/second-factor/codes/file/", own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("account/second-factor/keys/", own(keys.list_webauthn), name="mfa_list_webauthn"),
    path("account/second-factor/keys/add/", own(keys.add_webauthn), name="mfa_add_webauthn"),
    path("account/second-factor/keys/<int:pk>/", own(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/second-factor/keys/<int:pk>/remove/", own(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/sessions/", own(sessions.list_usersessions), name="usersessions_list"),
    path("account/identities/", own(identities.connections), name="socialaccount_connections"),
]
