"""Signing in, and the page for a form that came too late."""

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from filiform.web.accounts.forms import SignInForm


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page was open too long, or came from elsewhere."""
    return render(request, "accounts/expired.html", status=403)
