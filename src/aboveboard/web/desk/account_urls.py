"""The addresses of signing in, under /desk/account/. The names are allauth's, since its views reverse them.

Not here, on purpose: sign-up, e-mail addresses, reset by mail, codes by mail, downloading recovery codes.
"""

from django.urls import path

from aboveboard.web.desk import account_views as views

urlpatterns = [
    path("sign-in", views.sign_in, name="account_login"),
    path("sign-in/second-step", views.second_step, name="mfa_authenticate"),
    path("sign-in/passkey", views.passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-out", views.sign_out, name="account_logout"),
    path("suspended", views.suspended, name="account_inactive"),
    path("password", views.password, name="account_change_password"),
    path("password/first", views.first_password, name="account_set_password"),
    path("again/password", views.again_by_password, name="account_reauthenticate"),
    path("again/code", views.again_by_code, name="mfa_reauthenticate"),
    path("again/passkey", views.again_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("security", views.security, name="mfa_index"),
    path("security/app", views.app_on, name="mfa_activate_totp"),
    path("security/app/remove", views.app_off, name="mfa_deactivate_totp"),
    path("security/passkeys", views.passkeys, name="mfa_list_webauthn"),
    path("security/passkeys/add", views.passkey_add, name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/remove", views.passkey_remove, name="mfa_remove_webauthn"),
    path("security/passkeys/<int:pk>/rename", views.passkey_rename, name="mfa_edit_webauthn"),
    path("security/codes", views.codes, name="mfa_view_recovery_codes"),
    path("security/codes/new", views.codes_new, name="mfa_generate_recovery_codes"),
]
