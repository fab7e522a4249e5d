"""What insight keeps in the database: the log of changes for the copy, and what it found out about customers."""

from django.db import models
from django.utils.translation import pgettext_lazy

from parure.access.models import Staff
from parure.core.identifiers import new_uid
from parure.insight.facts import FACTS
from parure.insight.measures.rfm import FALLBACK, SCORES, Bounds, Group
from parure.people.models import Customer


class Change(models.Model):
    """A row of a copied table that was written or removed; triggers note it, the next refresh takes it in.

    With `last_id` all rows from `row_id` up to that one, which came at once. `table` is the number of the table in
    `copy.tables`. No index but the key: it is read whole.
    """

    table = models.SmallIntegerField()
    row_id = models.BigIntegerField()
    last_id = models.BigIntegerField(null=True)


class CustomerFacts(models.Model):
    """What figures say about one customer, written back by a refresh: a column for each of `facts.FACTS`.

    `fingerprint` tells whether a row is to be written again. Customers who never bought have no row.
    """

    customer = models.OneToOneField(
        Customer, primary_key=True, db_column="id", on_delete=models.CASCADE, related_name="facts"
    )
    fingerprint = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["rfm_group", "customer"], name="facts_group"),
            models.Index(fields=["recency_days", "customer"], name="facts_recency"),
            models.Index(fields=["r", "customer"], name="facts_r"),
            models.Index(fields=["f", "customer"], name="facts_f"),
            models.Index(fields=["m", "customer"], name="facts_m"),
            models.Index(fields=["value_12", "customer"], name="facts_value"),
            models.Index(fields=["lost_12", "customer"], name="facts_lost"),
            # who would like a piece: the keenest of those who like its stone, or its kind in its metal
            models.Index(fields=["favourite_gem", "f", "customer"], name="facts_gem"),
            models.Index(
                fields=["favourite_category", "favourite_metal", "f", "customer"], name="facts_kind"
            ),
        ]


for _fact in FACTS:
    CustomerFacts.add_to_class(_fact.name, _fact.column())  # type: ignore[attr-defined]


class FactsMoved(models.Model):
    """Customers of whom a refresh found facts changed that segments ask about (`names`), until these have followed.
    Of more than segments follow by keys only how many they are.
    """

    customers = models.IntegerField()
    customer_ids = models.JSONField(default=list)
    names = models.JSONField(default=list)


class Refreshed(models.Model):
    """One refresh of the copy and of the facts: when, how much, how long. The newest tells the age of the figures."""

    version = models.IntegerField()
    taken_at = models.DateTimeField()
    until = models.DateField(help_text="the day that figures are as of")
    is_whole = models.BooleanField()
    rows = models.JSONField(default=dict, help_text="{table: rows}")
    changed = models.IntegerField(default=0)
    customers = models.IntegerField(default=0, help_text="with facts")
    written = models.IntegerField(default=0, help_text="facts that were not as they had been")
    seconds = models.FloatField(default=0)
    cells = models.JSONField(
        default=list, help_text="[[r, f, group, customers, kept_minor]] of the whole base"
    )
    settled = models.JSONField(
        default=dict, help_text="what scores and groups followed: groups.scheme.Scheme"
    )
    foreseen = models.JSONField(default=list, help_text="rows of ahead.sums.Sums of the whole base")
    created_at = models.DateTimeField(auto_now_add=True)


class Forecast(models.Model):
    """One fit of what customers will buy: on what it stands, its parameters, how it did in its trial, the verdict.

    Parameters are per week and in fen; None where the data carries no model. Reasons are [code, figure, limit].
    """

    until = models.DateField(help_text="the last day that was known")
    split = models.DateField(help_text="the last day that was known to the trial")
    days_bought = models.IntegerField(help_text="days of buying of all customers: what the fit stands on")
    customers = models.IntegerField()
    repeaters = models.IntegerField(help_text="customers who bought on more than one day")
    r = models.FloatField(null=True)
    alpha = models.FloatField(null=True)
    a = models.FloatField(null=True)
    b = models.FloatField(null=True)
    log_likelihood = models.FloatField(null=True)
    p = models.FloatField(null=True)
    q = models.FloatField(null=True)
    v = models.FloatField(null=True)
    value_log_likelihood = models.FloatField(null=True)
    is_trusted = models.BooleanField(help_text="purchases")
    is_value_trusted = models.BooleanField(help_text="values, which stand on purchases")
    reasons = models.JSONField(default=list)
    value_reasons = models.JSONField(default=list)
    trial = models.JSONField(
        default=dict, help_text="customers, purchases, value, weeks, before: see ahead.keeping"
    )
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["until"], name="forecast_until")]


class GroupSize(models.Model):
    """A snapshot: how many customers a group had on a day, and what they had spent."""

    on = models.DateField()
    rfm_group = models.CharField(max_length=20)
    customers = models.IntegerField()
    kept_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "rfm_group"], name="one_size_a_day")]


class GroupMove(models.Model):
    """How many customers went from one group to another between two snapshots; '' is nobody's group."""

    on = models.DateField()
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    customers = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "before", "after"], name="one_move_a_day")]


class RfmGroup(models.Model):
    """A named group of customers by their scores, with what is to be done about them and by whom.

    The first by `position` whose ranges hold the scores takes a customer; the group `regular` takes who is left,
    wherever it stands.
    """

    class Tone(models.TextChoices):
        """The colour of the group's name tag."""

        GOLD = "gold", pgettext_lazy("colour", "Gold")
        SAGE = "sage", pgettext_lazy("colour", "Green")
        SLATE = "slate", pgettext_lazy("colour", "Blue")
        RUST = "rust", pgettext_lazy("colour", "Orange")
        ROSE = "rose", pgettext_lazy("colour", "Red")
        PLAIN = "", pgettext_lazy("colour", "Plain")

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=20)
    position = models.SmallIntegerField()
    r_from = models.SmallIntegerField(default=1)
    r_to = models.SmallIntegerField(default=SCORES)
    f_from = models.SmallIntegerField(default=1)
    f_to = models.SmallIntegerField(default=SCORES)
    m_from = models.SmallIntegerField(default=1)
    m_to = models.SmallIntegerField(default=SCORES)
    playbook = models.TextField(blank=True, help_text="what to do, and by whom")
    tone = models.CharField(max_length=10, choices=Tone, blank=True)

    @property
    def takes_the_rest(self) -> bool:
        return self.code == FALLBACK

    def as_rule(self) -> Group:
        """The group as scores are compared with it."""
        return Group(self.code, (self.r_from, self.r_to), (self.f_from, self.f_to), (self.m_from, self.m_to))


class Report(models.Model):
    """A question that somebody keeps, `reports.question.Question.as_plain`; shared, everybody asks it of their own reach."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    title = models.CharField(max_length=60)
    owner = models.ForeignKey(Staff, null=True, on_delete=models.CASCADE, related_name="+")
    is_shared = models.BooleanField(default=False)
    question = models.JSONField(default=dict)
    is_archived = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Mailing(models.Model):
    """A kept report that is sent by email at its hours; each receiver gets what they may see."""

    class Every(models.TextChoices):
        DAY = "day", pgettext_lazy("every", "Day")
        WEEK = "week", pgettext_lazy("every", "Week")
        MONTH = "month", pgettext_lazy("every", "Month")

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="mailings")
    owner = models.ForeignKey(Staff, null=True, on_delete=models.CASCADE, related_name="+")
    every = models.CharField(max_length=10, choices=Every)
    on = models.SmallIntegerField(
        default=0, help_text="of a week: 0 is Monday; of a month: 31 is its last day"
    )
    hour = models.SmallIntegerField(help_text="of the shop's clock")
    forms = models.JSONField(default=list, help_text="xlsx, pdf")
    receivers = models.ManyToManyField(Staff, related_name="+")
    is_paused = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)
    next_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Sent(models.Model):
    """What became of one receiver's mail of one time. Once `SENDING` stands there, it is not sent a second time."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("mail", "Waiting")
        SENDING = "sending", pgettext_lazy("mail", "Being sent")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        UNSURE = "unsure", pgettext_lazy("mail", "Perhaps sent")
        LEFT_OUT = "left_out", pgettext_lazy("mail", "Not sent")
        FAILED = "failed", pgettext_lazy("mail", "Failed")

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="sent")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=20, blank=True)
    tries = models.SmallIntegerField(default=0)
    rows = models.IntegerField(null=True)
    at = models.DateTimeField(null=True, help_text="of its last change")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "due_at", "staff"], name="one_mail_a_time_and_person")
        ]


class RfmScheme(models.Model):
    """How scores are given: by quintiles of those who bought, or by fixed bounds. At most one row."""

    is_fixed = models.BooleanField(default=False)
    recency_days = models.JSONField(default=list)
    purchases = models.JSONField(default=list)
    kept_minor = models.JSONField(default=list)

    def bounds(self) -> Bounds:
        return Bounds(tuple(self.recency_days), tuple(self.purchases), tuple(self.kept_minor))


class StyleTies(models.Model):
    """How well a style sells, and with which others: written anew where a refresh finds it otherwise."""

    id = models.BigIntegerField(primary_key=True, help_text="the key of the style")
    buyers = models.IntegerField()
    popularity = models.SmallIntegerField(help_text="thousandths of the style most bought within a year")
    ties = models.JSONField(default=list, help_text="[[style, strength in thousandths]], the strongest first")
