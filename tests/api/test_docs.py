"""The example of docs/api.md works as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from factories import keys, shop
from parure.access.roles import seed_roles
from parure.people.models import Customer

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore")
def test_the_example_works_as_it_stands(live_server, tmp_path):
    seed_roles()
    person = shop.hire("manager", shop.open_stores().lake)
    _key, secret = keys.key_of(person, {"customers": "write", "tags": "write"})
    (example,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.DOTALL
    )
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script)],
        env=os.environ | {"PARURE_URL": live_server.url, "PARURE_KEY": secret, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (ran.stdout.strip(), ran.stderr) == ("周明月", "")
    kept = Customer.objects.get()
    assert kept.tag_names == ["网站"]
