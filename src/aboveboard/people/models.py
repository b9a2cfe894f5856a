"""The people on both sides: customers, whose columns are sealed under their own key, and staff."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from aboveboard.ground.clock import now
from aboveboard.ground.declared import OPERATIONAL, declared
from aboveboard.ground.sealed import Sealed


class Customer(models.Model):
    """A person who asked for help. `id` is also the name of the person's key."""

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    name = Sealed("identity")
    email = Sealed("contact")
    language = declared("preferences", models.CharField(max_length=8, default="en"))
    created_at = declared("session-record", models.DateTimeField(default=now))

    @property
    def subject(self) -> uuid.UUID:
        """Whose key seals this row: the customer's own."""
        return self.id


class TermsAcceptance(models.Model):
    """A customer accepted one version of the terms; never part of a consent."""

    id = declared("link", models.BigAutoField(primary_key=True))
    customer = declared("link", models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="acceptances"))
    version = declared("terms-record", models.CharField(max_length=40))
    accepted_at = declared("terms-record", models.DateTimeField(default=now))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "version"], name="terms_accepted_once")]


class Role(models.TextChoices):
    """What a member of staff may do; each role includes the ones before it."""

    TECHNICIAN = "technician"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class TechnicianManager(BaseUserManager["Technician"]):
    """Finds staff by handle, for sign-in."""

    def get_by_natural_key(self, username: str | None) -> "Technician":
        return self.get(handle=username)


class Technician(AbstractBaseUser):
    """A member of staff. `badge` is the number on the card that customers see and can check by telephone."""

    id = declared("staff", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    handle = declared("staff", models.CharField(max_length=40, unique=True))
    display_name = declared("staff", models.CharField(max_length=80))
    badge = declared("staff", models.CharField(max_length=12, unique=True))
    role = declared("staff", models.CharField(max_length=16, choices=Role.choices, default=Role.TECHNICIAN))
    is_active = declared("staff", models.BooleanField(default=True))
    suspended_at = declared("staff", models.DateTimeField(null=True))
    created_at = declared("staff", models.DateTimeField(default=now))
    password = declared("staff", models.CharField(max_length=128))
    last_login = declared("staff", models.DateTimeField(null=True))

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects = TechnicianManager()


class ConfidentialityStatement(models.Model):
    """A member of staff signed the duty of confidentiality. `version` names the text; it counts until `ended_at`."""

    id = declared("staff", models.BigAutoField(primary_key=True))
    technician = declared("staff", models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="statements"))
    version = declared("staff", models.CharField(max_length=64))
    signed_at = declared("staff", models.DateTimeField(default=now))
    ended_at = declared("staff", models.DateTimeField(null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["technician"], condition=models.Q(ended_at__isnull=True), name="one_live_statement_each"
            )
        ]


class SetupLink(models.Model):
    """A one-time link by which somebody becomes the first administrator, or a technician sets a password."""

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    hash = declared(OPERATIONAL, models.CharField(max_length=64, unique=True))
    technician = declared("staff", models.ForeignKey(Technician, null=True, on_delete=models.CASCADE))
    created_at = declared(OPERATIONAL, models.DateTimeField(default=now))
    expires_at = declared(OPERATIONAL, models.DateTimeField())
    used_at = declared(OPERATIONAL, models.DateTimeField(null=True))
