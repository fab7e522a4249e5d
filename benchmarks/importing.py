"""Customers from CSV: Parure's import beside a straightforward Django importer and a bare write of the same rows."""

import csv
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from bare import write_again, write_again_checked
from crowd import people
from figures import Table

HEADER = ["会员卡号", "姓名", "手机", "性别", "生日", "会员等级", "门店", "办卡日期", "备注"]
PEOPLE_TABLES = (
    "people_customer",
    "people_contactpoint",
    "people_importantdate",
    "people_searchtoken",
    "people_searchentry",
)


def write_file(path: Path, rows: int, *, first: int = 0) -> None:
    """A member file as a POS writes it; numbers and phones from `first` on."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for one in people(rows, first=first):
            writer.writerow(
                [
                    one["member_no"],
                    one["name"],
                    one["phone"],
                    "女" if one["gender"] == "F" else "男",
                    f"{one['year']}-{one['month']:02}-{one['day']:02}",
                    "金卡" if one["spent"] > 5_000_000 else "普通",
                    f"S{one['store']:02}",
                    one["registered_on"].isoformat(),
                    "",
                ]
            )


def run_import(kind: str, path: Path) -> tuple[dict[str, object], float, float]:
    """(counts, seconds, peak MB) of `parure import` as a process of its own."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "parure", "import", kind, str(path), "--json"],
        stdout=subprocess.PIPE,
        check=False,
        env=os.environ,
    )
    took = time.perf_counter() - began
    assert done.returncode == 0, done.stdout[-2000:]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return json.loads(done.stdout), took, peak


def measure(rows: int, table: Table, *, naive_rows: int) -> None:
    from django.conf import settings

    from parure.people.models import Customer

    path = Path(settings.PARURE_DATA) / "members.csv"
    write_file(path, rows)
    counts, took, peak = run_import("customers", path)
    assert counts["created"] + counts["unchanged"] + counts["failed"] + counts["updated"] >= rows, counts
    rate = rows / took
    print(f"  counts: {counts}")
    table.add("customers imported", rate, "/s")
    table.add("peak memory of the import", peak, "MB", limit=700)
    bare_seconds = write_again(PEOPLE_TABLES)
    bare = Customer.objects.count() / bare_seconds
    table.add("bare write of the same final rows with the same indexes", bare, "/s")
    table.add("share of the bare write", rate / bare, "×", limit=0.25, least=True)
    checked = write_again_checked(PEOPLE_TABLES)
    if checked is not None:
        table.add("bare write that checks the foreign keys too", Customer.objects.count() / checked, "/s")
        table.add("share of it", rate * checked / Customer.objects.count(), "×")
    again, took, _peak = run_import("customers", path)
    table.add("the same file again: rows changed", again["created"] + again["updated"], "", limit=0)
    table.add("the same file again", rows / took, "/s")
    more = path.with_name("more.csv")
    write_file(more, naive_rows, first=rows)
    naive = naive_import(more, naive_rows)
    table.add(f"naive Django importer ({naive_rows:,} rows more)", naive, "/s")
    table.add("times the naive importer", rate / naive, "×", limit=5, least=True)


def naive_import(path: Path, rows: int) -> float:
    """What one writes in an afternoon with the same results: rows a second of the first `rows`, a thousand at a time."""
    began = time.perf_counter()
    _naive_rows(path, rows)
    return rows / (time.perf_counter() - began)


def _naive_rows(path: Path, rows: int) -> None:
    import os as system
    from datetime import date
    from hashlib import sha256
    from hmac import new as hmac

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from django.utils import timezone
    from pypinyin import lazy_pinyin

    from parure.access.models import Store
    from parure.core.calendar import SolarDay, next_occurrence
    from parure.people.models import ContactPoint, Customer, ImportantDate, SearchEntry, SearchToken
    from parure.people.names import search_tokens
    from parure.people.rules import activity_rank

    cipher, key, today = AESGCM(system.urandom(32)), system.urandom(32), timezone.localdate()
    stores = {code: Store.objects.get_or_create(code=code, defaults={"name": code})[0] for code in _codes()}
    with path.open(encoding="gb18030", newline="") as file:
        chunk = []
        for number, row in enumerate(csv.DictReader(file)):
            if number == rows:
                break
            chunk.append(row)
            if len(chunk) == 1000 or number == rows - 1:
                e164 = [_naive_phone(each["手机"]) for each in chunk]
                digests = [hmac(key, phone.encode(), sha256).digest()[:16] for phone in e164]
                known = set(ContactPoint.objects.filter(digest__in=digests).values_list("digest", flat=True))
                fresh = [i for i, digest in enumerate(digests) if digest not in known]
                customers = Customer.objects.bulk_create(
                    Customer(
                        member_no=chunk[i]["会员卡号"],
                        name=chunk[i]["姓名"],
                        pinyin="".join(lazy_pinyin(chunk[i]["姓名"])),
                        gender="F" if chunk[i]["性别"] == "女" else "M",
                        tier_label=chunk[i]["会员等级"],
                        home_store=stores[chunk[i]["门店"]],
                        registered_on=date.fromisoformat(chunk[i]["办卡日期"]),
                        last_activity_on=date.fromisoformat(chunk[i]["办卡日期"]),
                    )
                    for i in fresh
                )
                ContactPoint.objects.bulk_create(
                    ContactPoint(
                        customer=customer,
                        kind="phone",
                        sealed=(nonce := system.urandom(12)) + cipher.encrypt(nonce, e164[i].encode(), None),
                        digest=digests[i],
                        is_primary=True,
                    )
                    for customer, i in zip(customers, fresh, strict=True)
                )
                born = [date.fromisoformat(chunk[i]["生日"]) for i in fresh]
                ImportantDate.objects.bulk_create(
                    ImportantDate(
                        customer=customer,
                        kind="birthday",
                        year=day.year,
                        month=day.month,
                        day=day.day,
                        next_on=next_occurrence(SolarDay(day.month, day.day), today),
                    )
                    for customer, day in zip(customers, born, strict=True)
                )
                SearchEntry.objects.bulk_create(
                    SearchEntry(
                        customer=customer,
                        rank=activity_rank(customer.last_activity_on),
                        tokens=" ".join(search_tokens(customer.name)),
                    )
                    for customer in customers
                )
                SearchToken.objects.bulk_create(
                    SearchToken(
                        token=token,
                        rank=activity_rank(customer.last_activity_on),
                        customer_id=customer.pk,
                        store_id=customer.home_store_id,
                    )
                    for customer in customers
                    for token in search_tokens(customer.name)
                )
                chunk = []


def _naive_phone(text: str) -> str:
    """As the library reads it; some mobiles begin like a carrier's prefix, which it can't read."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _codes() -> list[str]:
    from crowd import STORES

    return [f"S{i:02}" for i in range(STORES)]
