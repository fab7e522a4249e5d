"""Words put together as the reader's language does."""

from django.utils import translation

from parure.core.wording import listed


def test_words_stand_one_after_the_other_in_either_language():
    assert listed(["黄金", "翡翠"]) == "黄金、翡翠"
    with translation.override("en"):
        assert listed(word for word in ("gold", "jade")) == "gold, jade"
        assert listed(["gold"]) == "gold"
        assert listed([]) == ""
