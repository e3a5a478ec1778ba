"""The app of visits."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "filiform.web.visits"
    label = "visits"
