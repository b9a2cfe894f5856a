"""The code of an invitation in the browser of the technician who made it."""

import json
import uuid
from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from aboveboard.web.desk import invitation_code

pytestmark = pytest.mark.django_db(databases="__all__")


def test_the_code_comes_back_for_its_session_alone_and_does_not_name_it() -> None:
    request, session = RequestFactory().get("/"), SimpleNamespace(pk=uuid.uuid4())
    request.session = SessionStore()
    assert invitation_code.recall(request, session) == ""
    invitation_code.remember(request, session.pk, "123456789")
    kept = json.dumps(dict(request.session.items()))
    assert session.pk.hex not in kept
    assert str(session.pk) not in kept
    assert "123456789" not in kept
    assert invitation_code.recall(request, session) == "123 456 789"
    assert invitation_code.recall(request, SimpleNamespace(pk=uuid.uuid4())) == ""
    invitation_code.forget(request)
    assert invitation_code.recall(request, session) == ""
