"""The app of clinics."""

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "filiform.web.clinics"
    label = "clinics"
