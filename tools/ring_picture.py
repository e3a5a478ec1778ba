"""Draw the table of people left out in docs/validation/placement.md as docs/validation/rings.svg."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "validation" / "placement.md"
PICTURE = PAGE.with_name("rings.svg")
HELD = r"(\d+) \| (\d+) \| (0\.\d+|1\.000) \| (\d\.\d+) to (\d\.\d+) \|"
ROW = re.compile(rf"^\| ([^|]+) \| ([^|]+) \| {HELD}", re.MULTILINE)
PEOPLE = re.compile(rf"^\| (\w+: [^|]+) \| {HELD}", re.MULTILINE)
LEFT, WIDTH, TOP, STEP, LEAST = 500, 420, 46, 30, 0.75
TICKS = (0.75, 0.85, 0.95)


def across(share: float) -> float:
    """Return x of a share."""
    return LEFT + WIDTH * (share - LEAST) / (1 - LEAST)


def picture(page: str) -> str:
    """Return the picture of every row: the share within, its interval over persons, and the band that is aimed at."""
    labelled = [(f"marks, {people}", "four of five folds", *cells) for people, *cells in PEOPLE.findall(page)]
    rows = [*ROW.findall(page), *labelled]
    height = TOP + STEP * len(rows) + 30
    band = f'<rect x="{across(0.93):.0f}" y="30" width="{across(0.97) - across(0.93):.0f}" height="{height - 60}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="1000" height="{height}" fill="#fff"/>',
        f'{band} fill="#dcebdc"/>',
        f'<text x="{across(0.95):.0f}" y="22" text-anchor="middle">93 to 97 %</text>',
    ]
    for number, (what, fitted, persons, _, share, low, high) in enumerate(rows):
        y = TOP + STEP * number
        label = f"{what} (from {fitted}; {persons} persons)"
        size = 11 if len(label) > 62 else 12  # noqa: PLR2004 characters that fit
        parts += [
            f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end" font-size="{size}">{label}</text>',
            f'<path d="M{across(max(float(low), LEAST)):.1f} {y}H{across(float(high)):.1f}" stroke="#555"/>',
            f'<circle cx="{across(float(share)):.1f}" cy="{y}" r="4.5" fill="#1f5c4d"/>',
            f'<text x="{LEFT + WIDTH + 12}" y="{y + 4}">{float(share):.1%}</text>',
        ]
    ticks = [f'<text x="{across(at):.0f}" y="{height - 10}" text-anchor="middle">{at:.0%}</text>' for at in TICKS]
    return "\n".join([*parts, *ticks, "</svg>\n"])


if __name__ == "__main__":
    PICTURE.write_text(picture(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
