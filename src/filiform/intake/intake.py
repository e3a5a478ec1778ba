"""What was asked and answered before a treatment, in the words of the glossary."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

IntakeSide = Literal["left", "right", "midline", "both"]
Severity = Annotated[int, Field(ge=0, le=4)]
When = date | Annotated[str, Field(pattern=r"^(\d{4}-(0[1-9]|1[0-2])|unknown|undisclosed)$")]


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Patient(Answer):
    born: date
    sex: Literal["female", "male", "intersex", "unknown"] = "unknown"
    skin_type: Annotated[int, Field(ge=1, le=6)] | None = None
    height_cm: Annotated[float, Field(ge=90, le=250)] | None = None
    first_visit: bool = True


class Concern(Answer):
    """A wish about the skin; concerns stand in the patient's own order."""

    what: str
    severity: Severity = 2
    region: str | None = None
    side: IntakeSide = "both"


class Health(Answer):
    """Overall health, 0 none to 4 severe; a health need that is not asked about counts as none."""

    digestive: Severity = 0
    anxiety: Severity = 0
    stress: Severity = 0
    insomnia: Severity = 0
    fatigue: Severity = 0
    menopausal: Severity = 0
    menstrual: Severity = 0
    fluid_retention: Severity = 0
    headache: Severity = 0


class StatedCondition(Answer):
    what: str
    detail: str = ""
    region: str | None = None
    side: IntakeSide = "both"


class StatedProcedure(Answer):
    """Something done to the face; a date that is unknown or not told counts as today."""

    what: str
    region: str | None = None
    side: IntakeSide = "both"
    on: When = "unknown"
    product: str = ""


class Wish(Answer):
    result: Literal["subtle", "moderate", "marked"] = "moderate"
    comfort: Literal["sensitive", "ordinary", "hardy"] = "ordinary"


class Intake(Answer):
    patient: Patient
    concern: tuple[Concern, ...] = ()
    health: Health = Health()
    condition: tuple[StatedCondition, ...] = ()
    procedure: tuple[StatedProcedure, ...] = ()
    banned: tuple[str, ...] = ()
    wish: Wish = Wish()
