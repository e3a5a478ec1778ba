"""The page of words is made from the glossary; `make golden` makes it anew."""

from pathlib import Path

from filiform.knowledge import load
from filiform.knowledge.glossary import glossary

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "glossary.md"


def test_the_page_of_words_is_in_step_with_the_glossary(*, remake_golden: bool) -> None:
    known = load.evidence()
    page = glossary(known.terms, known.sources)
    if remake_golden:
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
