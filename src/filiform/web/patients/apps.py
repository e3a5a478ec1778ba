"""The app of patients."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "filiform.web.patients"
    label = "patients"
