"""How the intake asks: which wish stands where on the drawn face, which questions stand together, in plain words."""

from collections.abc import Iterable, Mapping

WISH_AREAS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "forehead": ("Forehead", ("forehead_lines",)),
    "brows": ("Between the brows", ("glabellar_lines",)),
    "eyes": ("Eyes", ("crows_feet", "under_eye_puffiness", "dark_circles", "eyelid_ptosis")),
    "cheeks": ("Cheeks and nose", ("nasolabial_folds", "cheek_volume", "enlarged_pores", "rosacea_redness")),
    "mouth": ("Mouth", ("perioral_lines", "lip_thinning", "marionette_lines")),
    "jaw": ("Jaw and chin", ("jowl_laxity", "double_chin", "tmj_masseter")),
    "neck": ("Neck", ("neck_lines",)),
    "whole": ("Whole face", ("dull_complexion", "dryness", "pigmentation", "acne", "acne_scars", "facial_asymmetry")),
}
WITHOUT_SIDE = frozenset({"dull_complexion", "dryness", "glabellar_lines", "double_chin"})  # whole or in the middle

CONDITION_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Today": (
        "vaccination_fever",
        "covid_mask",
        "fasting_alcohol",
        "migraine_acute",
        "hypotension",
        "frailty",
        "contact_lens",
        "cannot_keep_still",
        "scalp_face_numb_block",
    ),
    "Pregnancy": ("pregnancy", "trying_to_conceive", "breastfeeding"),
    "Blood and bruising": (
        "anticoagulant",
        "antiplatelet",
        "supplements_bruise",
        "bleeding_disorder",
        "liver_cirrhosis",
    ),
    "Skin": (
        "hsv_active",
        "hsv_history",
        "skin_infection",
        "open_wound",
        "sunburn",
        "acne_inflamed",
        "rosacea_flare",
        "psoriasis",
        "eczema",
        "moles",
        "suspicious_lesion",
        "skin_cancer",
        "keloid",
        "pih_dark_skin",
        "isotretinoin",
        "topical_retinoid",
    ),
    "Face, eyes, jaw and neck": (
        "neuro_face",
        "facial_fracture",
        "glaucoma_eye",
        "eye_disease_or_surgery",
        "jaw_locked",
        "thyroid_neck",
        "carotid_disease",
    ),
    "Heart, nerves and body": (
        "heart_unstable",
        "hypertension",
        "valvular",
        "pacemaker",
        "epilepsy",
        "diabetes",
        "foot_neuropathy_or_ulcer",
        "varicose_veins",
        "immunosuppressed",
        "autoimmune",
        "chemo",
        "lymphoedema",
        "joint_prosthesis",
        "lung_disease_or_very_slim_chest",
        "abdominal_mass_or_organomegaly",
        "ea_face_other",
    ),
    "Allergies": ("metal_allergy", "allergy_prep"),
    "Needles and mind": ("needle_phobia", "bdd", "consent_capacity"),
}
LAST_GROUP = "Seldom asked"

PLAIN_QUESTIONS: Mapping[str, str] = {
    "pregnancy": "Pregnant, or might be?",
    "breastfeeding": "Breast-feeding?",
    "anticoagulant": "Blood thinners, such as warfarin or apixaban?",
    "antiplatelet": "Aspirin or clopidogrel?",
    "supplements_bruise": "Painkillers such as ibuprofen, fish oil, vitamin E, ginkgo or garlic in the last week?",
    "topical_retinoid": "A retinoid, fruit acid or benzoyl peroxide on the face?",
    "eczema": "Eczema on the face?",
    "skin_cancer": "Skin cancer on the face, now or treated?",
    "moles": "Moles or raised spots in the way of a needle?",
    "open_wound": "Broken skin, a fresh piercing or tattoo?",
    "facial_fracture": "A broken bone in the face or a sinus lift lately?",
    "ea_face_other": "Numb skin or metal under the skin of the face?",
    "chemo": "Chemotherapy or targeted cancer treatment now?",
    "joint_prosthesis": "A new joint in the last 3 months?",
    "hypertension": "High blood pressure that is not under control?",
    "hypotension": "Low blood pressure, or dizzy on standing up?",
    "autoimmune": "An autoimmune disease, such as lupus or Sjögren?",
    "thyroid_neck": "A goitre or a lump in the thyroid?",
    "heart_unstable": "Chest pain, a heart attack or stroke in the last 3 months, or an irregular heartbeat?",
    "contact_lens": "Wearing contact lenses today?",
    "minor": "Under 18?",
    "consent_capacity": "Confused or very agitated today?",
    "bdd": "Does a feature others hardly notice occupy you for more than an hour a day?",
    "allergy_prep": "Allergy to alcohol, chlorhexidine, latex, tape or oils?",
    "metal_allergy": "Allergy to nickel, chromium or silicone?",
    "scalp_face_numb_block": "Would like a numbing cream?",
    "covid_mask": "A cough or cold, infectious?",
    "vaccination_fever": "Fever today?",
    "open_fontanelle": "An open fontanelle (children only)?",
    "cannot_lie_prone": "Cannot lie on the belly?",
    "full_bladder": "A full bladder now?",
    "jaw_locked": "Does the jaw lock, or not open?",
}

SEVERITIES = ("not", "a little", "moderate", "strong", "severe")
SIDES = (("both", "both sides"), ("left", "left"), ("right", "right"), ("midline", "middle"))
WHEN = (("exact", "on a date"), ("month", "in a month"), ("unknown", "date unknown"), ("undisclosed", "rather not say"))


def grouped(groups: Mapping[str, Iterable[str]], known: Iterable[str], last: str) -> dict[str, list[str]]:
    """Return the known words by group, in the order of the groups; what no group names stands in the last one."""
    known = list(known)
    named = {word for words in groups.values() for word in words}
    sorted_out = {group: [word for word in words if word in known] for group, words in groups.items()}
    rest = [word for word in known if word not in named]
    return sorted_out | ({last: rest} if rest else {})
