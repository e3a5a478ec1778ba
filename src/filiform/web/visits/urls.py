"""Addresses of visits."""

from django.urls import path

from filiform.web.visits import side_views, views

urlpatterns = [
    path("patients/<int:pk>/visits/", views.start, name="visit_start"),
    path("visits/<int:pk>/", views.show, name="visit"),
    path("visits/<int:pk>/intake/", views.intake, name="intake"),
    path("visits/<int:pk>/intake/draft/", views.draft, name="intake_draft"),
    path("visits/<int:pk>/photo/", views.photo, name="photo"),
    path("visits/<int:pk>/photo/state/", views.photo_state, name="photo_state"),
    path("visits/<int:pk>/drawn/", views.drawn, name="drawn"),
    path("photos/<int:pk>/picture.jpg", views.picture, name="picture"),
    path("photos/<int:pk>/face.jpg", views.crop, name="crop"),
    path("photos/<int:pk>/portrait.jpg", views.portrait, name="portrait"),
    path("photos/<int:pk>/side/", side_views.give, name="side_photo"),
    path("side-photos/<int:pk>/mark/", side_views.mark, name="side_mark"),
    path("side-photos/<int:pk>/state/", side_views.state, name="side_state"),
    path("side-photos/<int:pk>/picture.jpg", side_views.picture, name="side_picture"),
    path("card.pdf", side_views.card, name="measuring_card"),
    path("photos/<int:pk>/hairline/", views.hairline, name="hairline"),
]
