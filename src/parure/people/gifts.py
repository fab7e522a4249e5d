"""For whom a piece was bought, among a customer's family: told from the word on the order. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from parure.people.choices import RelationKind

# Words by which one person of a kind is meant; those in law and grandparents are other people.
WORDS: Mapping[RelationKind, str] = {
    RelationKind.SPOUSE: "配偶 老婆 太太 妻子 爱人 媳妇 夫人 老公 先生 丈夫 wife husband spouse",
    RelationKind.PARTNER: "恋人 伴侣 女朋友 男朋友 女友 男友 未婚妻 未婚夫 对象 partner girlfriend boyfriend fiancée fiancé",
    RelationKind.MOTHER: "母亲 妈妈 妈 老妈 mother mum mom",
    RelationKind.FATHER: "父亲 爸爸 爸 老爸 father dad",
    RelationKind.DAUGHTER: "女儿 闺女 daughter",
    RelationKind.SON: "儿子 son",
    RelationKind.SIBLING: "兄弟姐妹 姐姐 妹妹 哥哥 弟弟 sister brother sibling",
    RelationKind.FRIEND: "朋友 闺蜜 好友 friend",
}
KIND_OF = {word: kind for kind, words in WORDS.items() for word in words.split()}
LEADING = ("送给", "赠给", "送", "给", "赠", "for ", "my ")


@dataclass(frozen=True)
class Person:
    """One of the family, as far as they may be known: who they are to the customer, and their name."""

    id: int
    kind: str
    name: str


@dataclass(frozen=True)
class Gift:
    """A piece that was bought for somebody."""

    recipient: str
    on: date
    what: str


@dataclass(frozen=True)
class Gifts:
    """What one person was given: how many pieces, and the latest."""

    count: int
    last: Gift


def receiver(text: str, family: Sequence[Person]) -> int | None:
    """Whose id the word on an order means; None where it means nobody, or could mean two.

    A name counts before a kind: "沈阿姨" is she, whatever she is to the customer. A kind counts where there is one
    such person only: of two daughters, none is guessed.
    """
    word = _bare(text)
    if not word:
        return None
    named = {each.id for each in family if _is_named(word, each.name)}
    if named:
        return named.pop() if len(named) == 1 else None
    kind = KIND_OF.get(word)
    found = [each.id for each in family if each.kind == kind] if kind else []
    return found[0] if len(found) == 1 else None


def _bare(text: str) -> str:
    word = text.strip().casefold()
    for lead in LEADING:
        word = word.removeprefix(lead).strip()
    return word


def _is_named(word: str, name: str) -> bool:
    """The name itself, or the name with who they are: "太太林燕"."""
    name = name.strip().casefold()
    if not name:
        return False
    return word == name or (
        len(name) > 1 and name in word and word.replace(name, "").strip(" （）()") in KIND_OF
    )


def gifts_by_person(gifts: Iterable[Gift], family: Sequence[Person]) -> dict[int, Gifts]:
    """What each of the family was given, by their id; who was given nothing is absent."""
    found: dict[int, list[Gift]] = {}
    for gift in gifts:
        person = receiver(gift.recipient, family)
        if person is not None:
            found.setdefault(person, []).append(gift)
    return {
        person: Gifts(len(given), max(given, key=lambda each: each.on)) for person, given in found.items()
    }
