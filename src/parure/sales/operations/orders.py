"""Recording orders, their returns and cancellations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.catalog.choices import PieceStatus
from parure.catalog.drawings import drawing_for
from parure.catalog.models import Piece
from parure.core.events import emit
from parure.people.choices import EntryKind
from parure.people.story import remember
from parure.sales.choices import COUNTING, OrderStatus, PaymentKind, PaymentMethod
from parure.sales.drafts import LineDraft, OrderDraft
from parure.sales.events import OrderCancelled, OrderRecorded, OrderReturned
from parure.sales.models import Order, OrderLine, Payment
from parure.sales.queries import items_of, orders_with, pictures_of
from parure.sales.rules import status_after_return, status_of_payment

TEXTS = ("order_no", "source", "motive", "occasion", "recipient", "remark")
RECORDED = (
    *TEXTS,
    "ordered_at",
    "customer",
    "store",
    "advisor",
    "status",
    "subtotal",
    "discount",
    "shipping",
    "tax",
    "total",
    "paid",
)


@transaction.atomic
def record_order(actor: Actor, draft: OrderDraft) -> Order:
    """Keep an order with lines and payments as a fact; its pieces are sold with it. Emits OrderRecorded.

    The same order told again (number, source, total and customer alike) is the one already kept. Raises
    ValidationError for sums that don't add up, a number taken by another order, a piece that is sold already.
    """
    _check_sums(draft)
    customer = (
        policy.fetch(actor, "people.customer", draft.customer_uid, "view") if draft.customer_uid else None
    )
    known = Order.objects.filter(order_no=draft.order_no, source=draft.source).first()
    if known is not None:
        return _same_order(actor, known, draft, customer.pk if customer else None)
    pieces = _pieces(actor, draft.lines)
    order = Order(
        customer=customer,
        store_id=_chosen(actor, "access.store", draft.store_uid, actor.home_store_id),
        advisor_id=_chosen(actor, "access.staff", draft.advisor_uid, actor.staff_id),
        status=status_of_payment(draft.computed_total_minor, draft.paid_minor),
        ordered_at=draft.ordered_at,
        subtotal_minor=draft.subtotal_minor,
        discount_minor=draft.discount_minor,
        shipping_minor=draft.shipping_minor,
        tax_minor=draft.tax_minor,
        total_minor=draft.computed_total_minor,
        paid_minor=draft.paid_minor,
        **{name: _text(draft, name) for name in TEXTS},
    )
    with policy.writing(actor, "sales.order", order, RECORDED, action="add"):
        _save_new(order)
        _save_lines(order, draft.lines, pieces)
        _save_payments(order, draft)
        if order.status in COUNTING:
            _move_pieces(pieces.values(), PieceStatus.SOLD)
        _tell(order)
        emit(
            OrderRecorded(order.pk, order.customer_id, order.store_id, order.total_minor, order.source),
            actor=actor,
        )
    return order


def _check_sums(draft: OrderDraft) -> None:
    errors = {}
    if not draft.order_no.strip():
        errors["order_no"] = _("An order needs a number.")
    if not draft.lines:
        errors["lines"] = _("An order needs at least one line.")
    if any(line.quantity < 1 or line.unit_price_minor < 0 or line.total_minor < 0 for line in draft.lines):
        errors["lines"] = _("A line's quantity and amounts can't be negative.")
    if any(line.piece_uid and line.quantity != 1 for line in draft.lines):
        errors["lines"] = _("A piece is one of its kind: its quantity is 1.")
    if any(not (line.title.strip() or line.piece_uid) for line in draft.lines):
        errors["lines"] = _("A line needs a piece or a title.")
    if errors:
        raise ValidationError(errors)
    if draft.computed_total_minor < 0 or min(draft.discount_minor, draft.shipping_minor, draft.tax_minor) < 0:
        errors["total"] = _("The total can't be negative.")
    elif draft.total_minor is not None and draft.total_minor != draft.computed_total_minor:
        errors["total"] = _("The lines don't add up to the total.")
    if any(payment.amount_minor <= 0 for payment in draft.payments):
        errors["payments"] = _("A payment is an amount above zero.")
    elif draft.paid_minor > max(draft.computed_total_minor, 0):
        errors["payments"] = _("More was paid than the total.")
    if errors:
        raise ValidationError(errors)


def _text(draft: OrderDraft, name: str) -> str:
    value = str(getattr(draft, name)).strip()
    limit = getattr(Order._meta.get_field(name), "max_length", None)
    if limit and len(value) > limit:
        raise ValidationError({name: _("At most %s characters.") % limit})
    return value


def _same_order(actor: Actor, known: Order, draft: OrderDraft, customer_id: int | None) -> Order:
    """The kept order, if it is the one that is told again and in the actor's reach."""
    policy.check_write(actor, "sales.order", RECORDED, action="add")
    reachable = policy.rows(actor, "sales.order").filter(pk=known.pk).exists()
    alike = (known.total_minor, known.customer_id, known.lines.count()) == (
        draft.computed_total_minor,
        customer_id,
        len(draft.lines),
    )
    if reachable and alike:
        return known
    raise ValidationError({"order_no": _("There is an order with the number %s already.") % known.order_no})


def _chosen(actor: Actor, resource: str, uid: UUID | str | None, otherwise: int | None) -> int | None:
    if not uid:
        return otherwise
    chosen: int = policy.fetch(actor, resource, uid, "view").pk
    return chosen


def _pieces(actor: Actor, lines: Sequence[LineDraft]) -> dict[str, Piece]:
    """The pieces of the lines by uid, locked in one order so that two sales of one piece wait for each other."""
    uids = sorted(str(line.piece_uid) for line in lines if line.piece_uid)
    if len(uids) != len(set(uids)):
        raise ValidationError({"lines": _("A piece stands in this order twice.")})
    found = {uid: policy.fetch(actor, "catalog.piece", uid, "view", lock=True) for uid in uids}
    sold = orders_with([piece.pk for piece in found.values()])
    for piece in found.values():
        if piece.pk in sold:
            words = {"code": piece.code, "order": sold[piece.pk]}
            raise ValidationError(
                {"lines": _("Piece %(code)s was sold already, in order %(order)s.") % words}
            )
    return found


def _save_new(order: Order) -> None:
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError:
        raise ValidationError(
            {"order_no": _("There is an order with the number %s already.") % order.order_no}
        ) from None


def _save_lines(order: Order, lines: Sequence[LineDraft], pieces: dict[str, Piece]) -> None:
    OrderLine.objects.bulk_create(
        _line(order, number, line, pieces.get(str(line.piece_uid))) for number, line in enumerate(lines, 1)
    )


def _line(order: Order, number: int, line: LineDraft, piece: Piece | None) -> OrderLine:
    category, fineness, gem = line.category, line.fineness, line.gem
    title, drawing = line.title.strip(), ""
    if piece is not None:
        title = title or piece.name or piece.code
        category, fineness, gem = (
            category or piece.category,
            fineness or piece.fineness,
            gem or piece.main_gem,
        )
        drawing = piece.drawing or drawing_for(category, fineness, piece.alloy_colour, gem)
    return OrderLine(
        order=order,
        line_no=number,
        piece=piece,
        style_id=piece.style_id if piece else None,
        title=title[:240],
        sku=line.sku[:80],
        category=category,
        fineness=fineness,
        gem=gem,
        drawing=drawing or drawing_for(category, fineness, "", gem),
        quantity=line.quantity,
        unit_price_minor=line.unit_price_minor,
        discount_minor=line.discount_minor,
        total_minor=line.total_minor,
    )


def _save_payments(order: Order, draft: OrderDraft) -> None:
    Payment.objects.bulk_create(
        Payment(
            order=order,
            method=payment.method,
            amount_minor=payment.amount_minor,
            at=payment.at or draft.ordered_at,
            source_key=f"order:{order.uid}:{number}",
        )
        for number, payment in enumerate(draft.payments, 1)
    )


def _move_pieces(pieces: Iterable[Piece], status: PieceStatus) -> None:
    Piece.objects.filter(pk__in=[piece.pk for piece in pieces]).update(status=status)


def _tell(order: Order, title: str = "") -> None:
    """The order's line in the customer's story; telling it again replaces it."""
    if order.customer_id is None:
        return
    remember(
        order.customer_id,
        at=order.ordered_at,
        kind=EntryKind.ORDER,
        title=title or items_of([order])[order.pk],
        body=" · ".join(filter(None, [order.order_no, order.motive])),
        who=order.advisor.name if order.advisor else "",
        amount_minor=order.total_minor,
        pictures=pictures_of([order])[order.pk],
        resource="sales.order",
        record_id=order.pk,
    )


@transaction.atomic
def record_return(
    actor: Actor,
    order_uid: UUID | str,
    line_nos: Iterable[int],
    amount_minor: int,
    at: datetime | None = None,
    *,
    method: str = PaymentMethod.OTHER,
) -> Order:
    """Take lines of an order back and pay `amount_minor` out; pieces are in stock again. Emits OrderReturned.

    Asked twice for the same lines, it happens once. Raises ValidationError for lines that are not there or came
    back before, and for more money than was kept.
    """
    order: Order = policy.fetch(actor, "sales.order", order_uid, "change", lock=True)
    policy.check_write(actor, "sales.order", ["status", "refunded"])
    numbers = sorted(set(line_nos))
    lines = list(OrderLine.objects.filter(order=order, line_no__in=numbers).select_related("piece"))
    key = f"return:{order.uid}:{'-'.join(map(str, numbers))}"
    if lines and len(lines) == len(numbers) and _came_back(lines, amount_minor, key):
        return order
    _check_return(order, lines, numbers, amount_minor)
    at = at or timezone.now()
    with policy.writing(actor, "sales.order", order, ["status", "refunded"]):
        OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(is_returned=True)
        _move_pieces([line.piece for line in lines if line.piece], PieceStatus.IN_STOCK)
        _pay_back(order, amount_minor, at, method, key)
        order.status = status_after_return(
            order.total_minor,
            order.paid_minor,
            order.refunded_minor,
            all_returned=not order.lines.filter(is_returned=False).exists(),
        )
        order.save(update_fields=["status", "refunded_minor"])
        _tell_return(actor, order, lines, amount_minor, at)
        emit(OrderReturned(order.pk, order.customer_id, amount_minor), actor=actor)
    return order


def _came_back(lines: list[OrderLine], amount_minor: int, key: str) -> bool:
    """Whether just this return was recorded before."""
    refunds = Payment.objects.filter(source_key=key, amount_minor=amount_minor)
    return all(line.is_returned for line in lines) and (amount_minor == 0 or refunds.exists())


def _check_return(order: Order, lines: list[OrderLine], numbers: list[int], amount_minor: int) -> None:
    if order.status not in COUNTING:
        raise ValidationError(_("Nothing of this order can come back: %s.") % order.get_status_display())
    if not numbers or len(lines) != len(numbers):
        raise ValidationError({"lines": _("This order has no such line.")})
    if any(line.is_returned for line in lines):
        raise ValidationError({"lines": _("This line came back before.")})
    if not 0 <= amount_minor <= (order.paid_minor or order.total_minor) - order.refunded_minor:
        raise ValidationError({"amount": _("No more can be paid out than was paid in.")})


def _pay_back(order: Order, amount_minor: int, at: datetime, method: str, key: str) -> None:
    if amount_minor:
        order.refunded_minor += amount_minor
        Payment.objects.create(
            order=order,
            kind=PaymentKind.REFUND,
            method=method,
            amount_minor=amount_minor,
            at=at,
            source_key=key,
        )


def _tell_return(actor: Actor, order: Order, lines: list[OrderLine], amount_minor: int, at: datetime) -> None:
    if order.customer_id is None:
        return
    remember(
        order.customer_id,
        at=at,
        kind=EntryKind.ORDER,
        title=_("Returned: %s") % "、".join(line.title for line in lines),
        body=order.order_no,
        who=actor.label,
        amount_minor=-amount_minor,
        pictures=[line.drawing for line in lines if line.drawing],
        resource="sales.order_line",
        record_id=lines[0].pk,
    )


@transaction.atomic
def cancel_order(actor: Actor, order_uid: UUID | str, at: datetime | None = None) -> Order:
    """Call an order off: what was paid goes back, pieces are in stock again. Emits OrderCancelled; once."""
    order: Order = policy.fetch(actor, "sales.order", order_uid, "change", lock=True)
    policy.check_write(actor, "sales.order", ["status", "refunded"])
    if order.status == OrderStatus.CANCELLED:
        return order
    if order.status == OrderStatus.REFUNDED:
        raise ValidationError(_("Nothing of this order can come back: %s.") % order.get_status_display())
    with policy.writing(actor, "sales.order", order, ["status", "refunded"]):
        lines = order.lines.filter(is_returned=False, piece__isnull=False).select_related("piece")
        if order.status in COUNTING:
            _move_pieces([line.piece for line in lines if line.piece], PieceStatus.IN_STOCK)
            owed = (order.paid_minor or order.total_minor) - order.refunded_minor
            _pay_back(order, owed, at or timezone.now(), PaymentMethod.OTHER, f"cancel:{order.uid}")
        order.status = OrderStatus.CANCELLED
        order.save(update_fields=["status", "refunded_minor"])
        _tell(order, _("Cancelled: %s") % items_of([order])[order.pk])
        emit(OrderCancelled(order.pk, order.customer_id), actor=actor)
    return order
