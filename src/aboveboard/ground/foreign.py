"""Columns of other people's apps, declared in one table: `table.column` or `table.*` → category."""

from aboveboard.ground.declared import OPERATIONAL

FOREIGN_COLUMNS: dict[str, str] = {
    "auth_permission.*": OPERATIONAL,
    "auth_group.*": OPERATIONAL,
    "auth_group_permissions.*": OPERATIONAL,
    "django_content_type.*": OPERATIONAL,
    "django_migrations.*": OPERATIONAL,
    # A browser's sign-in: its data is a signed note of who is signed in, without names.
    "django_session.*": "link",
    # allauth: staff accounts only. E-mail addresses are never entered: no page or setting writes these tables.
    "account_emailaddress.*": "staff",
    "account_emailconfirmation.*": "staff",
    "mfa_authenticator.*": "staff",
}
