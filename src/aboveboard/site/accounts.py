"""How staff sign in, as settings of django-allauth.

By handle and password with a second factor, or with a passkey alone. There is no sign-up, no e-mail address and no
reset by mail: an administrator issues a one-time link. `site.settings` takes every name in capitals from here.
"""

ACCOUNT_APPS = ["allauth", "allauth.account", "allauth.mfa"]
ACCOUNT_MIDDLEWARE = "allauth.account.middleware.AccountMiddleware"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "queue"

ACCOUNT_ADAPTER = "aboveboard.web.desk.adapters.StaffAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# The session ends with the browser; "remember me" on a shared desk is a way in for the next person.
ACCOUNT_SESSION_REMEMBER = False
# Seconds after which adding or removing a factor asks once more who is there.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Seconds that the step between password and second factor stays open.
ACCOUNT_LOGIN_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # `key` is the handle: five wrong passwords close the password door of that handle for five minutes, passkeys go on.
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_FORMS = {
    "login": "aboveboard.web.desk.account_forms.SignInForm",
    "reauthenticate": "aboveboard.web.desk.account_forms.PasswordAgainForm",
    "change_password": "aboveboard.web.desk.account_forms.NewPasswordForm",
    "set_password": "aboveboard.web.desk.account_forms.FirstPasswordForm",
}

MFA_ADAPTER = "aboveboard.web.desk.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
# http://localhost counts as secure for browsers and for the library; nothing else over plain http does.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_TOTP_ISSUER = "Aboveboard"
# One step of 30 seconds to either side, for clocks that are a little off.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
MFA_FORMS = {
    "authenticate": "aboveboard.web.desk.account_forms.CodeForm",
    "reauthenticate": "aboveboard.web.desk.account_forms.CodeAgainForm",
    "activate_totp": "aboveboard.web.desk.account_forms.ActivateAppForm",
    "add_webauthn": "aboveboard.web.desk.account_forms.AddPasskeyForm",
    "edit_webauthn": "aboveboard.web.desk.account_forms.RenamePasskeyForm",
}
