import subprocess
from dataclasses import replace
from datetime import date

import pytest

from filiform.pictures.sheet import printable, sheet_pdf
from filiform.pictures.sheet_words import SheetPatient, Signature, sheet_words
from filiform.pictures.words import whole_mm
from filiform.planning.written import LITTLE

MARA = SheetPatient("Mara Demo", date(1978, 3, 2))
SIZES = {"a4": "595.276 x 841.89 pts (A4)", "letter": "612 x 792 pts (letter)"}
HOSTILE = (
    '#sys.exit(1) <b>x</b> "] $x^2$ *a* _b_ `c` \\ @ref // d',
    "\u202egnp.exe\u202c \x00\x07 line\nend",
    "مريم عبد الله",
    "שרה כהן",
    "Ελένη Иванова Đỗ Łucja",
    "\u738b\u5c0f\u660e \U0001f600",
    "long name " * 20,
    "",
)


def text_of(pdf, *options):
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def facts_of(pdf):
    return subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.fixture(scope="module")
def sheet(proposal, facts, seen):
    return sheet_pdf(proposal, facts, face=seen, patient=MARA)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_sheet_is_printed_on_the_paper_asked_for(proposal, facts, seen, paper):
    pdf = sheet_pdf(proposal, facts, face=seen, patient=MARA, paper=paper)
    assert pdf.startswith(b"%PDF-")
    assert SIZES[paper] in facts_of(pdf)


def test_the_same_plan_gives_the_same_bytes(proposal, facts, seen, sheet):
    assert sheet_pdf(proposal, facts, face=seen, patient=MARA) == sheet


def test_the_sheet_is_tagged_for_readers_who_listen(sheet):
    told = " ".join(facts_of(sheet).split())
    assert "Tagged: yes" in told
    assert "Title: Session sheet, 3 Nov 2026" in told
    assert "JavaScript: no" in told


def test_the_first_page_alone_serves_a_session(proposal, facts, sheet):
    first = text_of(sheet, "-l", "1")
    assert first.count("Mara Demo") == 2
    assert first.count("born 2 Mar 1978") == 2
    for word in ("First needle", "Last needle in", "Due (last in + 20 min)", "Last needle out", "Lot sticker", "Tray"):
        assert word in first
    for zone in {needle.zone for needle in proposal.needles}:
        assert facts.zones[zone].label in first
    for needle in proposal.needles:
        assert needle.site in first
    assert "Wait. Botox on 14 Oct. No needles there before 11 Nov." in " ".join(first.split())
    assert "Rules not yet reviewed by a clinician." in first
    assert "Signed" in first


def test_the_pages_behind_hold_every_needle_finding_and_reason(proposal, facts, sheet):
    rest = " ".join(text_of(sheet, "-f", "2").split())
    for needle in proposal.needles:
        assert needle.site in rest
    for finding in proposal.findings:
        assert finding.reason in rest
    assert rest.index("Wait.") < rest.index("Limit.") < rest.index("Caution.")
    assert "Botox, between the brows, 14 Oct. FX-GLL" in rest
    assert "Review after session 4 of 8." in rest
    assert f"Not served by this plan: {facts.needs['acne'].label}" in rest
    assert "Tradition or opinion." in rest


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_the_sheet_or_is_read_as_a_command(proposal, facts, seen, name):
    pdf = sheet_pdf(proposal, facts, face=seen, patient=SheetPatient(name, date(1978, 3, 2)))
    first = text_of(pdf, "-l", "1")
    assert "Session sheet" in first
    assert "Signed" in first
    if name.startswith("#"):
        assert '<b>x</b> "]' in " ".join(first.split())


def test_a_signed_plan_says_who_signed_and_when(proposal, facts, seen):
    words = sheet_words(proposal, facts, face=seen, patient=MARA, signed=Signature("Ana Moss", date(2026, 11, 4)))
    assert words["signed"] == "Signed by Ana Moss on 4 Nov 2026"


def test_the_face_is_printed_as_lines_unless_the_photo_is_asked_for(proposal, facts, seen, photo, sheet):
    assert sheet_pdf(proposal, facts, face=seen, photo=photo, patient=MARA) == sheet
    assert sheet_pdf(proposal, facts, face=seen, photo=photo, patient=MARA, on_photo=True) != sheet


def test_a_plan_without_findings_or_left_out_sites_prints(proposal, facts, drawn):
    bare = replace(proposal, findings=(), left_out=(), unserved=(), press_min=0.0)
    assert sheet_pdf(bare, facts, face=drawn, patient=SheetPatient()).startswith(b"%PDF-")


def test_paper_never_allows_a_deeper_needle_than_the_plan():
    assert [whole_mm(value) for value in (0.8, 2.0, 2.6, 3.5, 13.5)] == ["0.8", "2", "2", "3", "13"]


def test_direction_overrides_and_controls_are_dropped_from_a_name():
    assert printable("a\u202eb\x00c\n d") == "abc d"


def test_the_session_side_stays_one_side_of_letter_paper_with_three_alerts(proposal, facts, seen):
    alerts = tuple(finding for finding in proposal.findings if finding.kind == "wait") * 5
    crowded = replace(proposal, findings=alerts)
    pdf = sheet_pdf(crowded, facts, face=seen, patient=SheetPatient("long name " * 8), paper="letter")
    first = text_of(pdf, "-l", "1")
    assert first.count("Wait.") == 3
    assert "2 more: page" in first
    assert "Signed" in first
    assert "Needles\n" in text_of(pdf, "-f", "2", "-l", "2")


def test_what_holds_for_many_rows_is_said_once_beneath_the_table(proposal, facts, seen):
    spare = {"GB14", "LI20"}
    touch = "Find by touch: its place is not sure enough on this photo."
    needles = tuple(
        replace(needle, cautions=(*needle.cautions, touch, LITTLE) if needle.site in spare else needle.cautions)
        for needle in proposal.needles
    )
    pdf = sheet_pdf(replace(proposal, needles=needles), facts, face=seen, patient=MARA)
    rest = " ".join(text_of(pdf, "-f", "2", "-layout").split())
    assert rest.count(LITTLE) == 1
    assert rest.count("find by touch") == len(spare)
    assert "Find by touch" not in rest
    words = sheet_words(replace(proposal, needles=needles), facts, face=seen, patient=MARA, signed=None)
    rows = [row for zone in words["needles"] for row in zone["rows"]]
    assert {row["site"] for row in rows if row["sign"]} == spare
    assert words["little"].startswith("* Adds less")


def test_the_session_side_names_the_page_its_findings_stand_on(proposal, facts, seen, sheet):
    first = " ".join(text_of(sheet, "-l", "1").split())
    pages = text_of(sheet).split("\f")
    found = next(number for number, page in enumerate(pages, start=1) if "Findings" in page)
    assert f"1 limit already applied, 1 caution: page {found}." in first


def test_limits_changed_against_stand_on_the_first_page(proposal, facts, seen):
    limit = "BL2 left: Botox between the brows, no needles there before 8 Dec."
    first = text_of(sheet_pdf(proposal, facts, face=seen, patient=MARA, broken=(limit,)), "-l", "1")
    told = " ".join(first.replace("\u2019", "'").split())
    assert f"Against a limit, by the practitioner's own change. {limit}" in told
