"""The three classic faults are found by their words, and sentences that say the opposite are let go."""

from pathlib import Path

import pytest

from aboveboard.notice.examine import examine
from aboveboard.notice.faults import FAULTS, classic
from tests.notice.folder import change, copy_to

USE, BACK, IP = FAULTS

WRONG = [
    (USE, "By using our website you agree to this notice."),
    (USE, "By accessing or using the service, you consent to the collection of your data."),
    (USE, "If you continue to use this site, you accept the cookies."),
    (USE, "Your continued use of our services constitutes acceptance of these terms."),
    (USE, "You consent to these practices by visiting our site."),
    (USE, "When you browse our pages, you are deemed to have accepted; you therefore agree."),
    (USE, "Through your use of the chat you expressly consent to recording."),
    (USE, "Durch die Nutzung unserer Website stimmen Sie dieser Erklärung zu."),
    (USE, "Indem Sie unsere Seite weiter nutzen, willigen Sie in Cookies ein."),
    (USE, "Mit dem Besuch dieser Seite erklären Sie sich einverstanden."),
    (USE, "Wenn Sie unseren Dienst verwenden, akzeptieren Sie diese Bedingungen."),
    (USE, "Ihre weitere Nutzung gilt als Zustimmung."),
    (BACK, "Changes to this notice are effective immediately upon posting."),
    (BACK, "We may amend this policy and the revised version applies retroactively."),
    (BACK, "Any changes will apply to all data that we already hold about you."),
    (BACK, "Updates take effect as soon as they are posted."),
    (BACK, "Changes become binding at once."),
    (BACK, "Änderungen treten sofort in Kraft."),
    (BACK, "Änderungen dieser Erklärung gelten rückwirkend."),
    (BACK, "Die geänderte Fassung gilt auch für bereits erhobene Daten."),
    (BACK, "Anpassungen werden mit Veröffentlichung wirksam und gelten unverzüglich."),
    (IP, "IP addresses are not personal data."),
    (IP, "We collect anonymous information such as your IP address and browser type."),
    (IP, "Your IP address is anonymous to us."),
    (IP, "An IP address cannot identify you."),
    (IP, "We log non-personally identifiable data, for example the IP address."),
    (IP, "The network address is not considered personally identifiable information."),
    (IP, "IP-Adressen sind keine personenbezogenen Daten."),
    (IP, "Wir erheben anonyme Daten wie Ihre IP-Adresse."),
    (IP, "Die IP-Adresse ist für uns anonym."),
    (IP, "Ihre IP-Adresse lässt keinen Schluss auf Sie zu."),
]
RIGHT = [
    "Reading this page is not a yes to anything.",
    "By using the form you send us your name.",
    "Using our site does not mean that you agree to anything.",
    "Nobody agrees to anything by visiting a page.",
    "You agree by ticking the box.",
    "You may use the chat; whether you agree to a session is another question.",
    "Before we help you, you accept our terms of service.",
    "You consent by pressing the Yes button.",
    "Dass Sie diese Seite lesen, ist kein Ja zu irgendetwas.",
    "Durch die Nutzung dieser Seite stimmen Sie nichts zu.",
    "Wenn Sie den Chat nutzen, sehen wir Ihre Nachrichten.",
    "Die Nutzung gilt nicht als Zustimmung.",
    "It does not reach back: what we hold stays under the version it was collected under.",
    "Changes never apply retroactively.",
    "If a change matters, we tell you at once.",
    "You can end a session immediately.",
    "Changes do not apply to data we already hold.",
    "Änderungen wirken nicht rückwirkend.",
    "Wir sagen Ihnen sofort Bescheid.",
    "Änderungen gelten nicht für bereits erhobene Daten.",
    "IP addresses are personal data.",
    "An IP address is not only technical; it is personal data.",
    "An address on the network can lead to a person. So we treat it as yours, not as a mere number.",
    "We shorten your IP address and keep it for an hour.",
    "IP-Adressen sind personenbezogene Daten.",
    "Eine IP-Adresse ist nicht nur eine Zahl.",
    "Anonyme Zahlen zeigen wir nur für Gruppen.",
]


@pytest.mark.parametrize(("fault", "sentence"), WRONG, ids=[sentence for _fault, sentence in WRONG])
def test_a_classic_fault_is_found(fault: object, sentence: str) -> None:
    assert classic(sentence) is fault


@pytest.mark.parametrize("sentence", RIGHT)
def test_what_says_something_else_is_let_go(sentence: str) -> None:
    assert classic(sentence) is None


def test_the_finding_has_file_line_sentence_and_what_to_write(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "clauses/en/changes.md", "It has been", "Changes apply\nimmediately to everyone. It has been")
    [problem] = [one for one in examine(folder) if one.file == "clauses/en/changes.md"]
    assert problem.line == 1
    assert "“Changes apply immediately to everyone.”" in problem.what
    assert "stays under the version" in problem.write
    assert not problem.stops


@pytest.mark.parametrize("name", ["terms/en.md", "terms/de.md"])
def test_the_terms_are_read_too(name: str, tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n\nIP addresses are not personal data. IP-Adressen sind keine personenbezogenen Daten.\n")
    assert [one.what for one in examine(folder) if one.file == name and "impersonal" in one.what]


def test_the_short_layer_is_read_too(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "clauses.toml", "You can write to us day and night.", "By using our site you agree.")
    [problem] = [one for one in examine(folder) if one.file == "clauses.toml"]
    assert problem.line
    assert "mere use" in problem.what


def test_a_fault_is_found_even_where_a_table_is_broken(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    (folder / "cookies.toml").write_text("[")
    change(folder, "clauses/en/about.md", "This notice has", "By using our site you agree. This notice has")
    assert {one.file for one in examine(folder)} == {"cookies.toml", "clauses/en/about.md"}
