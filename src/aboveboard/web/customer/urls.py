"""Addresses of the customer's pages."""

from django.urls import path

from aboveboard.web.customer import (
    answering,
    asking,
    case_page,
    computer,
    joining,
    notice_change,
    receipt,
    session_page,
)

urlpatterns = [
    path("help", asking.ask, name="help"),
    path("case/<uuid:case>", case_page.page, name="case"),
    path("case/<uuid:case>/live", case_page.live, name="case-live"),
    path("case/<uuid:case>/messages", case_page.say, name="case-say"),
    path("case/<uuid:case>/notice", notice_change.answer, name="case-notice"),
    path("case/<uuid:case>/computer", computer.forget, name="case-computer"),
    path("case/<uuid:case>/join", joining.join_from_case, name="case-join"),
    path("join", joining.join, name="join"),
    path("session/<uuid:session>", session_page.page, name="customer-session"),
    path("session/<uuid:session>/ticket", session_page.ticket, name="customer-ticket"),
    path("session/<uuid:session>/receipt", receipt.of_session, name="customer-receipt"),
    path("session/<uuid:session>/receipt/file", receipt.file_of_session, name="customer-receipt-file"),
    path("receipt/once/<str:secret>", receipt.handed, name="receipt-handed"),
    path("answer/<str:token>", answering.answer_page, name="answer"),
    path("receipt/<str:token>", receipt.by_link, name="receipt"),
    path("receipt/<str:token>/computer", computer.forget_by_link, name="receipt-computer"),
    path("receipt/<str:token>/file", receipt.file_by_link, name="receipt-file"),
]
