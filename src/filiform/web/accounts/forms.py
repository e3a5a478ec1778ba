"""The sign-in form."""

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError


class SignInForm(AuthenticationForm):
    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError("User name and password do not match. Both mind capital letters.")
