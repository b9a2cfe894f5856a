"""The `ABOVEBOARD_…` environment variables: each one's name, meaning and default, and what is wrong with a value."""

import base64
import binascii
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from aboveboard.diagnostics.rules import RuleError, load_rules


class BadOption(ValueError):
    """A variable's value cannot be used. The message names the variable, what is wrong and what to write."""


@dataclass(frozen=True, slots=True)
class Option:
    """One variable as the reference shows it."""

    name: str
    meaning: str
    default: str


OPTIONS = (
    Option("ABOVEBOARD_DATA", "Folder for the databases, the keys and the logs.", "./aboveboard-data"),
    Option(
        "ABOVEBOARD_DATABASE_URL",
        "PostgreSQL for the data, as postgresql://user:password@host:port/name.",
        "SQLite in the data folder",
    ),
    Option(
        "ABOVEBOARD_KEYSTORE_URL",
        "PostgreSQL for the keys of persons; must be another database than the data's.",
        "SQLite in the data folder",
    ),
    Option(
        "ABOVEBOARD_SECRET_KEY",
        "Signs cookies and links. At least 32 characters.",
        "made once, kept in the data folder",
    ),
    Option(
        "ABOVEBOARD_MASTER_KEY", "Wraps the keys of persons: 32 bytes in base64.", "made once, kept in the data folder"
    ),
    Option(
        "ABOVEBOARD_MASTER_KEY_FILE", "A file that holds the master key in base64; goes before the data folder's.", ""
    ),
    Option(
        "ABOVEBOARD_OLD_MASTER_KEY_FILE",
        "A file that holds the old master key while `aboveboard keys rotate` runs.",
        "beside the key's own file, with `.old`",
    ),
    Option(
        "ABOVEBOARD_KEY_HOLDER",
        "The socket of `aboveboard keys hold`, which then has the master key instead of the product.",
        "",
    ),
    Option(
        "ABOVEBOARD_BASE_URL", "The address people reach the product at, for links in letters.", "http://localhost:8000"
    ),
    Option(
        "ABOVEBOARD_ALLOWED_HOSTS",
        "Host names that are answered, separated by commas.",
        "the base URL's host, localhost, 127.0.0.1",
    ),
    Option(
        "ABOVEBOARD_SMTP_URL",
        "The mail server: smtp://user:password@host:port (STARTTLS), smtps:// (TLS at once), smtp+plain:// (no TLS).",
        "letters wait in the queue",
    ),
    Option("ABOVEBOARD_MAIL_FROM", "Who letters come from.", "the notice's contact address"),
    Option("ABOVEBOARD_NOTICE", "The folder of the privacy notice.", "the example that comes with the product"),
    Option(
        "ABOVEBOARD_LEASE_MS",
        "How long a yes lives when the customer's end is silent, in milliseconds (2000 to 15000).",
        "5000",
    ),
    Option(
        "ABOVEBOARD_COMPANION_URL",
        "The https page where your customers get the companion, shown to them wherever they can join.",
        "they are not told where",
    ),
    Option(
        "ABOVEBOARD_RULES",
        "A file with rules of your own for what is wrong with a computer: `diagnose`, `watch` and the companion judge "
        "by them, the desk says them.",
        "the rules that come with the product",
    ),
    Option("ABOVEBOARD_TRUSTED_PROXIES", "How many proxies stand before the product and set X-Forwarded-For.", "0"),
    Option("ABOVEBOARD_DEMO", "1 adds the demo's pages. Refused unless the server listens on this machine alone.", "0"),
)
NAMES = {option.name for option in OPTIONS}


def text(name: str, default: str = "") -> str:
    """The variable's value, trimmed; `default` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def whole_number(name: str, default: int, least: int, most: int) -> int:
    """A whole number between two bounds. Raises BadOption."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise BadOption(f"{name} is '{value}'. Write a whole number from {least} to {most}.")
    return int(value)


def unknown_names() -> list[str]:
    """Variables that begin with ABOVEBOARD_ and mean nothing: most often a misspelling."""
    return sorted(name for name in os.environ if name.startswith("ABOVEBOARD_") and name not in NAMES)


def named_folder() -> Path:
    """The data folder as it is named, whether it is there or not."""
    return Path(text("ABOVEBOARD_DATA", "aboveboard-data")).expanduser().resolve()


def data_folder() -> Path:
    """The data folder, made if it is not there, readable by its owner alone. Raises BadOption."""
    folder = named_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadOption(f"ABOVEBOARD_DATA is {folder}, which cannot be made or used: {error.strerror}.") from None
    return folder


def _kept(file: Path, fresh: str) -> str:
    """The file's text; writes `fresh` to it first where there is none. Two processes that start at once agree."""
    if not file.exists():
        # Written beside and linked into place, so that another process never reads half a key.
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(fresh)
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        draft.unlink()
    return file.read_text().strip()


def secret_key(folder: Path) -> str:
    """The key that signs. Raises BadOption where it is too short."""
    value = text("ABOVEBOARD_SECRET_KEY") or _kept(folder / "secret.key", secrets.token_urlsafe(48))
    if len(value) < 32:
        raise BadOption("ABOVEBOARD_SECRET_KEY is shorter than 32 characters. Write a long random one.")
    return value


def _decoded(value: str, origin: str) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise BadOption(f"{origin} is no key: write 32 random bytes in base64 (44 characters).")
    return key


def key_in(file: Path, origin: str) -> bytes:
    """The master key in this file. Raises BadOption, which names `origin`."""
    try:
        return _decoded(file.read_text().strip(), origin)
    except (OSError, UnicodeDecodeError) as error:
        raise BadOption(f"{origin} cannot be read: {error}.") from None


class MasterKeys:
    """The master keys that the settings name. Called, it reads them (again)."""

    def __init__(self, folder: Path) -> None:
        self._default = folder / "master.key"

    @property
    def file(self) -> Path | None:
        """The file that the key for what is new comes from; None where the key is in the environment."""
        if text("ABOVEBOARD_MASTER_KEY"):
            return None
        return Path(text("ABOVEBOARD_MASTER_KEY_FILE") or self._default)

    @property
    def old_file(self) -> Path | None:
        """The file of the old key during a rotation: the one that is named, else beside the key's own file."""
        if named := text("ABOVEBOARD_OLD_MASTER_KEY_FILE"):
            return Path(named)
        return None if self.file is None else self.file.with_name(f"{self.file.name}.old")

    def __call__(self) -> list[bytes]:
        """The key for what is new, then the old one if there is one; empty before the first start. Raises BadOption."""
        file, old, keys = self.file, self.old_file, []
        if file is None:
            keys.append(_decoded(text("ABOVEBOARD_MASTER_KEY"), "ABOVEBOARD_MASTER_KEY"))
        elif text("ABOVEBOARD_MASTER_KEY_FILE"):
            keys.append(key_in(file, f"ABOVEBOARD_MASTER_KEY_FILE ({file})"))
        elif file.exists():
            keys.append(key_in(file, str(file)))
        if old is not None and (text("ABOVEBOARD_OLD_MASTER_KEY_FILE") or old.exists()):
            keys.append(key_in(old, f"The old master key ({old})"))
        return keys

    def make(self) -> None:
        """Make the key of the data folder where no variable names one and it is not there."""
        if self.file == self._default:
            _kept(self._default, fresh_key())


def fresh_key() -> str:
    """A new master key as its file holds it."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def key_holder(folder: Path) -> str:
    """The key holder's socket, or empty. Raises BadOption where this process has a master key all the same."""
    path = text("ABOVEBOARD_KEY_HOLDER")
    if not path:
        return ""
    if not Path(path).is_absolute():
        raise BadOption(f"ABOVEBOARD_KEY_HOLDER is '{path}'. Write the whole path of the holder's socket.")
    for name in ("ABOVEBOARD_MASTER_KEY", "ABOVEBOARD_MASTER_KEY_FILE", "ABOVEBOARD_OLD_MASTER_KEY_FILE"):
        if text(name):
            raise BadOption(f"{name} and ABOVEBOARD_KEY_HOLDER are both set. Leave the master key to the holder.")
    if (folder / "master.key").exists():
        raise BadOption(
            f"ABOVEBOARD_KEY_HOLDER is set, but {folder / 'master.key'} is still there. Move it to the key holder."
        )
    return path


def database(name: str, folder: Path, file: str) -> dict[str, Any]:
    """Django's settings of one database. Raises BadOption."""
    url = text(name)
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / file),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = _parts(url)
    if parts is None or parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise BadOption(f"{name} must be postgresql://user:password@host:port/name.")
    host = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _parts(url: str) -> SplitResult | None:
    """The parts of an address; None where there is none in it: half a bracket, a port that is no number."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def databases(folder: Path) -> dict[str, dict[str, Any]]:
    """Django's settings of both databases. Raises BadOption, also where the two are one."""
    data = database("ABOVEBOARD_DATABASE_URL", folder, "data.sqlite3")
    keys = database("ABOVEBOARD_KEYSTORE_URL", folder, "keys.sqlite3")
    if all(data.get(part) == keys.get(part) for part in ("ENGINE", "HOST", "PORT", "NAME")):
        raise BadOption("ABOVEBOARD_KEYSTORE_URL names the same database as ABOVEBOARD_DATABASE_URL. Name another one.")
    return {"default": data, "keystore": keys}


def companion_url() -> str:
    """Where customers get the companion, or empty. Raises BadOption."""
    value = text("ABOVEBOARD_COMPANION_URL")
    parts = _parts(value)
    if value and (parts is None or parts.scheme != "https" or not parts.hostname or parts.username):
        raise BadOption(f"ABOVEBOARD_COMPANION_URL is '{value}'. Write it like https://www.example.com/companion.")
    return value


def rules_file() -> Path | None:
    """The operator's rules, or None. Raises BadOption where they cannot be read or one is not complete."""
    value = text("ABOVEBOARD_RULES")
    if not value:
        return None
    try:
        load_rules(Path(value))
    except RuleError as error:
        raise BadOption(f"ABOVEBOARD_RULES: {error}") from None
    return Path(value)


def base_url() -> str:
    """The public address without a slash at its end. Raises BadOption."""
    value = text("ABOVEBOARD_BASE_URL", "http://localhost:8000").rstrip("/")
    parts = _parts(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise BadOption(f"ABOVEBOARD_BASE_URL is '{value}'. Write it like https://help.example.com, without a path.")
    return value
