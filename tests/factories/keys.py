"""Keys of other systems, and clients that call with them."""

import json
from collections.abc import Mapping
from typing import Any

from django.test import Client

from factories import shop
from parure.access.models import Staff
from parure.integrations.models import ApiKey
from parure.integrations.operations import create_key

EVERYTHING = {"*": "write"}
ACTIONS = ("view", "add", "change", "delete", "export", "import")
BOSS = {"*": dict.fromkeys(ACTIONS, "all") | {"fields": {"*": "write"}}}


def key_of(staff: Staff, scopes: Mapping[str, str] | None = None, **values: Any) -> tuple[ApiKey, str]:
    """A key of this person that may write everything unless said, and its secret."""
    values = {"per_minute": 100_000, "label": "tests"} | values
    return create_key(
        shop.actor_with(BOSS), staff_uid=staff.uid, scopes=EVERYTHING if scopes is None else scopes, **values
    )


class Caller(Client):
    """A client that calls the API with a secret; bodies are JSON."""

    def __init__(self, secret: str = "") -> None:
        super().__init__(
            headers={"Authorization": f"Bearer {secret}"} if secret else None, raise_request_exception=False
        )

    def get(self, path: str, data: Any = None, **extra: Any) -> Any:  # type: ignore[override]
        return super().get(f"/api/v1/{path}", data, **extra)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.generic(
            method, f"/api/v1/{path}", json.dumps({} if body is None else body), content_type="application/json",
            headers=named,
        )  # fmt: skip

    def make(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def change(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)


def caller(staff: Staff, scopes: Mapping[str, str] | None = None, **values: Any) -> Caller:
    return Caller(key_of(staff, scopes, **values)[1])
