"""What comes next for a patient, and how it is said."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """What comes next: its quiet state, its tone, the words of its button and the page it is done on."""

    state: str
    tone: str
    button: str
    page: str


NO_VISIT = Step("no visit yet", "", "Start visit", "")
SIGNED = Step("plan signed", "done", "Start visit", "")
INTAKE = Step("intake missing", "", "Fill in the intake", "intake")
PHOTO = Step("photo missing", "", "Add a photo", "photo")
PROPOSE = Step("no plan yet", "", "Read the findings", "findings")
BY_PHOTO = {
    "waiting": Step("photo being read", "", "Look at the photo", "photo"),
    "refused": Step("photo refused", "caution", "Give another photo", "photo"),
    "unreadable": Step("photo refused", "caution", "Give another photo", "photo"),
    "failed": Step("photo not read", "caution", "Try the photo again", "photo"),
}
BY_PROPOSAL = {
    "waiting": Step("plan being made", "", "Open the plan", "plan_draft"),
    "ready": Step("plan to sign", "accent", "Open the plan to sign", "plan_draft"),
    "none": Step("no plan fits", "caution", "See why no plan fits", "plan_draft"),
    "failed": Step("plan not made", "caution", "Try the plan again", "plan_draft"),
}


def next_step(*, has_intake: bool, photo: str | None, proposal: str | None, signed: bool) -> Step:
    """
    Return what comes next in a visit.

    `photo` is the state of its newest photo, "found" too for a drawn face; `proposal` the state of its current
    proposal; `signed` whether that very proposal is signed.
    """
    if signed:
        return SIGNED
    if not has_intake:
        return INTAKE
    if photo != "found":
        return BY_PHOTO.get(photo or "", PHOTO)
    return BY_PROPOSAL.get(proposal or "", PROPOSE)
