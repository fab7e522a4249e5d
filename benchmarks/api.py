"""A page of a hundred customers by the API, beside a bare Django view that answers the same JSON."""

import http.client
import json
import time

from figures import Table, spread
from house import served
from reading import fill

PORT = 8768
CALLS = 60


def measure(rows: int, table: Table) -> None:
    """The bare view is called in this process and the API over HTTP, so that the API has the harder part."""
    from parure.access.models import Staff
    from parure.access.operations import INSTALLER
    from parure.integrations.operations import create_key

    fill(rows)
    owner = Staff.objects.get(username="owner")
    _key, secret = create_key(INSTALLER, staff_uid=owner.uid, label="measured", per_minute=1_000_000)
    headers = {"Authorization": f"Bearer {secret}"}
    with served(PORT):
        door = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)

        def call() -> bytes:
            door.request("GET", "/api/v1/customers?limit=100&sort=-last_activity_on", headers=headers)
            answer = door.getresponse()
            body = answer.read()
            assert answer.status == 200, body[:300]
            return body

        told = json.loads(call())["data"]
        times = _timed(call)
    names = list(told[0])
    bare = _bare_view(names)
    assert json.loads(bare().content)["data"] == told, "the bare view answers something else"
    bare_times = _timed(bare)
    print(f"  API over HTTP: {spread(times)}; bare view: {spread(bare_times)}")
    rate, bare_rate = CALLS / sum(times), CALLS / sum(bare_times)
    table.add("API: pages of 100 customers a second", rate * 1000, "/s")
    table.add("bare view, the same JSON", bare_rate * 1000, "/s")
    table.add("API beside the bare view", rate / bare_rate, "×", limit=1 / 3, least=True)


def _timed(call) -> list[float]:
    """Milliseconds of each of `CALLS`, after a warm-up."""
    for _ in range(5):
        call()
    times = []
    for _ in range(CALLS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _bare_view(names: list[str]):
    """What somebody would write who needs these fields once: the rows, what hangs on them, and the dictionary.

    It asks nobody's rights and masks nothing but phones; the same functions of the areas read what is computed.
    """
    from django.http import JsonResponse

    from parure.api.values import shower
    from parure.core import resources
    from parure.people.models import Customer

    fields = [each for name, each in resources.fields_of("people.customer").items() if name in names]
    plain = [each for each in fields if not each.batch]
    batched = [each for each in fields if each.batch]

    def value(field, row):
        found = field.value(row) if field.value else getattr(row, field.name)
        return (
            {"id": str(found.uid), "title": found.name}
            if field.kind == "relation" and found
            else shower(field)(found)
        )

    def view() -> JsonResponse:
        rows = list(
            Customer.objects.filter(is_archived=False)
            .select_related("owner", "home_store")
            .order_by("-last_activity_on", "-pk")[:100]
        )
        hanging = {each.name: each.batch(rows) for each in batched}
        data = [
            {"id": str(row.uid)}
            | {each.name: value(each, row) for each in plain}
            | {each.name: _shown(each, hanging[each.name].get(row.pk)) for each in batched}
            for row in rows
        ]
        return JsonResponse({"data": data}, json_dumps_params={"ensure_ascii": False})

    return view


def _shown(field, value):
    from parure.access.encryption import unseal
    from parure.api.values import shower

    if isinstance(value, list) and value and hasattr(value[0], "envelope"):
        return [
            {
                "masked": field.mask(unseal(each.envelope, each.place)),
                "id": each.place.partition(":")[2],
            }
            for each in value
        ]
    return shower(field)(value)
