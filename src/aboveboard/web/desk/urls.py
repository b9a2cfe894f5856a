"""The addresses of the desk, under /desk/."""

from django.urls import include, path

from aboveboard.web.desk import (
    case_views,
    confidentiality_views,
    evidence_views,
    keeping_views,
    people_views,
    queue_views,
    search_views,
    session_views,
)

urlpatterns = [
    path("", queue_views.queue, name="queue"),
    path("search", search_views.search, name="desk-search"),
    path("live", queue_views.live, name="desk-live"),
    path("cases/new", queue_views.new_case, name="desk-new-case"),
    path("cases/<uuid:case_id>", case_views.case, name="desk-case"),
    path("cases/<uuid:case_id>/take", case_views.take, name="desk-take"),
    path("cases/<uuid:case_id>/release", case_views.release, name="desk-release"),
    path("cases/<uuid:case_id>/close", case_views.close, name="desk-close"),
    path("cases/<uuid:case_id>/messages", case_views.say, name="desk-say"),
    path("cases/<uuid:case_id>/notes", case_views.note, name="desk-note"),
    path("cases/<uuid:case_id>/invite", case_views.invite, name="desk-invite"),
    path("cases/<uuid:case_id>/invite/cancel", case_views.cancel_invitation, name="desk-cancel-invitation"),
    path("sessions/<uuid:session_id>", session_views.session, name="desk-session"),
    path("sessions/<uuid:session_id>/ticket", session_views.ticket, name="desk-ticket"),
    path("sessions/<uuid:session_id>/join", session_views.join, name="desk-join-session"),
    path("sessions/<uuid:session_id>/call", session_views.call, name="desk-call-colleague"),
    path("people", people_views.people, name="desk-people"),
    path("people/<uuid:person_id>/link", people_views.link, name="desk-person-link"),
    path("people/<uuid:person_id>/factors", people_views.forget_factors, name="desk-person-factors"),
    path("people/<uuid:person_id>/suspend", people_views.suspend, name="desk-person-suspend"),
    path("people/<uuid:person_id>/reinstate", people_views.reinstate, name="desk-person-reinstate"),
    path("people/<uuid:person_id>/role", people_views.role, name="desk-person-role"),
    path("confidentiality", confidentiality_views.sign, name="desk-confidentiality"),
    path("privacy", evidence_views.privacy, name="desk-privacy"),
    path("privacy/check", evidence_views.check, name="desk-privacy-check"),
    path("privacy/promises/<str:promise_id>", evidence_views.promise, name="desk-privacy-promise"),
    path("privacy/holds", keeping_views.held, name="desk-holds"),
    path("privacy/holds/<uuid:hold_id>/release", keeping_views.release, name="desk-hold-release"),
    path("privacy/erase", keeping_views.erase, name="desk-erase"),
    path("account/", include("aboveboard.web.desk.account_urls")),
]
