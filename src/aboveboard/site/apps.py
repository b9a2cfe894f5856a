"""Registers the composition root with Django: start-up checks that need every room."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "aboveboard.site"
    label = "site"
