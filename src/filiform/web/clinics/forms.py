"""The forms of a clinic and of the people who work there."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password

from filiform.web.accounts.models import User
from filiform.web.clinics.models import Membership
from filiform.web.names import can_be_seen

NEW_PASSWORD = {"autocomplete": "new-password"}


class PersonForm(forms.Form):
    """Somebody who will sign in."""

    full_name = forms.CharField(
        max_length=120,
        label="Name of the person",
        help_text="Stands on every plan this person signs.",
        validators=[can_be_seen],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    username = forms.CharField(
        max_length=150,
        label="User name",
        validators=[User.username_validator],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text=" ".join(password_validators_help_texts()),
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )
    again = forms.CharField(label="The password again", strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD))

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError("Somebody signs in with this user name already. Choose another.")
        return username

    def clean(self) -> dict[str, Any]:
        typed = {name: self.cleaned_data.get(name, "") for name in ("full_name", "username", "password", "again")}
        if typed["password"] and typed["again"] and typed["password"] != typed["again"]:
            self.add_error("again", "The two passwords differ. Type the same one twice.")
        if typed["password"]:
            person = User(username=typed["username"], full_name=typed["full_name"])
            try:
                validate_password(typed["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data

    def person(self) -> dict[str, str]:
        """Return who was typed in, once it is valid."""
        return {name: self.cleaned_data[name] for name in ("full_name", "username", "password")}


class FirstClinicForm(PersonForm):
    """The first clinic and its owner."""

    clinic = forms.CharField(
        max_length=120,
        label="Name of the clinic",
        validators=[can_be_seen],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    field_order = ("clinic", "full_name", "username", "password", "again")


class MemberForm(PersonForm):
    """One more person of a clinic."""

    role = forms.ChoiceField(label="Role", choices=Membership.Role, initial=Membership.Role.PRACTITIONER)
    field_order = ("full_name", "username", "role", "password", "again")
