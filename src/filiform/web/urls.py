"""Every address of the clinic's pages."""

from django.urls import include, path

from filiform.web import about

urlpatterns = [
    path("healthz", about.healthz, name="healthz"),
    path("about/", about.about, name="about"),
    path("", include("filiform.web.accounts.urls")),
    path("", include("filiform.web.clinics.urls")),
    path("", include("filiform.web.patients.urls")),
    path("", include("filiform.web.visits.urls")),
    path("", include("filiform.web.plans.urls")),
]
handler400 = "filiform.web.faults.refused"
handler500 = "filiform.web.faults.broken"
