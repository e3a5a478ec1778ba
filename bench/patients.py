"""Generated patients: intakes with realistic mixes, the same for the same number on every machine."""

import random
from datetime import date, timedelta

from filiform.intake.intake import Intake
from filiform.knowledge.models import Knowledge

ON = date(2026, 11, 2)
# How often a wish is named in a practice that treats faces: our own guess, only to spread the cases.
WISHES = {
    "nasolabial_folds": 9,
    "forehead_lines": 8,
    "glabellar_lines": 8,
    "crows_feet": 8,
    "jowl_laxity": 7,
    "dull_complexion": 7,
    "under_eye_puffiness": 5,
    "dark_circles": 5,
    "marionette_lines": 5,
    "cheek_volume": 4,
    "perioral_lines": 4,
    "acne": 4,
    "neck_lines": 4,
    "double_chin": 3,
    "eyelid_ptosis": 3,
    "pigmentation": 3,
    "enlarged_pores": 3,
    "rosacea_redness": 2,
    "acne_scars": 2,
    "tmj_masseter": 3,
    "facial_asymmetry": 2,
    "dryness": 2,
    "lip_thinning": 1,
}
HEALTH = ("stress", "anxiety", "insomnia", "digestive", "fatigue", "menopausal", "headache", "menstrual")
CONDITIONS = ("anticoagulant", "needle_fear", "fainting_history", "rosacea_flare", "migraine")
PROCEDURE_REGIONS = ("glabella", "forehead", "crows_feet", "nasolabial", "lips", "cheek_lateral", "chin")


def _wishes(dice: random.Random) -> tuple[dict[str, object], ...]:
    names = list(WISHES)
    count = dice.choices((1, 2, 3, 4, 5, 6, 8), (8, 18, 26, 22, 14, 8, 4))[0]
    chosen: dict[str, dict[str, object]] = {}
    while len(chosen) < count:
        name = dice.choices(names, list(WISHES.values()))[0]
        side = dice.choices(("both", "left", "right"), (94, 3, 3))[0]
        severity = dice.choices((1, 2, 3, 4), (2, 5, 4, 1))[0]
        chosen.setdefault(name, {"what": name, "severity": severity, "side": side})
    return tuple(chosen.values())


def _procedures(dice: random.Random) -> tuple[dict[str, object], ...]:
    count = dice.choices((0, 1, 2), (6, 3, 1))[0]
    return tuple(
        {
            "what": dice.choice(("botulinum_toxin", "filler")),
            "region": dice.choice(PROCEDURE_REGIONS),
            "side": dice.choice(("both", "both", "left", "right")),
            "on": ON - timedelta(days=dice.randrange(3, 120)),
        }
        for _ in range(count)
    )


def patient(number: int, facts: Knowledge) -> Intake:
    """Return the intake of one generated patient."""
    dice = random.Random(f"patient {number}")  # noqa: S311 the same every time
    complaints = dice.sample(HEALTH, dice.choices((0, 1, 2, 3, 4), (3, 4, 4, 2, 1))[0])
    known = [name for name in CONDITIONS if name in facts.conditions]
    conditions = dice.sample(known, dice.choices((0, 1), (8, 2))[0])
    points = [point.id for point in facts.points.values() if point.default_use]
    return Intake.model_validate(
        {
            "patient": {
                "born": ON - timedelta(days=365 * dice.randrange(22, 78) + dice.randrange(365)),
                "sex": dice.choice(("female", "female", "female", "male")),
                "first_visit": dice.random() < 0.25,
            },
            "concern": _wishes(dice),
            "health": {name: dice.randrange(1, 5) for name in complaints},
            "condition": tuple({"what": name} for name in conditions),
            "procedure": _procedures(dice),
            "banned": tuple(dice.sample(points, dice.choices((0, 1, 3), (8, 1, 1))[0])),
            "wish": {
                "result": dice.choice(("subtle", "moderate", "moderate", "marked")),
                "comfort": dice.choice(("sensitive", "ordinary", "ordinary", "hardy")),
            },
        }
    )
