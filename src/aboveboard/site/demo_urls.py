"""Addresses that exist in the demo alone, below /demo/."""

from django.urls import path

from aboveboard.site import demo_views

urlpatterns = [
    path("this-computer", demo_views.computer, name="demo-computer"),
    path("mail", demo_views.mail, name="demo-mail"),
    path("mail/<str:name>", demo_views.letter, name="demo-letter"),
    path("sign-in/<str:token>", demo_views.sign_in, name="demo-sign-in"),
]
