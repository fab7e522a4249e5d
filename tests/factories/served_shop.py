"""python -m factories.served_shop: an empty database becomes the shop of the browser tests.

One person a role, signing in by the role's name with the password given on standard input; the canary customer.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from factories import canaries, shop
    from parure.core import jobs

    password = sys.stdin.readline().strip()
    stores = shop.open_stores()
    for role in shop.ROLES:
        shop.hire(role, stores.lake, username=role, password=password, name=role.title())
    canaries.build(stores)
    jobs.run_all()


if __name__ == "__main__":
    main()
