"""The addresses of collections, records and what can be done with them."""

from django.http import HttpRequest, HttpResponse

from parure.access import audit, policy, reading
from parure.access.choices import AuditAction
from parure.api import asking, bodies, writing
from parure.api.batch import carry_out
from parure.api.door import Caller, charge, door
from parure.api.given import json_object
from parure.api.looks import looks
from parure.api.once import answered_once
from parure.api.problems import Problem
from parure.api.uploads import IMPORTS, bring_file
from parure.core import changes
from parure.integrations.collections import COLLECTIONS, Collection

WATCHED = {"people.customer"}  # looking at one of these is on record, as on its page
MATCHES = "If-Match"


def collection_of(name: str) -> Collection:
    """The collection of an address; a Problem for another."""
    if name not in COLLECTIONS:
        raise Problem("not-found")
    return COLLECTIONS[name]


@door("GET", "HEAD")
def index(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Which collections there are, and what this key may do with them."""
    found = []
    for each in COLLECTIONS.values():
        if not policy.may(caller.actor, each.resource):
            continue
        found.append(
            {
                "name": each.name,
                "may_add": (each is IMPORTS or changes.tells_how_to_add(each.resource))
                and policy.may(caller.actor, each.resource, "add"),
                "may_change": bool(writing.writable(each.resource))
                and policy.may(caller.actor, each.resource, "change"),
                "acts": [
                    name
                    for name, offered in writing.acts(each).items()
                    if policy.may(caller.actor, each.resource, offered.action)
                ],
            }
        )
    return bodies.answer({"acts_as": caller.actor.label, "collections": found})


@door("GET", "HEAD", "POST")
def collection(request: HttpRequest, caller: Caller, name: str) -> HttpResponse:
    """A page of a collection; POST makes a record."""
    of = collection_of(name)
    if request.method == "POST":
        if of is IMPORTS:
            return bring_file(request, caller)
        given = json_object(request)
        return answered_once(request, caller, lambda: writing.create(caller.actor, of, given))
    found = asking.ask(caller.actor, of, asking.from_address(request.GET, of))
    return bodies.answer(bodies.page(caller.actor, of, found))


@door("POST")
def search(request: HttpRequest, caller: Caller, name: str) -> HttpResponse:
    """A page of a collection by a question that has no place in an address."""
    of = collection_of(name)
    found = asking.ask(caller.actor, of, asking.from_body(json_object(request)))
    return bodies.answer(bodies.page(caller.actor, of, found))


@door("POST")
def batch(request: HttpRequest, caller: Caller, name: str) -> HttpResponse:
    """Many changes of one collection in one call."""
    of = collection_of(name)
    asked = json_object(request)
    return answered_once(
        request, caller, lambda: carry_out(caller.actor, of, asked, charge=lambda n: charge(caller, n))
    )


@door("GET", "HEAD", "PATCH")
def record(request: HttpRequest, caller: Caller, name: str, uid: str) -> HttpResponse:
    """One record with its parts; PATCH writes the fields that are sent."""
    of, actor = collection_of(name), caller.actor
    if request.method == "PATCH":
        given, expected = json_object(request), request.headers.get(MATCHES, "")
        return answered_once(
            request, caller, lambda: writing.change(actor, of, uid, given, expected=expected)
        )
    policy.require(actor, of.resource, "view")
    key = reading.key_of(actor, of.resource, uid)
    body = bodies.whole(actor, of, key)
    if of.resource in WATCHED:
        audit.record(actor, AuditAction.VIEW, of.resource, key)
    version = bodies.version(body)
    if version in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": version})
    return bodies.answer(body, ETag=version)


@door("GET", "HEAD", "POST")
def act(request: HttpRequest, caller: Caller, name: str, uid: str, act: str) -> HttpResponse:
    """Something that is done with one record; GET asks what is worked out about it."""
    of = collection_of(name)
    look = looks(of).get(act)
    if (look is None) == (request.method != "POST"):
        raise Problem("not-offered", headers={"Allow": "GET, HEAD" if look else "POST"})
    if look is not None:
        policy.require(caller.actor, of.resource, "view")
        return bodies.answer(look.tell(caller.actor, uid))
    given = json_object(request)
    expected = request.headers.get(MATCHES, "")
    return answered_once(
        request, caller, lambda: writing.act(caller.actor, of, uid, act, given, expected=expected)
    )


@door("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
def unknown(request: HttpRequest, caller: Caller, rest: str = "") -> HttpResponse:
    """Every other address below the API's."""
    raise Problem("not-found")
