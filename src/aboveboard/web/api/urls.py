"""Addresses of the programs' entrance."""

from django.urls import path

from aboveboard.web.api import joining

urlpatterns = [
    path("join", joining.join, name="api-join"),
    path("ticket", joining.ticket, name="api-ticket"),
    path("receipt", joining.receipt, name="api-receipt"),
]
