"""Addresses of the patients."""

from django.urls import path

from filiform.web.patients import views

urlpatterns = [
    path("", views.today, name="today"),
    path("patients/new/", views.new, name="patient_new"),
    path("patients/<int:pk>/edit/", views.edit, name="patient_edit"),
]
