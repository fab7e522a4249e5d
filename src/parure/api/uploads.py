"""Files that other systems bring to be imported."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parure.api import bodies
from parure.api.door import Caller
from parure.api.once import answered_once
from parure.api.problems import Problem
from parure.api.writing import Done
from parure.integrations.collections import COLLECTIONS
from parure.integrations.operations import begin_import

IMPORTS = COLLECTIONS["imports"]
MULTIPART = "multipart/form-data"
TOLD = ("kind", "source")


def bring_file(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Keep the file that was sent and tell what it was recognised as; `check` and `write` go on from there."""
    if request.content_type != MULTIPART:
        raise Problem("other-type", headers={"Accept": MULTIPART})
    upload = request.FILES.get("file")
    if upload is None:
        raise Problem("malformed", errors={"file": [_("Choose a file first.")]})
    told = {name: request.POST.get(name, "")[:40] for name in TOLD}

    def begin() -> Done:
        run = begin_import(caller.actor, upload.chunks(), upload.name or "", told["kind"], told["source"])
        return Done(201, bodies.whole(caller.actor, IMPORTS, run.pk), str(run.uid))

    return answered_once(request, caller, begin, sent=_fingerprint(upload, told))


def _fingerprint(upload: UploadedFile, told: dict[str, str]) -> bytes:
    """What tells this call from another with the same key; the boundary between the parts is another each time."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return repr([upload.name, told]).encode() + digest.digest()
