"""The app of records of who did what."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "filiform.web.audit"
    label = "audit"
