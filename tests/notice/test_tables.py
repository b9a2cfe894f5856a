from aboveboard.notice import load
from aboveboard.notice.durations import Duration
from aboveboard.notice.tables import allowed, cookie_register, gates, holdings

NOTICE = load()


def test_each_scope_has_a_gate_with_the_category_it_carries() -> None:
    table = gates(NOTICE)
    assert table["view"].category == "screen-view"
    assert table["point"].category == "marks"
    assert all(gate.disclosed for gate in table.values())
    assert set(table) == set(NOTICE.scopes)


def test_what_passes_through_is_not_stored() -> None:
    table = holdings(NOTICE)
    assert not table["screen-view"].stored
    assert table["chat"].stored
    assert table["chat"].keep_for == Duration(days=90)
    assert not table["secret-password"].stored, "a password passes, locked for one technician"
    assert table["answers"].then == "anonymise"


def test_the_register_knows_where_a_name_may_stand() -> None:
    register = cookie_register(NOTICE)
    assert ("cookie", "aboveboard_form") in register
    assert ("local", "aboveboard_form") not in register


def test_the_matrix_is_refusal_unless_written() -> None:
    assert allowed(NOTICE, "triage", "problem")
    assert not allowed(NOTICE, "triage", "contact")
    assert not allowed(NOTICE, "no-such-purpose", "problem")
    assert not allowed(NOTICE, "support", "no-such-category")
