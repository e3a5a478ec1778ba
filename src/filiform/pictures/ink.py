"""The inks of printed and pinned pictures: one dark, one white casing, no hue for regions."""

CORE = "#14201E"  # every mark, on every skin
CASING = "#FFFFFF"
INK = "#1E2320"
SECOND_INK = "#565B57"
HAIRLINE = "#DDD8CD"
PAPER = "#FFFFFF"
SUNKEN = "#F1EEE7"

SOFT_OVER_MM = 4.0  # an error above this is drawn as an area to be found by touch, not as a dot
SOFT_CONFIDENCE = frozenset({"C", "D", "N", "U"})

NOT_REVIEWED = "Rules not yet reviewed by a clinician."
PALPATE = "Photo was sitting; skin shifts when lying. Palpate."
DRAWN = "Drawn face, nobody's: no millimetres of this patient. Palpate."
