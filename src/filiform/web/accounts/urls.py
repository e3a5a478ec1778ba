"""Addresses of signing in and out."""

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.urls import path

from filiform.web.accounts import views

urlpatterns = [
    path("login/", views.SignIn.as_view(extra_context={"demo": settings.DEMO}), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
