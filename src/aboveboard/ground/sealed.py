"""Sealed columns: text that is stored only encrypted under the key of the person whom it is about.

A model with sealed columns has a UUID primary key that exists before the row is saved, and an attribute `subject`: the
UUID of the person whose key seals the row. On an instance the attribute takes plain text, and gives it back inside a
purpose that opens it (`aboveboard.ground.purpose`); once saved, the instance itself holds ciphertext. Everywhere else
(`values()`, raw SQL, dumps, backups) there is only ciphertext. Row and column are bound in as associated data, so a
value that is moved to another row or column does not open.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from aboveboard.ground.declared import declared
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import require
from aboveboard.ground.vault import cipher
from aboveboard.notice.tables import may_store


class NotDisclosed(Exception):
    """The notice does not disclose this category, so nothing of it is stored."""


class Ciphertext(bytes):
    """A sealed value as it lies in the database; never shows its bytes in logs or tracebacks."""

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


def place(instance: models.Model, column: str) -> bytes:
    """The associated data of one cell: table, column and row."""
    return f"{instance._meta.db_table}.{column}:{instance.pk}".encode()


# Only the type checker knows that Django's fields are generic in what is set and what is read.
if TYPE_CHECKING:
    _Bytes = models.BinaryField[str, str]
else:
    _Bytes = models.BinaryField


class SealedAttribute:
    """Opens the value when it is read from an instance inside a purpose; keeps text as text until it is saved."""

    def __init__(self, field: "Sealed") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Ciphertext):
            key = require(self.field.category, instance.subject)  # type: ignore[attr-defined]  # sealed models have a subject
            return cipher.open_with(key, bytes(value), place(instance, name))
        return value or ""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class Sealed(_Bytes):
    """A text column of a category, encrypted at rest. Empty text is stored as NULL, so absence needs no key to see."""

    def __init__(self, category: str, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("editable", False)
        super().__init__(**options)
        self.category = category

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, [self.category, *args], options

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, SealedAttribute(self))

    def from_db_value(self, value: Any, *_where: object) -> Ciphertext | None:
        # Text where ciphertext belongs was put there behind the product's back: it opens as little as other damage.
        return None if value is None else Ciphertext(value.encode() if isinstance(value, str) else value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002  # the signature is Django's
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, str) and value:
            if not may_store(notice(), self.category):
                raise NotDisclosed(
                    f"The notice does not disclose that '{self.category}' is stored, so nothing of it was."
                )
            subject = model_instance.subject  # type: ignore[attr-defined]  # sealed models have a subject
            value = Ciphertext(cipher.seal_for(subject, value, place(model_instance, self.attname)))
            # From here on the instance is like one that was read: what it holds opens inside a purpose alone.
            model_instance.__dict__[self.attname] = value
        if value and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.name} is sealed: it takes text, and nothing that the database would work out.")
        return value or None

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Only what was sealed here is written, whichever way it comes."""
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError(
                f"{self.name} is sealed: set it on an instance and save(), so that row and column are bound."
            )
        return super().get_db_prep_save(value, connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        """Refuses an expression in update(): it would be written as it is worked out, in the clear."""
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{self.name} is sealed: it takes nothing that the database would work out.")
        return str(super().get_placeholder(value, compiler, connection))  # type: ignore[misc]  # missing in the stubs

    def value_from_object(self, obj: models.Model) -> Any:
        """What serializers and dumps take: the ciphertext as it lies there, never the opened value."""
        value = obj.__dict__.get(self.attname)
        return value if isinstance(value, Ciphertext) else None

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            raise TypeError(
                f"{self.name} is sealed: set it on an instance and save(), so that row and column are bound."
            )
        return super().get_prep_value(value)


def is_set(instance: models.Model, column: str) -> bool:
    """Whether the column holds anything, without opening it: absence needs no key to see."""
    return bool(instance.__dict__.get(column))


def subject_column() -> "models.UUIDField[Any, Any]":
    """The column that says whose key seals the row: a pseudonymous link, declared as such."""
    return declared("link", models.UUIDField(db_index=True, editable=False))
