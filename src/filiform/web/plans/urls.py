"""Addresses of plans."""

from django.urls import path

from filiform.web.plans import editing, moving, paper, record, signing, views

urlpatterns = [
    path("patients/<int:pk>/", record.patient, name="patient"),
    path("visits/<int:pk>/findings/", views.findings, name="findings"),
    path("visits/<int:pk>/propose/", views.propose, name="propose"),
    path("visits/<int:pk>/plan/", views.draft, name="plan_draft"),
    path("visits/<int:pk>/plan/sheet.pdf", paper.draft_sheet, name="draft_sheet"),
    path("visits/<int:pk>/plan/why/", views.why, name="why"),
    path("visits/<int:pk>/plan/edit/", editing.edit, name="edit_plan"),
    path("visits/<int:pk>/plan/undo/", editing.undo, name="undo"),
    path("visits/<int:pk>/plan/redo/", editing.redo, name="redo"),
    path("visits/<int:pk>/hand/", moving.show, name="hand"),
    path("visits/<int:pk>/hand/move/", moving.move, name="hand_move"),
    path("moves/<int:pk>/twin/", moving.twin, name="hand_twin"),
    path("moves/<int:pk>/back/", moving.take_back, name="hand_back"),
    path("visits/<int:pk>/sign/", signing.sign, name="sign"),
    path("proposals/<int:pk>/waiting/", views.waiting, name="proposal_waiting"),
    path("proposals/<int:pk>/answer/", editing.answer_suggestion, name="answer_suggestion"),
    path("plans/<int:pk>/", signing.show, name="plan"),
    path("plans/<int:pk>/why/", signing.signed_why, name="plan_why"),
    path("plans/<int:pk>/sheet.pdf", paper.signed_sheet, name="sheet"),
]
