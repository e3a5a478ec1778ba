"""Signing in, and the page for a form that came too late."""

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from filiform.web.accounts.forms import SignInForm
from filiform.web.accounts.models import is_empty


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the sign-in form, or the first page of a new installation while there is nobody to sign in."""
        return redirect("first") if is_empty() else super().get(request, *args, **kwargs)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page was open too long, or came from elsewhere."""
    return render(request, "accounts/expired.html", status=403)
