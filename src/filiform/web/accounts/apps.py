"""The app of people who work in a clinic."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "filiform.web.accounts"
    label = "accounts"
