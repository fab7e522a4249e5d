"""What the description of the API says of figures: the question, its answer, and where to ask."""

from collections.abc import Callable
from typing import Any

from parure.insight.reports.datasets import Unit, datasets
from parure.insight.reports.periods import PERIODS
from parure.insight.reports.question import CHARTS, MOST_BY, MOST_MEASURES
from parure.insight.reports.ready import SHELVES

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
TEXTS: Json = {"type": "array", "items": TEXT}
DAY: Json = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
FIGURES: Json = {
    "type": "array",
    "description": "In the order of `measures`; amounts and shares (of one) are decimal texts, null is not known.",
    "items": {"type": ["integer", "string", "null"]},
}
CODES: Json = {
    "type": "array",
    "description": 'In the order of `splits`: codes, first days, ids of records; "" is not known, null out of reach.',
    "items": {"type": ["string", "null"]},
}


def _whole(properties: Json, **more: Any) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        **more,
    }


def _listed(entry: Json) -> Json:
    return {"type": "array", "items": entry}


NAMED = _whole({"name": TEXT, "label": TEXT})
CODED = _whole({"code": TEXT, "label": TEXT})
MEASURE = _whole(
    {
        "name": TEXT,
        "label": TEXT,
        "unit": {"type": "string", "enum": [each.value for each in Unit]},
        "currency": {"type": ["string", "null"]},
    }
)


def schemas() -> Json:
    """The components of figures."""
    code = {"type": ["string", "null"]}
    question = {
        "dataset": {"type": "string", "enum": sorted(datasets())},
        "measures": {"type": "array", "items": TEXT, "maxItems": MOST_MEASURES, "minItems": 1},
        "by": {"type": "array", "items": TEXT, "maxItems": MOST_BY},
        "across": TEXT | {"description": "A split whose codes are columns on the page."},
        "period": {"type": "string", "enum": [*PERIODS, "days"]},
        "since": TEXT | {"description": 'With the period "days".'},
        "until": TEXT,
        "only": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": code},
            "description": "Codes by the name of a dimension; of records their ids.",
        },
        "among": {"type": ["object", "null"], "description": "A condition about customers, as in a search."},
        "compare": {"type": "boolean", "description": "With the figures of a year before."},
        "chart": {"type": "string", "enum": list(CHARTS)},
    }
    row = _whole(
        {
            "codes": CODES,
            "labels": TEXTS,
            "figures": FIGURES,
            "year_before": {"anyOf": [FIGURES, {"type": "null"}]},
        }
    )
    return {
        "Question": _whole(question, required=["dataset", "measures"]),
        "Answer": _whole(
            {
                "question": _ref("Question"),
                "splits": _listed(NAMED),
                "measures": _listed(MEASURE),
                "rows": _listed(row),
                "totals": FIGURES,
                "totals_year_before": {"anyOf": [FIGURES, {"type": "null"}]},
                "since": DAY,
                "until": DAY,
                "taken_at": {
                    "type": "string",
                    "format": "date-time",
                    "description": "The moment that the figures are of.",
                },
                "is_cut": {"type": "boolean", "description": "There are more rows than are told."},
            }
        ),
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _offers() -> Json:
    dimension = _whole(
        {
            "name": TEXT,
            "label": TEXT,
            "codes": _listed(CODED),
            "records": {"type": ["string", "null"], "description": "The collection whose ids the codes are."},
            "period": {
                "type": ["string", "null"],
                "description": "Codes are the first days of such a stretch.",
            },
        }
    )
    dataset = _whole(
        {
            "name": TEXT,
            "label": TEXT,
            "has_period": {"type": "boolean"},
            "dimensions": _listed(dimension),
            "measures": _listed(MEASURE),
        }
    )
    return _whole({"data": _listed(dataset), "periods": _listed(CODED)})


def paths(call: Callable[..., Json], reading: tuple[int, ...]) -> Json:
    """The addresses of figures; `call` makes one operation of the description."""
    told: Json = {"tags": ["reports"]}
    asking = (*reading, 409, 413, 415, 422)
    entry = _whole({"code": TEXT, "title": TEXT, "shelf": TEXT, "question": _ref("Question")})
    body = {"required": True, "content": {"application/json": {"schema": _ref("Question")}}}
    codes = [each.code for shelf in SHELVES for each in shelf.reports]
    either: Json = {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "string", "enum": codes}]},
        "description": "The id of a kept report, or the code of a ready one.",
    }
    return {
        "/reports/datasets": {
            "get": call("asked_about", "What may be asked of figures", _offers(), refused=reading, **told)
        },
        "/reports/ready": {
            "get": call(
                "ready_reports", "Reports that come with the product", _whole({"data": _listed(entry)}),
                refused=reading, **told,
            )
        },
        "/reports/answer": {
            "post": call(
                "answer_question", "What a question finds", _ref("Answer"), refused=asking, requestBody=body, **told
            )
        },
        "/reports/{id}/answer": {
            "post": call(
                "answer_report", "What a report finds", _ref("Answer"), refused=asking, parameters=[either], **told
            )
        },
    }  # fmt: skip
