"""The door that web servers call."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")
application = get_wsgi_application()

# What is loaded by now stays for ever: the search for cycles needn't walk through it in the middle of an answer.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
