"""A demo clinic: four patients who are nobody, with plans the engine really made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files

from django.conf import settings
from django.core.management import call_command

from filiform.knowledge import load
from filiform.web.accounts.models import User
from filiform.web.clinics.actions import admitted
from filiform.web.clinics.actions import opened as clinic_opened
from filiform.web.clinics.models import Clinic, Membership
from filiform.web.patients.actions import PatientDetails, registered
from filiform.web.patients.models import Patient
from filiform.web.plans import actions as plans
from filiform.web.visits import actions as visits
from filiform.web.visits.forms import IntakeForm
from filiform.web.visits.models import Visit
from filiform.web.visits.views import person

USERNAME = "demo"
PASSWORD = "needle-demo-2026"  # noqa: S105 shown on the sign-in page; the demo clinic keeps no secret
FACES = files("filiform.web") / "demo_faces"
DAYS_SINCE_BOTULINUM = 12


@dataclass(frozen=True)
class DemoPatient:
    """One patient of the demo: who, which face, and the intake form as it was filled in."""

    details: PatientDetails
    face: str
    draft: Mapping[str, Sequence[str]]
    signed: bool = False
    wishes: Sequence[tuple[str, int]] = field(default=())

    def form(self) -> dict[str, list[str]]:
        """Return the filled form, wishes in their order."""
        typed = {name: list(values) for name, values in self.draft.items()}
        typed["wish"] = [wish for wish, _ in self.wishes]
        for rank, (wish, severity) in enumerate(self.wishes, start=1):
            typed |= {f"rank-{wish}": [str(rank)], f"severity-{wish}": [str(severity)], f"side-{wish}": ["both"]}
        return typed


def _details(letter: str, born: date, sex: str, skin_type: int, *, photos: bool = True) -> PatientDetails:
    return PatientDetails(f"Demo patient {letter}", born, sex, skin_type, None, declines_photos=not photos)


def patients(today: date) -> tuple[DemoPatient, ...]:
    """Return the four: ordinary, lately treated with botulinum toxin, afraid of needles, without photos."""
    botulinum = (today - timedelta(days=DAYS_SINCE_BOTULINUM)).isoformat()
    return (
        DemoPatient(
            _details("A", date(1979, 4, 18), "female", 3),
            "f_wasian.jpg",
            {"health-stress": ["2"], "health-digestive": ["1"], "health-insomnia": ["1"], "first_visit": ["no"]},
            signed=True,
            wishes=(("nasolabial_folds", 2), ("crows_feet", 2), ("forehead_lines", 1), ("dull_complexion", 2)),
        ),
        DemoPatient(
            _details("B", date(1971, 9, 2), "male", 6),
            "m_african.jpg",
            {
                "health-stress": ["3"],
                "health-headache": ["2"],
                "first_visit": ["no"],
                "condition": ["pih_dark_skin"],
                "procedure-0-what": ["botulinum_toxin"],
                "procedure-0-region": ["glabella"],
                "procedure-0-side": ["both"],
                "procedure-0-when": ["exact"],
                "procedure-0-exact": [botulinum],
            },
            wishes=(("glabellar_lines", 3), ("jowl_laxity", 2), ("under_eye_puffiness", 2), ("tmj_masseter", 2)),
        ),
        DemoPatient(
            _details("C", date(1992, 12, 9), "female", 3),
            "f_easian.jpg",
            {
                "health-anxiety": ["3"],
                "first_visit": ["yes"],
                "comfort": ["sensitive"],
                "result": ["subtle"],
                "condition": ["needle_phobia"],
            },
            wishes=(("dark_circles", 2), ("dull_complexion", 2)),
        ),
        DemoPatient(
            _details("D", date(1958, 1, 27), "female", 2, photos=False),
            "",
            {
                "health-menopausal": ["2"],
                "health-insomnia": ["3"],
                "health-fatigue": ["2"],
                "first_visit": ["yes"],
                "condition": ["anticoagulant"],
                "detail-anticoagulant": ["apixaban since 2024"],
            },
            wishes=(("jowl_laxity", 3), ("perioral_lines", 3), ("dryness", 2)),
        ),
    )


def made(*, at: datetime, today: date) -> bool:
    """Make the demo clinic in an empty database; return whether it was made."""
    if User.objects.exists() or Clinic.objects.exists():
        return False
    clinic = clinic_opened("Demo clinic", at=at)
    owner = Membership.Role.OWNER
    user = admitted(clinic, username=USERNAME, full_name="Demo practitioner", password=PASSWORD, role=owner)
    begun = [(demo, _visit(demo, clinic, user, at, today)) for demo in patients(today)]
    worked_off()
    for _, visit in begun:
        plans.proposed(visit, protocol="", by=user, at=at, on=today)
    worked_off()
    for demo, visit in begun:
        row = plans.current(visit)
        if demo.signed and row is not None and row.state == row.State.READY:
            plans.signed(row, agreed=frozenset(), by=user, at=at)
    return True


def _visit(demo: DemoPatient, clinic: Clinic, user: User, at: datetime, today: date) -> Visit:
    patient: Patient = registered(demo.details, clinic=clinic, by=user, at=at)
    visit = visits.opened(patient, by=user, at=at)
    draft = demo.form()
    form = IntakeForm(draft, person(visit), load.knowledge())
    answers = form.answers(today)
    if answers is None:
        raise ValueError(f"a demo intake is wrong: {form.errors}")
    visits.answered(visit, draft, answers, by=user, at=at)
    if demo.face:
        visits.photographed(visit, (FACES / demo.face).read_bytes(), ipd_mm=None, by=user, at=at)
    return visit


def worked_off() -> None:
    """Do the work that waits for the worker, where there is one."""
    if settings.TASKS["default"]["BACKEND"].endswith("DatabaseBackend"):
        call_command("db_worker", batch=True, startup_delay=False, interval=0.01, verbosity=0)
