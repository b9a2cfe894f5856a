"""Django's settings, all of them read from `ABOVEBOARD_…` variables (see `options.py`)."""

from pathlib import Path
from urllib.parse import urlsplit

from aboveboard.site import accounts, options

PACKAGE = Path(__file__).resolve().parent.parent

ABOVEBOARD_DATA = options.data_folder()
ABOVEBOARD_NOTICE = options.text("ABOVEBOARD_NOTICE")
ABOVEBOARD_MASTER_KEYS = options.MasterKeys(ABOVEBOARD_DATA)
ABOVEBOARD_KEY_HOLDER = options.key_holder(ABOVEBOARD_DATA)
if not ABOVEBOARD_KEY_HOLDER:
    ABOVEBOARD_MASTER_KEYS()  # a wrong one is named now
ABOVEBOARD_BASE_URL = options.base_url()
ABOVEBOARD_SMTP_URL = options.text("ABOVEBOARD_SMTP_URL")
ABOVEBOARD_MAIL_FROM = options.text("ABOVEBOARD_MAIL_FROM")
ABOVEBOARD_COMPANION_URL = options.companion_url()
ABOVEBOARD_RULES = options.rules_file()
ABOVEBOARD_LEASE_MS = options.whole_number("ABOVEBOARD_LEASE_MS", 5000, 2000, 15000)
ABOVEBOARD_TRUSTED_PROXIES = options.whole_number("ABOVEBOARD_TRUSTED_PROXIES", 0, 0, 9)
ABOVEBOARD_DEMO = options.text("ABOVEBOARD_DEMO") == "1"

_SECURE = ABOVEBOARD_BASE_URL.startswith("https://")
_HOST = urlsplit(ABOVEBOARD_BASE_URL).hostname or "localhost"
ABOVEBOARD_MAIL_DOMAIN = _HOST

SECRET_KEY = options.secret_key(ABOVEBOARD_DATA)
DEBUG = False
ALLOWED_HOSTS = [
    name.strip()
    for name in options.text("ABOVEBOARD_ALLOWED_HOSTS", f"{_HOST},localhost,127.0.0.1").split(",")
    if name.strip()
]
CSRF_TRUSTED_ORIGINS = [ABOVEBOARD_BASE_URL]
ROOT_URLCONF = "aboveboard.site.urls"
ASGI_APPLICATION = "aboveboard.site.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    *accounts.ACCOUNT_APPS,
    "django_htmx",
    "aboveboard.ground.apps.GroundConfig",
    "aboveboard.people.apps.PeopleConfig",
    "aboveboard.cases.apps.CasesConfig",
    "aboveboard.remote.apps.RemoteConfig",
    "aboveboard.letters.apps.LettersConfig",
    "aboveboard.surveys.apps.SurveysConfig",
    "aboveboard.lifetime.apps.LifetimeConfig",
    "aboveboard.evidence.apps.EvidenceConfig",
]

MIDDLEWARE = [
    "aboveboard.web.cookies_seen.CookieCounter",
    "django.middleware.security.SecurityMiddleware",
    "aboveboard.web.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "aboveboard.web.public.errors.error_pages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    accounts.ACCOUNT_MIDDLEWARE,
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aboveboard.web.company.company",
                "aboveboard.web.switches.switches",
            ],
            "builtins": ["aboveboard.web.tags"],
        },
    }
]

DATABASES = options.databases(ABOVEBOARD_DATA)
DATABASE_ROUTERS = ["aboveboard.ground.router.KeystoreRouter"]
AUTH_USER_MODEL = "people.Technician"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_COOKIE_NAME = "aboveboard_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _SECURE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "aboveboard_form"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "aboveboard.web.public.errors.form_refused"
LANGUAGE_COOKIE_NAME = "aboveboard_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _SECURE
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ABOVEBOARD_TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
# Pages are served from the package as they are: there is no build step and nothing to collect.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "aboveboard.site.logs.WithoutValues", "format": "%(levelname)s %(name)s: %(message)s"}
    },
    "filters": {"route": {"()": "aboveboard.site.logs.RouteOnly"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["route"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "aboveboard": {"level": "INFO"},
        # Refused requests are answered, not logged: their addresses may be keys, and floods would fill the disk.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
    },
}

for _name in dir(accounts):
    if _name.isupper() and _name not in ("ACCOUNT_APPS", "ACCOUNT_MIDDLEWARE"):
        globals()[_name] = getattr(accounts, _name)
