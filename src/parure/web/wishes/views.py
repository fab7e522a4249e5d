"""The wish list on a customer's page, and who wishes for a piece."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.policy import Record
from parure.catalog.search import find_pieces, find_styles
from parure.core.pictures import keep
from parure.people import attachments, household, operations
from parure.people.choices import WishState
from parure.people.wishes.reading import GOODS, WishLine, who_wish_for, wishes_of, wishes_to_tell
from parure.web.dialogs import done
from parure.web.kit.cells import address_of
from parure.web.kit.inputs import typed
from parure.web.pages import page
from parure.web.people.pictures import send
from parure.web.people.traits import save
from parure.web.people.views import CHANGED
from parure.web.undo import undoes
from parure.web.wishes.forms import WishForm
from parure.web.wishes.words import budget_text

WISH = "people.wish"
DONE = {
    WishState.FULFILLED: lambda: _("A wish came true."),
    WishState.GIVEN_UP: lambda: _("The wish is given up."),
    WishState.OPEN: lambda: _("The wish is open again."),
}


@page(place="customers", part_of="customer")
@require_safe
def card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the customer wishes for, asked for once the page stands."""
    policy.require(request.actor, WISH, "view")
    customer = policy.fetch(request.actor, "people.customer", uid, "view")
    lines = [_line(each) for each in wishes_of(request.actor, customer.pk)]
    context = {
        "uid": customer.uid,
        "lines": [each for each in lines if each["is_open"]],
        "past": [each for each in lines if not each["is_open"]],
        "to_tell": [_told(each) for each in wishes_to_tell(request.actor, customer.pk)],
        "may_add": _may(request.actor, "add"),
        "may_change": _may(request.actor, "change"),
    }
    return render(request, "wishes/card.html", context)


def _may(actor: Actor, action: str) -> bool:
    return policy.may(actor, WISH, action) and "what" in policy.fields(actor, WISH, Level.WRITE)


def _line(line: WishLine) -> dict[str, Any]:
    wish = line.wish
    state = str(wish.get("state") or WishState.OPEN)
    return {
        "uid": wish.uid,
        "what": wish.title,
        "goods": _goods(wish),
        "budget": budget_text(wish),
        "whose": wish.get("relation") or "",
        "occasion": wish.get("occasion") or "",
        "wanted_by": wish.get("wanted_by"),
        "may_tell": wish.get("may_tell_since"),
        "is_open": state == WishState.OPEN,
        "is_fulfilled": state == WishState.FULFILLED,
        "state": dict(WishState.choices)[state],
        "photo": line.photo,
    }


def _goods(wish: Record) -> dict[str, Any] | None:
    """The piece, else the style, that was chosen: its name and its page."""
    for name, resource in reversed(GOODS.items()):
        if found := wish.get(name):
            url = address_of(resource, getattr(found, "uid", None))
            words = str(found) if str(found) != wish.title else _("Open the piece")
            return {"name": words, "title": found, "url": url}
    return None


def _told(wish: Record) -> dict[str, Any]:
    """A wish of the spouse that this customer may be told of."""
    return {
        "who": wish.get("customer") or "",
        "what": wish.title,
        "occasion": wish.get("occasion") or "",
        "wanted_by": wish.get("wanted_by"),
        "since": wish.get("may_tell_since"),
    }


# ── noting and changing ──────────────────────────────────────────────────────


@page(place="customers")
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.require(request.actor, WISH, "add")
    customer = policy.fetch(request.actor, "people.customer", uid, "change")
    family = household.family(request.actor, customer.pk)
    form = WishForm(request.POST or None, request.FILES or None, relations=family, photo=False)

    def write(given: dict[str, Any]) -> None:
        values = form.values()
        values |= {"photo": keep(given["photo"])} if given.get("photo") else {}
        said = {name: each for name, each in values.items() if each not in (None, "", False)}
        operations.add_wish(request.actor, uid, request_key=given["request_key"], **said)

    return save(
        request,
        form,
        write,
        uid=uid,
        title=_("Note a wish"),
        said=_("The wish is noted."),
        template="wishes/form.html",
        sees_goods=_sees_goods(request.actor),
    )


def _sees_goods(actor: Actor) -> bool:
    return any(policy.may(actor, resource) for resource in GOODS.values())


def _mine(actor: Actor, uid: UUID, wish_uid: UUID) -> Any:
    """A wish of this customer that the actor may change."""
    policy.require(actor, WISH, "change")
    customer = policy.fetch(actor, "people.customer", uid, "change")
    wish = policy.fetch(actor, WISH, wish_uid, "change")
    if wish.customer_id != customer.pk:
        raise policy.NotFound(WISH)
    return wish


@page(place="customers")
def change(request: HttpRequest, uid: UUID, wish_uid: UUID) -> HttpResponse:
    wish = _mine(request.actor, uid, wish_uid)
    record = policy.record(request.actor, WISH, wish)
    family = household.family(request.actor, wish.customer_id)
    form = WishForm(
        request.POST or None,
        request.FILES or None,
        relations=family,
        photo=record.get("photo") is True,
        initial=_initial(record),
    )

    def write(given: dict[str, Any]) -> None:
        values = form.values()
        if given.get("photo"):
            values["photo"] = keep(given["photo"])
        elif given.get("remove_photo"):
            values["photo"] = None
        operations.change_wish(request.actor, wish_uid, **values)

    return save(
        request,
        form,
        write,
        uid=uid,
        title=_("Change the wish"),
        said=_("The wish is changed."),
        template="wishes/form.html",
        sees_goods=_sees_goods(request.actor),
        chosen=_goods(record),
    )


def _initial(record: Record) -> dict[str, Any]:
    fields = policy.resources.fields_of(WISH)
    found = {name: record.get(name) for name in ("what", "occasion", "wanted_by", "may_tell")}
    found |= {
        name: typed(fields[name], record.get(name)) for name in ("budget_from", "budget_to", "relation")
    }
    for name in GOODS:
        if linked := record.get(name):
            found["goods"] = f"{name}:{linked.uid}"
    return found


@page(place="customers")
@require_POST
def settle(request: HttpRequest, uid: UUID, wish_uid: UUID) -> HttpResponse:
    """It came true, is given up, or is open again: `state`."""
    wish = _mine(request.actor, uid, wish_uid)
    before, state = wish.state, request.POST.get("state", "")
    operations.settle_wish(request.actor, wish_uid, state=state)
    undo = ("wish-settled", {"wish": str(wish_uid), "state": before})
    return done(
        request, DONE[WishState(state)](), fact=CHANGED, back=reverse("customer", args=[uid]), undo=undo
    )


@page(place="customers")
@require_POST
def remove(request: HttpRequest, uid: UUID, wish_uid: UUID) -> HttpResponse:
    _mine(request.actor, uid, wish_uid)
    operations.remove_wish(request.actor, wish_uid)
    back = reverse("customer", args=[uid])
    undo = ("wish-removed", {"wish": str(wish_uid)})
    return done(request, _("The wish is removed."), fact=CHANGED, back=back, undo=undo)


@undoes("wish-settled", fact=CHANGED)
def _settle_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.settle_wish(actor, kept["wish"], state=kept["state"])


@undoes("wish-removed", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.restore_wish(actor, kept["wish"])


# ── goods ────────────────────────────────────────────────────────────────────


@page(place="customers", part_of="wishes")
@require_safe
def goods(request: HttpRequest) -> HttpResponse:
    """Pieces and styles to choose from while a name or a code is typed."""
    text = request.GET.get("q", "")
    found = [("style", each) for each in find_styles(request.actor, text)]
    found += [("piece", each) for each in find_pieces(request.actor, text)]
    return render(request, "wishes/goods.html", {"found": found, "asked": len(text.strip()) > 1})


@page(place="goods", part_of=lambda kind, uid: reverse(kind, args=[uid]))
@require_safe
def wished_by(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Customers in reach who wish for this; nothing where there are none."""
    if kind not in GOODS:
        raise policy.NotFound(kind)
    policy.require(request.actor, WISH, "view")
    lines = [
        {"customer": each.get("customer"), "budget": budget_text(each), "wanted_by": each.get("wanted_by")}
        for each in who_wish_for(request.actor, kind, uid)
    ]
    return render(request, "wishes/wished_by.html", {"lines": lines})


@page(place="customers")
@require_safe
def photo(request: HttpRequest, uid: UUID, wish_uid: UUID) -> HttpResponse:
    small = "small" in request.GET
    return send(request, attachments.photo_of_wish(request.actor, uid, wish_uid, small=small))
