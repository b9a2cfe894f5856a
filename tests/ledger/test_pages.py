"""What the ledger shows to everyone, and the receipt's file to its customer, over the real addresses."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.ground.clock import now
from aboveboard.ground.ledger import consistency_file, heads, merkle, proving, sequence
from aboveboard.ground.ledger.receipt_file import check
from aboveboard.ground.ledger.record import record_many
from aboveboard.ground.models import Commitment, LedgerEntry, LedgerTile
from aboveboard.journeys.receipts import receipt_link
from aboveboard.web.doors import PERSON_KEY
from aboveboard.web.public import ledger
from tests.ledger import played

pytestmark = pytest.mark.db


def grow(*many: int) -> None:
    for each in many:
        record_many({"kind": "opened", "subject": uuid.uuid4(), "actor": "x"} for _ in range(each))
        sequence.settle(now())


def test_the_well_known_page_has_the_key_and_the_newest_head(client: Client) -> None:
    empty = client.get("/.well-known/aboveboard-ledger.json").json()
    assert empty["head"] is None
    assert empty["key"] == heads.public_key()
    grow(3)
    said = client.get("/.well-known/aboveboard-ledger.json").json()
    head = consistency_file.head_from(said["head"])
    assert head.size == 3
    assert heads.signing.genuine(head)
    assert said["heads"] == "http://testserver/.well-known/aboveboard-ledger/heads"


def test_a_proof_of_consistency_is_a_file_that_holds_by_itself(client: Client) -> None:
    grow(3, 300, 7)
    whole = client.get("/.well-known/aboveboard-ledger/consistency?first=3&second=310").json()
    assert consistency_file.check(whole, heads.public_key()) == []
    assert consistency_file.check(client.get("/.well-known/aboveboard-ledger/consistency?first=3").json()) == []
    for change in (
        {"proof": whole["proof"][:-1]},
        {"first": {**whole["first"], "root": "00" * 32}},
        {"second": {**whole["second"], "size": 311}},
        {"key": "00" * 32},
    ):
        assert consistency_file.check({**whole, **change})


def test_a_proof_of_inclusion_holds_and_names_nobody(client: Client) -> None:
    grow(300)
    answer = client.get("/.well-known/aboveboard-ledger/inclusion?seq=299&size=300")
    said = answer.json()
    leaf, proof = bytes.fromhex(said["leaf"]), [bytes.fromhex(each) for each in said["proof"]]
    assert leaf == merkle.leaf_hash(LedgerEntry.objects.get(seq=299).body.encode())
    assert proving.included(leaf, 299, 300, proof, bytes.fromhex(said["head"]["root"]))
    for commitment in Commitment.objects.all():
        assert commitment.value not in answer.content.decode()


def test_signed_heads_can_be_followed(client: Client) -> None:
    grow(1, 1, 1)
    said = client.get("/.well-known/aboveboard-ledger/heads?after=1").json()
    assert [head["size"] for head in said["heads"]] == [2, 3]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("consistency", 400),
        ("consistency?first=-1", 400),
        ("consistency?first=x&second=3", 400),
        ("consistency?first=99999999999999999999999", 400),
        ("consistency?first=²", 400),
        ("consistency?first=2&second=3", 404),
        ("consistency?first=3&second=1", 404),
        ("inclusion?seq=3&size=3", 404),
        ("inclusion?seq=0&size=2", 404),
        ("inclusion?seq=", 400),
        ("heads?after=1e3", 400),
    ],
)
def test_a_question_without_an_answer_is_refused_in_words(client: Client, query: str, status: int) -> None:
    grow(1, 2)
    answer = client.get(f"/.well-known/aboveboard-ledger/{query}")
    assert answer.status_code == status
    assert answer.json()["error"]


def test_one_network_cannot_ask_for_ever(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PER_HOUR", 2)
    codes = [client.get("/.well-known/aboveboard-ledger.json").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_the_customer_downloads_a_receipt_that_holds(client: Client) -> None:
    joined = played.session()
    token = receipt_link(joined.session_id)
    page = client.get(reverse("receipt", args=[token]))
    address = reverse("receipt-file", args=[token])
    assert address in page.content.decode()
    answer = client.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="receipt.json"'
    assert answer["Cache-Control"] == "no-store"
    assert check(answer.content, heads.public_key()).holds
    session = client.session
    session[PERSON_KEY] = str(joined.person_id)
    session.save()
    own = client.get(reverse("customer-receipt-file", args=[joined.session_id]))
    assert json.loads(own.content)["record"] == json.loads(answer.content)["record"]


def test_nobody_elses_receipt_and_no_receipt_of_a_running_session_is_there(client: Client) -> None:
    theirs, running = played.session(), played.session("ben", end=False)
    session = client.session
    session[PERSON_KEY] = str(running.person_id)
    session.save()
    for each in (theirs.session_id, running.session_id):
        assert client.get(reverse("customer-receipt-file", args=[each])).status_code == 404
    assert client.get("/receipt/forged/file").status_code == 404
    token = receipt_link(running.session_id)
    assert client.get(reverse("receipt-file", args=[token])).status_code == 404
    assert "/file" not in client.get(reverse("receipt", args=[token])).content.decode()


def test_where_the_ledger_is_broken_the_page_stays_and_the_file_says_later(client: Client) -> None:
    joined = played.session()
    sequence.settle(now())
    LedgerTile.objects.filter(level=0).update(hashes=bytes(32 * LedgerEntry.objects.count()))
    record_many([{"kind": "session.counted", "about": joined.session_id}])
    token = receipt_link(joined.session_id)
    assert client.get(reverse("receipt-file", args=[token])).status_code == 503
    assert client.get(reverse("receipt", args=[token])).status_code == 200
