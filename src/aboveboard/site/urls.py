"""Every address of the product, by area. The doors stand at the views; a test walks this table."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("aboveboard.web.public.urls")),
    path("", include("aboveboard.web.customer.urls")),
    path("desk/", include("aboveboard.web.desk.urls")),
    path("api/", include("aboveboard.web.api.urls")),
]
if settings.ABOVEBOARD_DEMO:
    urlpatterns.append(path("demo/", include("aboveboard.site.demo_urls")))

handler400 = "aboveboard.web.public.errors.bad_request"
handler403 = "aboveboard.web.public.errors.forbidden"
handler404 = "aboveboard.web.public.errors.not_found"
handler500 = "aboveboard.web.public.errors.server_error"
