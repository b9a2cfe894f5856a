"""The tools on the page of a session: what a technician needs to know of each, its key among it."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.urls import reverse

from aboveboard.web.desk.remedies import library
from aboveboard.wire.remedy import fingerprint
from tests import cast
from tests.toolbox.made import KEY, OTHER, remedy
from tests.web import stage

pytestmark = pytest.mark.django_db(databases=["default", "keystore"])


def test_each_tool_names_the_key_that_the_customer_is_asked_to_compare() -> None:
    ana = stage.member("ana", "Ana Castro")
    joined = cast.joined(cast.case_of(), ana)
    library().add(remedy())
    page = stage.desk_of(ana).get(reverse("desk-session", args=[joined.session_id])).content.decode()
    mine, other = (fingerprint(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)) for key in (KEY, OTHER))
    assert f'<code class="remedies__signer">{mine}</code>' in page
    assert other not in page
