"""Who may stand for a person: what opens values as the person writes no opening, so its callers are counted."""

import ast

from tests.law import tree

PERSON = {
    "journeys/proven_receipts.py": "the file of a receipt, for who holds the link sent to the person or their browser",
}
"""Module → why it makes the access of the person themself. A new line here is a way past the record of openings."""
CUSTOMER = {
    "ground/access.py": "`person` itself",
    "web/doors.py": "the customer's browser, at the door",
}
"""Module → why it makes an access of the kind `customer` by hand."""
RECEIPT_LINK = {
    "jobs/mail.py": "the link in the summary that is sent to the person",
}
"""Module → why it signs the link that opens a receipt as the person. A page of the desk has its own address."""


def calls() -> list[tuple[str, ast.Call, str]]:
    """Every call in the package: its module, the call, and what is called."""
    return [
        (path.relative_to(tree.PACKAGE).as_posix(), node, ast.unparse(node.func))
        for path in tree.files(".py", under=tree.PACKAGE)
        for node in ast.walk(tree.tree(path))
        if isinstance(node, ast.Call)
    ]


def called(*names: str) -> set[str]:
    """The modules that call one of these, by whatever name they imported it."""
    return {module for module, _call, what in calls() if what in names}


def test_nobody_imports_the_access_of_a_person_by_another_name() -> None:
    hidden = [
        f"{path.relative_to(tree.PACKAGE)}:{line} {what}"
        for path in tree.files(".py", under=tree.PACKAGE)
        for line, what in tree.imports(tree.tree(path))
        if what == "aboveboard.ground.access.person"
    ]
    assert not hidden, f"import `access` and call `access.person(…)`, so that it is counted: {hidden}"


def test_who_stands_for_a_person_is_listed_with_a_reason() -> None:
    assert called("access.person") == set(PERSON)


def test_an_access_of_a_customer_is_made_where_it_is_proven() -> None:
    by_hand = {
        module
        for module, call, what in calls()
        if what in ("Access", "access.Access")
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value == "customer"
    }
    assert by_hand == set(CUSTOMER)


def test_the_link_that_opens_a_receipt_as_the_person_is_signed_for_letters_alone() -> None:
    assert called("receipt_link", "receipts.receipt_link") == set(RECEIPT_LINK)
