"""The description of the API holds: every answer is as it says, whatever is sent."""

import json
from collections import Counter

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from factories import canaries, keys, shop
from parure.access.models import Staff
from parure.access.roles import seed_roles
from parure.api.openapi import document

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HOLDS = settings(
    max_examples=6,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_the_description_is_open_to_all_in_both_forms():
    assert Client().get("/api/v1/openapi.json").json() == json.loads(json.dumps(document()))
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert "/api/v1/customers/{id}/reveal" in page.content.decode()
    assert "<script" not in page.content.decode()
    assert "style=" not in page.content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore")
def test_every_answer_is_as_described(live_server):
    seed_roles()
    canaries.fill(canaries.build(shop.open_stores()))
    secret = keys.key_of(Staff.objects.get(username="canary-boss"))[1]
    described = schemathesis.openapi.from_dict(document())
    described.config.update(base_url=f"{live_server.url}/api/v1")
    headers = {"Authorization": f"Bearer {secret}"}
    wrong, seen = {}, Counter()
    for found in described.get_all_operations():
        operation = found.ok()

        @HOLDS
        @given(case=operation.as_strategy())
        def holds(case):
            seen[case.call_and_validate(headers=headers, checks=CHECKS).status_code] += 1

        try:
            holds()
        except FailureGroup as faults:
            wrong[operation.label] = [str(each)[:600] for each in faults.exceptions]
    assert wrong == {}
    assert seen[200] > 50
    assert not seen[401]
