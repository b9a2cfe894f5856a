"""The people who work here, for administrators: add, one-time links, roles, suspension."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.journeys import staffing
from aboveboard.journeys.errors import Refused
from aboveboard.people import queries
from aboveboard.web.desk import factors
from aboveboard.web.desk.acting import telling
from aboveboard.web.desk.forms import ROLES, PersonForm, RoleForm
from aboveboard.web.doors import Who, access_of, door


@door(Who.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here; by POST somebody new, whose one-time link is shown in the answer and never again."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = staffing.add_technician(**form.cleaned_data, by=access_of(request).technician.pk)
        except Refused as refused:
            form.add_error("handle", str(refused.message))
        else:
            return _page(request, PersonForm(), person)
    return _page(request, form)


def _page(request: HttpRequest, form: PersonForm, link_for: Any = None) -> HttpResponse:
    me, signed_at = access_of(request).technician, queries.signed_at()
    rows = [
        {
            "person": person,
            "is_me": person.pk == me.pk,
            "has_factor": factors.has_second_factor(person),
            "signed_at": signed_at.get(person.pk),
            "role_name": dict(ROLES).get(person.role, person.role),
        }
        for person in queries.staff()
    ]
    context = {"people": rows, "form": form, "roles": ROLES, "link_for": link_for}
    if link_for is not None:
        secret = staffing.new_link_for(link_for.pk)
        context["link"] = settings.ABOVEBOARD_BASE_URL + reverse("setup", args=[secret])
    return render(request, "desk/people.html", context)


@door(Who.ADMINISTRATOR)
@require_POST
def link(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """A fresh one-time link for somebody, shown in the answer and never again; older ones die."""
    with telling(request):
        return _page(request, PersonForm(), staffing.working_person(person_id))
    return redirect("desk-people")


@door(Who.ADMINISTRATOR)
@require_POST
def forget_factors(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Remove somebody's passkeys, app and codes, who has lost them. The desk is closed to them until they add one."""
    with telling(request):
        factors.forget(staffing.working_person(person_id, other_than=access_of(request).technician.pk))
    return redirect("desk-people")


@door(Who.ADMINISTRATOR)
@require_POST
def suspend(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Close somebody's access at once: sign-in, sockets, sessions and assignments."""
    with telling(request):
        staffing.suspend_technician(person_id, access_of(request).technician.pk)
    return redirect("desk-people")


@door(Who.ADMINISTRATOR)
@require_POST
def reinstate(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Let somebody in again, with a one-time link: the old password and old sign-ins are worth nothing."""
    with telling(request):
        person = staffing.reinstate_technician(person_id, access_of(request).technician.pk)
        return _page(request, PersonForm(), person)
    return redirect("desk-people")


@door(Who.ADMINISTRATOR)
@require_POST
def role(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Give somebody another role."""
    form = RoleForm(request.POST)
    if form.is_valid():
        with telling(request):
            staffing.change_role(person_id, form.cleaned_data["role"], access_of(request).technician.pk)
    return redirect("desk-people")
