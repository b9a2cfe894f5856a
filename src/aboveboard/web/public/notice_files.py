"""The notice as files for others: for machines, for a data map, for the register of an authority."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from aboveboard.ground.notices import notice
from aboveboard.notice.exports import article30, dpv, wellknown
from aboveboard.web.doors import Who, door
from aboveboard.web.public.privacy import reading_language


@door(Who.ANYONE)
@require_safe
def well_known(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django passes the request to every view
    """Everything that the notice in force declares, as JSON."""
    content = wellknown.content(notice(), settings.ABOVEBOARD_BASE_URL)
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


@door(Who.ANYONE)
@require_safe
def data_map(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django passes the request to every view
    """Who handles what, why, how long and for whom, as JSON-LD in terms of the Data Privacy Vocabulary."""
    content = dpv.data_map(notice(), settings.ABOVEBOARD_BASE_URL)
    return HttpResponse(json.dumps(content, ensure_ascii=False, indent=1), content_type="application/ld+json")


@door(Who.ANYONE)
@require_safe
def article_30(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django passes the request to every view
    """The register of processing activities, in the reader's language, for a spreadsheet."""
    current = notice()
    # With a mark of its encoding at the start, without which spreadsheets spoil every umlaut.
    text = "\ufeff" + article30.register(current, reading_language())
    response = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="article-30-version-{current.version}.csv"'
    return response
