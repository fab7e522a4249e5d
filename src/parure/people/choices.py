"""Codes used on customers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Gender(models.TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    UNKNOWN = "", _("Not known")


class Why(models.TextChoices):
    """What made somebody a customer's advisor."""

    REGISTERED = "registered", _("Registered them")
    RULE = "rule", _("By rule")
    ASSIGNED = "assigned", _("Assigned")
    HANDOVER = "handover", _("Handover")
    BULK = "bulk", _("Bulk change")
    CLAIMED = "claimed", _("Took them")
    RELEASED = "released", _("Gave them back")
    MERGED = "merged", _("Records merged")
    IMPORTED = "imported", _("Import")
    UNDONE = "undone", _("Taken back")


class Way(models.TextChoices):
    """How a rule finds the advisor of a new customer."""

    REGISTRANT = "registrant", _("Whoever registers them")
    FIXED = "fixed", _("Always the same advisor")
    TURN = "turn", _("In turn among the store's advisors at work")
    FEWEST = "fewest", _("Whoever has the fewest customers")
    POOL = "pool", _("Nobody: into the pool")


class CameBy(models.TextChoices):
    """By which way a new customer came in."""

    COUNTER = "counter", _("At the counter")
    IMPORT = "import", _("Import")
    JOIN = "join", _("Registered themselves")


class Stage(models.TextChoices):
    """Lifecycle 生命周期, derived from purchases and time."""

    LEAD = "lead", _("Lead")
    FIRST = "first", _("First purchase")
    REPEAT = "repeat", _("Repeat")
    LOYAL = "loyal", _("Loyal")
    DORMANT = "dormant", _("Dormant")
    LOST = "lost", _("Lost")
    WON_BACK = "won_back", _("Won back")


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("Email")
    WECHAT = "wechat", _("WeChat")
    ADDRESS = "address", _("Address")


class IdentityKind(models.TextChoices):
    """How a channel knows a person."""

    SHOP = "shop", _("Shop number")
    NICKNAME = "nickname", _("Shop nickname")
    OPENID = "openid", "openid"
    UNIONID = "unionid", "unionid"
    EXTERNAL_USERID = "external_userid", "external_userid"
    CARD = "card", _("Member card")


class RelationKind(models.TextChoices):
    SPOUSE = "spouse", _("Spouse")
    PARTNER = "partner", _("Partner")
    MOTHER = "mother", _("Mother")
    FATHER = "father", _("Father")
    DAUGHTER = "daughter", _("Daughter")
    SON = "son", _("Son")
    SIBLING = "sibling", _("Sibling")
    FRIEND = "friend", _("Friend")
    REFERRER = "referrer", _("Referred by")
    REFERRED = "referred", _("Referred")
    OTHER = "other", pgettext_lazy("relation", "Other")


RECIPROCAL = {
    RelationKind.SPOUSE: RelationKind.SPOUSE,
    RelationKind.PARTNER: RelationKind.PARTNER,
    RelationKind.SIBLING: RelationKind.SIBLING,
    RelationKind.FRIEND: RelationKind.FRIEND,
    RelationKind.REFERRER: RelationKind.REFERRED,
    RelationKind.REFERRED: RelationKind.REFERRER,
}


class DateKind(models.TextChoices):
    BIRTHDAY = "birthday", _("Birthday")
    WEDDING = "wedding", _("Wedding anniversary")
    ENGAGEMENT = "engagement", _("Engagement")
    DATING = "dating", _("Dating anniversary")
    CHILD_BIRTH = "child_birth", _("Child's birth")
    OTHER = "other", pgettext_lazy("date", "Other")


class CalendarKind(models.TextChoices):
    SOLAR = "solar", _("Solar")
    LUNAR = "lunar", _("Lunar")


class SizeKind(models.TextChoices):
    RING = "ring", _("Ring")
    WRIST = "wrist", _("Wrist")
    BANGLE = "bangle", _("Bangle")
    NECKLACE = "necklace", _("Necklace")


class Finger(models.TextChoices):
    """Hand and finger; the keys of `sizes.FINGERS`, which has the words for them."""

    LEFT_THUMB = "LEFT_THUMB"
    LEFT_INDEX = "LEFT_INDEX"
    LEFT_MIDDLE = "LEFT_MIDDLE"
    LEFT_RING = "LEFT_RING"
    LEFT_LITTLE = "LEFT_LITTLE"
    RIGHT_THUMB = "RIGHT_THUMB"
    RIGHT_INDEX = "RIGHT_INDEX"
    RIGHT_MIDDLE = "RIGHT_MIDDLE"
    RIGHT_RING = "RIGHT_RING"
    RIGHT_LITTLE = "RIGHT_LITTLE"
    UNKNOWN = "", ""


class Aspect(models.TextChoices):
    """What a preference is about."""

    STYLE = "style", _("Style")
    METAL = "metal", _("Metal")
    GEM = "gem", _("Gemstone")
    COLOUR = "colour", _("Colour")
    CRAFT = "craft", _("Craft")
    CATEGORY = "category", _("Category")
    BUDGET = "budget", _("Budget")
    OCCASION = "occasion", _("Occasion")
    CHANNEL = "channel", _("Channel")
    HOURS = "hours", _("Hours")
    ALLERGY = "allergy", _("Allergy")
    WORRY = "worry", _("Worry")
    NEW_PIECES = "new_pieces", _("Attention to new pieces")
    OFFERS = "offers", _("Sensitivity to offers")


class Stance(models.TextChoices):
    LIKES = "likes", _("likes")
    AVOIDS = "avoids", _("avoids")


class Basis(models.TextChoices):
    """A preference was said by the customer, or inferred from what they did; the two are never mixed up."""

    STATED = "stated", _("said")
    INFERRED = "inferred", _("inferred")


class Channel(models.TextChoices):
    CALL = "call", _("Call")
    WECHAT = "wechat", _("WeChat")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("Email")
    SOCIAL = "social", _("Social media")
    IN_PERSON = "in_person", _("In person")


class Direction(models.TextChoices):
    OUT = "out", _("we to them")
    IN = "in", _("they to us")


class EntryKind(models.TextChoices):
    """Kinds of timeline entries; each is seen by who may see the record behind it."""

    VISIT = "visit", _("Visits")
    ORDER = "order", _("Purchases")
    SERVICE = "service", _("Service")
    INTERACTION = "interaction", _("Messages")
    BEHAVIOUR = "behaviour", _("Behaviour")
    TASK = "task", _("Tasks")
    WISH = "wish", _("Wishes")
    FEEDBACK = "feedback", _("Feedback")
    RECORD = "record", _("Record")


class Purpose(models.TextChoices):
    """What is done with a customer's data; each is agreed to on its own."""

    KEEP_DATA = "keep_data", _("Keeping their data")
    MARKETING_SMS = "marketing_sms", _("Offers by SMS")
    MARKETING_WECHAT = "marketing_wechat", _("Offers by WeChat")
    MARKETING_PHONE = "marketing_phone", _("Offers by phone")
    MARKETING_EMAIL = "marketing_email", _("Offers by email")
    PROFILING = "profiling", _("Suggestions from purchases")
    PHOTO = "photo", _("Use of photos")


class How(models.TextChoices):
    """The way in which it was said."""

    PAPER = "paper", pgettext_lazy("consent", "on paper")
    COUNTER = "counter", pgettext_lazy("consent", "at the counter")
    QR_FORM = "qr_form", pgettext_lazy("consent", "by QR form")
    IMPORT = "import", pgettext_lazy("consent", "brought in")
    MESSAGE = "message", pgettext_lazy("consent", "by message")
    FIELD = "field", pgettext_lazy("consent", "written into the record")
    FOUND = "found", pgettext_lazy("consent", "as found")


class JoinState(models.TextChoices):
    """What became of the form that somebody sent by a join link."""

    NEW = "new", pgettext_lazy("join", "Just sent")
    OPEN = "open", pgettext_lazy("join", "To look at")
    REGISTERED = "registered", pgettext_lazy("join", "Registered")
    TAKEN = "taken", pgettext_lazy("join", "Taken over")
    ASIDE = "aside", pgettext_lazy("join", "Set aside")


class WishState(models.TextChoices):
    """Whether a wish is still one."""

    OPEN = "open", pgettext_lazy("wish", "Open")
    FULFILLED = "fulfilled", pgettext_lazy("wish", "Came true")
    GIVEN_UP = "given_up", pgettext_lazy("wish", "Given up")


class FeedbackKind(models.TextChoices):
    """What somebody had to say; complaints and suggestions are something to be done about."""

    SATISFACTION = "satisfaction", pgettext_lazy("feedback", "Satisfaction")
    SUGGESTION = "suggestion", pgettext_lazy("feedback", "Suggestion")
    COMPLAINT = "complaint", pgettext_lazy("feedback", "Complaint")
    PRAISE = "praise", pgettext_lazy("feedback", "Praise")


class FeedbackStatus(models.TextChoices):
    """Whether something is still to be done about it; none where nothing is."""

    NONE = "", pgettext_lazy("feedback", "Nothing to do")
    OPEN = "open", pgettext_lazy("feedback", "Open")
    SETTLED = "settled", pgettext_lazy("feedback", "Settled")


class FeedbackSource(models.TextChoices):
    """By which way it came."""

    STAFF = "staff", pgettext_lazy("feedback", "Told a colleague")
    LINK = "link", pgettext_lazy("feedback", "Answered a survey")


class SegmentKind(models.TextChoices):
    """Whether a segment's members follow its condition."""

    DYNAMIC = "dynamic", pgettext_lazy("segment", "Follows the condition")
    STATIC = "static", pgettext_lazy("segment", "Fixed list")


class SegmentWhen(models.TextChoices):
    """When it is looked through anew who meets a segment's condition."""

    ON_CHANGE = "on_change", pgettext_lazy("segment", "At once, and every night")
    HOURLY = "hourly", pgettext_lazy("segment", "Every hour")
    DAILY = "daily", pgettext_lazy("segment", "Every night")
    BY_HAND = "by_hand", pgettext_lazy("segment", "Only by hand")
