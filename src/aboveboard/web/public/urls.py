"""Addresses of the public pages."""

from django.urls import path

from aboveboard.web.public import pages, privacy, setup

urlpatterns = [
    path("", pages.home, name="home"),
    path("privacy", privacy.privacy, name="privacy"),
    path("privacy/cookies", privacy.cookies, name="cookies"),
    path("terms", privacy.terms, name="terms"),
    path("contact", pages.contact, name="contact"),
    path("language", pages.language, name="language"),
    path("healthz", pages.health, name="health"),
    path("setup/<str:token>", setup.setup, name="setup"),
    path(".well-known/security.txt", pages.security_txt, name="security-txt"),
]
