"""The glossary as a page: every word of the field and of the program, once."""

from collections.abc import Mapping

from filiform.knowledge.fact import Source, Term

HEAD = """# Glossary

One word, one thing. Made from `src/filiform/knowledge/data/terms.toml`; change a word there.

| Word | In Chinese | What it is | Unit | We do not say | Source |
|---|---|---|---|---|---|
"""


def _row(term: Term, sources: Mapping[str, Source]) -> str:
    chinese = f"{term.hanzi} {term.pinyin}".strip()
    source = sources[term.source].citation if term.source else ""
    cells = (term.english, chinese, term.definition, term.unit, ", ".join(term.not_called), source)
    return f"| {' | '.join(cells)} |\n"


def glossary(terms: Mapping[str, Term], sources: Mapping[str, Source]) -> str:
    """Return the glossary as Markdown, in the order of the English words."""
    ordered = sorted(terms.values(), key=lambda term: term.english.lower())
    return HEAD + "".join(_row(term, sources) for term in ordered)
