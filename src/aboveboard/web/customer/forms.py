"""The forms of customers. Each field says in one line why it is asked, in the notice's own words where it has some."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aboveboard.ground import features
from aboveboard.ground.notices import notice
from aboveboard.web.customer.guard import GuardedForm
from aboveboard.web.fields import LINE, TEXT, one_line
from aboveboard.wire.computer import REPORT_BYTES, ComputerReport, read_report

TICK = {"class": "tick"}


def why(category: str) -> str:
    """The notice's line on why it asks for this, in the reader's language; empty where the notice has none."""
    found = notice().categories.get(category)
    return found.why.say(get_language() or "en") if found else ""


class TermsField(forms.BooleanField):
    """Accepting the terms: a box of its own that nobody has ticked beforehand."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("I accept the terms of service."),
            error_messages={"required": _("We can help only if you accept the terms. Read them, then tick the box.")},
            widget=forms.CheckboxInput(attrs=TICK),
            **options,
        )


def shared_computer(text: str) -> ComputerReport | None:
    """The report in this text; None where there is none. Raises ValueError for anything that is not exactly one.

    Also for signs in it that nobody sees: whoever made the link could put words into it that the person did not read.
    """
    if not text:
        return None
    report = read_report(text.encode())
    facts = report.facts
    told = (facts.os, facts.os_version, facts.tool_version, facts.platform, facts.name, facts.cpu, *facts.graphics)
    if not all(map(str.isprintable, told)):
        raise ValueError("there are signs in it that are not seen")
    return report


class HelpForm(GuardedForm):
    """Asking for help: only what the notice declares.

    `computer` holds what the person shares about theirs, as the preview of the page made it. What is no report, or has
    more in it than the list allows, is refused and let go of at once; everything that was typed stays.
    """

    problem = forms.CharField(
        label=_("What is wrong?"),
        max_length=4000,
        widget=forms.Textarea(attrs=TEXT),
        error_messages={"required": _("Write a few words about what is wrong.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs=LINE | {"autocomplete": "name"}),
        error_messages={"required": _("Write a name. A first name is enough.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        validators=[one_line],
        widget=forms.EmailInput(attrs=LINE | {"autocomplete": "email", "inputmode": "email"}),
        error_messages={"invalid": _("This does not look like an e-mail address. Correct it or leave it empty.")},
    )
    terms = TermsField()

    def __init__(self, data: Any = None, mark: str = "", **options: Any) -> None:
        self.computer: ComputerReport | None = None
        self._bad_computer = False
        if data is not None and features.is_on("computer"):
            data = self._take_computer(data.copy())
        super().__init__(data, mark, **options)
        if features.is_on("computer"):
            widget = forms.HiddenInput(attrs={"data-computer-field": "", "autocomplete": "off"})
            self.fields["computer"] = forms.CharField(required=False, max_length=REPORT_BYTES, widget=widget)
        self.fields["problem"].help_text = why("problem")
        self.fields["name"].help_text = why("identity")
        if not features.is_on("email"):
            del self.fields["email"]
            return
        without = _("Without it we cannot send you the summary, and only this browser can open your case.")
        self.fields["email"].help_text = f"{why('contact')} {without}"

    def _take_computer(self, data: Any) -> Any:
        try:
            self.computer = shared_computer(data.get("computer", ""))
        except ValueError:
            self._bad_computer, data["computer"] = True, ""
        return data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._bad_computer:
            raise ValidationError(
                _(
                    "The facts about your computer were not as our tool writes them, so they were left out. Press the "
                    "button to send your words alone, or open the page from the tool once more."
                ),
                code="computer",
            )
        return cleaned


class JoinForm(forms.Form):
    """A code from a technician; the terms only where they were not accepted yet."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Nine digits. Spaces and dashes do not matter."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "input input--code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type the code that your technician gave you.")},
    )

    def __init__(self, data: Any = None, ask_terms: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        self.ask_terms = ask_terms or bool(data is not None and data.get("terms_shown"))
        if self.ask_terms:
            self.fields["terms"] = TermsField()


class AnswerForm(forms.Form):
    """The questionnaire after a session: a mark, whether it is solved, and words if one likes."""

    score = forms.TypedChoiceField(
        label=_("How good was our help?"),
        choices=[(str(mark), str(mark)) for mark in range(1, 6)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five marks.")},
    )
    solved = forms.ChoiceField(
        label=_("Is the problem solved?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    comment = forms.CharField(
        label=_("Anything else?"),
        help_text=_("The technician reads this. Please write nothing secret, such as a password."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
    )
