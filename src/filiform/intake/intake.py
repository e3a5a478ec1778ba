"""What was asked and answered before a treatment, in the words of the glossary."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Annotated[int, Field(ge=0, le=4, description="a whole number from 0 (none) to 4 (severe)")]
Word = Annotated[str, Field(max_length=80, description="a word in quotes")]
# a little more than told, so that a note of ours still fits
Text = Annotated[str, Field(max_length=2200, description="text in quotes, at most 2000 characters")]
IntakeSide = Annotated[Literal["left", "right", "midline", "both"], Field(description="left, right, midline or both")]
When = date | Annotated[str, Field(pattern=r"^(\d{4}-(0[1-9]|1[0-2])|unknown|undisclosed)$")]


class Answer(BaseModel):
    """One group of answers; unknown keys and wrong types are refused, lists become tuples."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Patient(Answer):
    born: date = Field(description="a date without quotes, like 1978-03-02")
    sex: Literal["female", "male", "intersex", "unknown"] = Field(
        default="unknown", description="female, male, intersex or unknown"
    )
    skin_type: Annotated[int, Field(ge=1, le=6)] | None = Field(
        default=None, description="a Fitzpatrick type, a whole number from 1 to 6"
    )
    height_cm: Annotated[float, Field(ge=90, le=250)] | None = Field(
        default=None, description="a number of centimetres from 90 to 250"
    )
    first_visit: bool = Field(default=True, description="true or false, without quotes")


class Concern(Answer):
    """A wish about the skin; concerns stand in the patient's own order."""

    what: Word
    severity: Severity = 2
    region: Word | None = Field(default=None, description="a region in quotes")
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
    what: Word
    detail: Text = ""
    region: Word | None = Field(default=None, description="a region in quotes")
    side: IntakeSide = "both"


class StatedProcedure(Answer):
    """Something done to the face; without a region it was the whole face, an unknown or untold date counts as today."""

    what: Word
    region: Word | None = Field(default=None, description="a region in quotes")
    side: IntakeSide = "both"
    on: When = Field(
        default="unknown", description='a date like 2026-10-14 without quotes, "2026-10", "unknown" or "undisclosed"'
    )
    product: Text = ""


class Wish(Answer):
    result: Literal["subtle", "moderate", "marked"] = Field(
        default="moderate", description="subtle, moderate or marked"
    )
    comfort: Literal["sensitive", "ordinary", "hardy"] = Field(
        default="ordinary", description="sensitive, ordinary or hardy"
    )


class Intake(Answer):
    patient: Patient
    concern: tuple[Concern, ...] = ()
    health: Health = Health()
    condition: tuple[StatedCondition, ...] = ()
    procedure: tuple[StatedProcedure, ...] = ()
    banned: tuple[str, ...] = ()
    wish: Wish = Wish()
