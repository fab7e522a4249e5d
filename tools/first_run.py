"""Before serving: migrate, and on the very first start fill the database with the demo shop."""

import os
import secrets
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from parure.access.models import Staff  # noqa: E402

PORT = os.environ.get("PORT", "8000")
SIGNIN = Path(settings.PARURE_DATA) / "demo-signin.txt"

call_command("migrate", interactive=False, verbosity=0)
if not Staff.objects.exists():
    print("Building the demo shop (once, some seconds) · 正在准备演示门店……", flush=True)
    password = secrets.token_urlsafe(9)
    SIGNIN.touch(mode=0o600)
    SIGNIN.write_text(password + "\n", encoding="utf-8")
    with transaction.atomic():  # broken off, it leaves nothing, and the next start begins anew
        call_command("demo", password=password)
print(f"\nParure 璞如  http://127.0.0.1:{PORT}/")
if SIGNIN.exists():
    print("  sign-ins · 账号: admin owner manager advisor service workshop marketing analyst")
    print(
        f"  password · 密码: {SIGNIN.read_text(encoding='utf-8').strip()}   (kept in {SIGNIN})\n", flush=True
    )
sys.stdout.flush()
