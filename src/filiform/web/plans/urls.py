"""Addresses of plans."""

from django.urls import path

from filiform.web.plans import editing, layered, moving, paper, protocols, record, repeating, signing, views, weighing

urlpatterns = [
    path("protocols/", protocols.listed, name="protocols"),
    path("protocols/new/", protocols.new, name="protocol_new"),
    path("protocols/file/", protocols.from_file, name="protocol_from_file"),
    path("protocols/<int:pk>/", protocols.show, name="protocol"),
    path("protocols/<int:pk>/change/", protocols.change, name="protocol_change"),
    path("protocols/<int:pk>/file/", protocols.file, name="protocol_file"),
    path("protocols/<int:pk>/away/", protocols.put_away, name="protocol_away"),
    path("visits/<int:pk>/plan/repeat/", repeating.repeat_last, name="repeat_last"),
    path("visits/<int:pk>/plan/weights/", weighing.show, name="weights"),
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
    path("photos/<int:pk>/layers.svg", layered.of_photo, name="layers"),
    path("layers/drawn.svg", layered.drawn, name="layers_drawn"),
    path("plans/<int:pk>/", signing.show, name="plan"),
    path("plans/<int:pk>/why/", signing.signed_why, name="plan_why"),
    path("plans/<int:pk>/sheet.pdf", paper.signed_sheet, name="sheet"),
]
