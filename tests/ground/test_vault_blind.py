"""People are found by keyed fingerprints: in any spelling, where the notice lets them be, never by the data alone."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.ground.access import job
from aboveboard.ground.clock import now
from aboveboard.ground.models import BlindEntry
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.ground.vault import blind, folding, keystore
from aboveboard.people.operations import add_customer, index_again
from tests.notice.folder import without


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ida@Example.org", " ida@example.ORG "),
        ("ida+shop@example.org", "ida@example.org"),
        ("\N{FULLWIDTH LATIN SMALL LETTER I}da@example.org", "ida@example.org"),
        ("ida@b\N{LATIN SMALL LETTER U WITH DIAERESIS}ro.example", "ida@xn--bro-hoa.example"),
        ("ida@example.org.", "ida@example.org"),
    ],
)
def test_an_address_is_one_in_all_its_spellings(one: str, other: str) -> None:
    assert folding.email(one) == folding.email(other) != ""


@pytest.mark.parametrize("text", ["", "ida", "@", "ida@", "@example.org", "   "])
def test_what_is_no_address_is_found_by_nothing(text: str) -> None:
    assert folding.email(text) == ""


def test_a_number_is_one_in_all_its_spellings() -> None:
    assert folding.phone("+49 (0)30 123-456") == folding.phone("0049 30123456") == "4930123456"
    assert folding.phone("12") == ""
    assert folding.phone("1" * 30) == ""


def test_a_name_is_folded_and_found_by_its_beginnings() -> None:
    tokens = folding.name_tokens("Zo\N{LATIN SMALL LETTER E WITH DIAERESIS} Strau\N{LATIN SMALL LETTER SHARP S}berger")
    assert {"zoe", "str", "straussb", "straussberger"} <= tokens
    assert "st" not in tokens, "two letters would find half of everybody"
    assert folding.words("D'Arcy") == ["darcy"]
    assert {"muller", "mueller"} <= folding.name_tokens("M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller")


def test_a_short_name_is_found_as_a_whole() -> None:
    assert folding.name_tokens("Li Bo") == {"li", "bo"}


@given(st.text(max_size=300))
def test_no_name_makes_more_than_the_bound_and_each_finds_itself(text: str) -> None:
    tokens = folding.name_tokens(text)
    assert len(tokens) <= folding.MOST_TOKENS
    assert set(folding.name_questions(text)) <= tokens


@pytest.fixture
def ida() -> uuid.UUID:
    return add_customer("Ida K\N{LATIN SMALL LETTER A WITH DIAERESIS}the Morgan", "ida@example.org", "en", now()).pk


@pytest.mark.db
class TestTheIndex:
    def test_somebody_is_found_by_name_and_address(self, ida: uuid.UUID) -> None:
        other = add_customer("Ida Lund", "lund@example.org", "en", now()).pk
        assert blind.find("email", "IDA@example.org") == {ida}
        assert blind.find("name", "morg ida") == {ida}
        assert blind.find("name", "kathe") == blind.find("name", "Kaethe") == {ida}
        assert blind.find("name", "ida") == {ida, other}
        assert blind.find("name", "ida zzz") == blind.find("name", "id") == blind.find("name", "") == set()

    def test_kinds_do_not_meet(self, ida: uuid.UUID) -> None:
        assert blind.find("name", "ida@example.org") == set()
        assert blind.find("phone", "ida") == set()
        tokens = BlindEntry.objects.filter(subject=ida)
        assert not set(tokens.filter(kind="name").values_list("token")) & set(
            tokens.filter(kind="email").values_list("token")
        )

    def test_the_data_alone_says_nothing_of_what_was_written(self, ida: uuid.UUID) -> None:
        for kind, token in BlindEntry.objects.filter(subject=ida).values_list("kind", "token"):
            assert len(token) == 32
            assert set(token) <= set("0123456789abcdef"), kind

    def test_a_corrected_name_finds_and_the_old_one_does_not(self, ida: uuid.UUID) -> None:
        blind.write("name", ida, "Ida Lund")
        blind.write("name", ida, "Ida Lund")
        assert blind.find("name", "lund") == {ida}
        assert blind.find("name", "morgan") == set()
        assert blind.find("email", "ida@example.org") == {ida}
        blind.write("email", ida, "")
        assert blind.find("email", "ida@example.org") == set()

    def test_who_is_forgotten_is_in_no_entry(self, ida: uuid.UUID) -> None:
        blind.forget(ida, "email")
        assert blind.find("email", "ida@example.org") == set()
        assert blind.find("name", "morgan") == {ida}
        assert blind.forget(ida) > 0
        assert not BlindEntry.objects.filter(subject=ida).exists()

    def test_who_was_erased_or_is_restricted_is_not_found(self, ida: uuid.UUID) -> None:
        keystore.restrict(ida, now())
        assert blind.find("name", "morgan") == set()
        keystore.lift(ida)
        assert blind.find("name", "morgan") == {ida}
        keystore.destroy(ida, uuid.uuid4(), now())
        assert blind.find("name", "morgan") == set()

    def test_a_purpose_without_the_category_finds_nothing(self, ida: uuid.UUID) -> None:
        assert blind.find("email", "ida@example.org", purpose="rights") == {ida}
        for name in ("analyse", "triage", "personalise", "no such purpose"):
            assert blind.find("email", "ida@example.org", purpose=name) == set()

    def test_another_key_finds_nothing(self, ida: uuid.UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(blind, "service_key", lambda _name: b"another key of 32 bytes long....")
        assert blind.find("email", "ida@example.org") == set()
        monkeypatch.undo()
        assert blind.find("email", "ida@example.org") == {ida}

    def test_a_crowd_is_cut(self) -> None:
        people = [uuid.uuid4() for _ in range(blind.MOST_FOUND + 5)]
        keystore.new_keys(people)
        blind.add(("name", one, "Kim Park") for one in people)
        assert len(blind.find("name", "kim")) == blind.MOST_FOUND


@pytest.mark.db
def test_without_the_category_nothing_is_written_and_nobody_found(
    ida: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = without("search-index")
    monkeypatch.setattr(blind, "notice", lambda: silent)
    assert blind.find("name", "morgan") == set()
    other = add_customer("Tom Lund", "tom@example.org", "en", now()).pk
    assert not BlindEntry.objects.filter(subject=other).exists()


@pytest.mark.db
class TestMakingItAnew:
    def everybody(self) -> None:
        last = index_again(None, most=2)
        while last is not None:
            last = index_again(last, most=2)

    def test_it_gives_the_same_entries(self, ida: uuid.UUID) -> None:
        for number in range(4):
            add_customer(f"Kim Park{number}", "", "en", now())
        before = set(BlindEntry.objects.values_list("kind", "token", "subject"))
        BlindEntry.objects.filter(kind="name").delete()
        blind.add([("email", ida, "stale@example.org")])
        self.everybody()
        assert set(BlindEntry.objects.values_list("kind", "token", "subject")) == before

    def test_who_was_erased_is_taken_out_and_who_is_restricted_stays(self, ida: uuid.UUID) -> None:
        tom = add_customer("Tom Lund", "tom@example.org", "en", now()).pk
        keystore.destroy(tom, uuid.uuid4(), now())
        keystore.restrict(ida, now())
        self.everybody()
        assert set(BlindEntry.objects.values_list("subject", flat=True)) == {ida}
        keystore.lift(ida)
        assert blind.find("name", "morgan") == {ida}

    def test_no_other_work_opens_people_by_it(self, ida: uuid.UUID) -> None:
        with pytest.raises(Closed), purpose("search", subject=ida, access=job("letters.send")):
            pass
