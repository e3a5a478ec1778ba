"""Addresses of plans."""

from django.urls import path

from filiform.web.plans import paper, record, views

urlpatterns = [
    path("patients/<int:pk>/", record.patient, name="patient"),
    path("visits/<int:pk>/findings/", views.findings, name="findings"),
    path("visits/<int:pk>/propose/", views.propose, name="propose"),
    path("visits/<int:pk>/plan/", views.draft, name="plan_draft"),
    path("visits/<int:pk>/plan/sheet.pdf", paper.draft_sheet, name="draft_sheet"),
    path("visits/<int:pk>/plan/why/", views.why, name="why"),
    path("visits/<int:pk>/plan/edit/", views.edit, name="edit_plan"),
    path("visits/<int:pk>/plan/undo/", views.undo, name="undo"),
    path("visits/<int:pk>/sign/", views.sign, name="sign"),
    path("proposals/<int:pk>/waiting/", views.waiting, name="proposal_waiting"),
    path("proposals/<int:pk>/answer/", views.answer_suggestion, name="answer_suggestion"),
    path("plans/<int:pk>/", views.show, name="plan"),
    path("plans/<int:pk>/why/", views.signed_why, name="plan_why"),
    path("plans/<int:pk>/sheet.pdf", paper.signed_sheet, name="sheet"),
]
