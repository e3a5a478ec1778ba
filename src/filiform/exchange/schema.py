"""JSON Schema of the documents others script against."""

import json
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from filiform.exchange.course_document import CourseDocument
from filiform.exchange.documents import PlacementDocument, ProposalDocument

DOCUMENTS = {"placement-1": PlacementDocument, "proposal-1": ProposalDocument, "course-1": CourseDocument}


def json_schema(name: str) -> str:
    """Return the JSON Schema of one document as text; keys it does not name are allowed, as later versions add some."""
    schema: dict[str, Any] = {"$schema": GenerateJsonSchema.schema_dialect}
    schema |= TypeAdapter(DOCUMENTS[name]).json_schema()
    return json.dumps(schema, indent=1) + "\n"
