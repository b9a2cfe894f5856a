"""Promises whose features are not built yet: they say so, and never that they hold."""

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant

INVARIANTS = (
    Invariant(
        "capture.session-only",
        _("Pictures of your screen are kept from a session alone, if at all."),
        _("Each kept picture was taken between the beginning and the end of a session, under a live permission."),
        "capturing is bound to a session and a grant",
    ),
    Invariant(
        "capture.recording",
        _("A session is recorded only if everybody in it says yes."),
        _("No recording began before its own permission and the yes of each participant."),
        "the recorder joins by a grant of its own, which both sides see",
    ),
    Invariant(
        "minors.age",
        _("For a child, a parent acts."),
        _("Nobody under the age in the notice was helped without a verified guardian."),
        "a neutral question for the age, and a way for guardians",
    ),
    Invariant(
        "dnc.only-asked",
        _("We call you only if you asked for it."),
        _("Each call has a request or an appointment behind it."),
        "dialling passes a gate",
    ),
    Invariant(
        "dnc.list",
        _("If you do not want to be called, nobody calls you."),
        _("No listed number was called after it was put on the list."),
        "the list is applied at once",
    ),
    Invariant(
        "rights.manage",
        _("You can see, correct and delete what we hold about you."),
        _(
            "What was handed out is all that is held about that person, and nothing is left after deletion but "
            "what was named."
        ),
        "requests with clocks, over the declared columns",
    ),
    Invariant(
        "rights.own-only",
        _("You get what is about you, and nothing about others."),
        _("No copy that was handed out holds something that identifies somebody else."),
        "verification with what is held already; others are blacked out",
    ),
)
