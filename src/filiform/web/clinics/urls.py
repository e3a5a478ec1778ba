"""Addresses of the clinic itself."""

from django.urls import path

from filiform.web.clinics import views

urlpatterns = [
    path("first/", views.first, name="first"),
    path("people/", views.people, name="people"),
]
