"""Components say no to what they don't know, and never let a value become markup."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from parure.web.kit.declare import ComponentError
from parure.web.kit.drawings import colours_of, drawing_of
from parure.web.kit.words import ago_words, day_words

ON = date(2026, 11, 22)
SUNDAY = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)  # 16:00 in Shanghai


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('{% component "tag" text="a" colour="rose" %}', "tag has no colour"),
        ('{% component "tag" %}', "tag needs text"),
        ('{% component "tga" text="a" %}', "no component 'tga'"),
        ('{% component "tag" "a" %}', "name=value"),
        ('{% component "tag" text="a" text="b" %}', "given twice"),
        ('{% component_block "tag" text="a" %}x{% endcomponent_block %}', "tag has no slot"),
        ("{% component tag text=1 %}", "in quotes"),
    ],
)
def test_a_wrong_use_is_an_error_when_the_template_loads(source: str, said: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=said):
        Template(source)


def test_an_impossible_value_is_an_error() -> None:
    with pytest.raises(ComponentError, match="tone is one of"):
        rendered('{% component "tag" text="late" tone="red" %}')


def test_an_icon_that_is_not_in_the_sprite_is_an_error() -> None:
    with pytest.raises(ComponentError, match="no icon 'unheard-of'"):
        rendered('{% component "icon" name="unheard-of" %}')


@given(st.text(min_size=1).filter(lambda text: not text.isspace()))
def test_values_never_become_markup(text: str) -> None:
    hostile = f"<script>{text}</script>\"'"
    sources = [
        '{% component "tag" text=x %}',
        '{% component "hallmark" text=x %}',
        '{% component "chip" text=x key=x remove_url="/a" %}',
        '{% component "masked" value=x reveal_url="/r" what=x %}',
        '{% component "note" text=x title=x %}',
        '{% component "empty" title=x text=x %}',
        '{% component "field" label=x hint=x errors=many control="" %}',
        '{% component "piece_picture" photo="/p.jpg" label=x %}',
    ]
    for source in sources:
        assert "<script>" not in rendered(source, x=hostile, many=[hostile])


def test_facts_leave_out_what_is_empty_and_keep_zero() -> None:
    shown = rendered('{% component "facts" items=items %}', items=[("a", ""), ("b", None), ("c", 0)])
    assert shown == '<div class="pr-facts"><span><span class="k">c</span>0</span></div>'


def test_masked_offers_the_eye_only_where_there_is_an_address() -> None:
    assert "<button" not in rendered('{% component "masked" value="138****6021" %}')
    shown = rendered('{% component "masked" value="138****6021" reveal_url="/reveal/1/" what="phone" %}')
    assert 'hx-post="/reveal/1/"' in shown
    assert "aria-label=" in shown


def test_markup_given_to_a_block_is_kept_and_can_be_stored() -> None:
    shown = rendered(
        '{% component_block "note" title="t" as n %}<b>{{ x }}</b>{% endcomponent_block %}[{{ n }}]', x="<i>"
    )
    assert shown.startswith("[<div")
    assert "<b>&lt;i&gt;</b>" in shown


class RingForm(forms.Form):
    size = forms.CharField(label="Ring size", help_text="HK 13")
    agreed = forms.BooleanField(label="Agreed", required=False)


def test_a_field_ties_its_control_to_hint_and_errors() -> None:
    form = RingForm({"size": ""})
    shown = rendered('{% component "field" of=form.size %}', form=form)
    assert 'aria-describedby="id_size-err id_size-hint"' in shown
    assert 'id="id_size-err"' in shown
    assert 'id="id_size-hint"' in shown
    assert 'class="form-control is-invalid"' in shown


def test_a_check_box_stands_inside_its_label() -> None:
    shown = rendered('{% component "field" of=form.agreed %}', form=RingForm())
    assert '<label class="pr-consent"><input' in shown


@pytest.mark.parametrize(
    ("away", "english", "chinese"),
    [
        (0, "today", "今天"),
        (1, "tomorrow", "明天"),
        (-1, "yesterday", "昨天"),
        (3, "in 3 days", "3 天后"),
        (-2, "2 days ago", "2 天前"),
        (30, "in 30 days", "30 天后"),
        (31, "2026-12-23", "2026-12-23"),
        (-31, "2026-10-22", "2026-10-22"),
    ],
)
def test_days_as_people_say_them(away: int, english: str, chinese: str) -> None:
    day = ON + timedelta(days=away)
    with translation.override("en"):
        assert day_words(day, ON) == english
    with translation.override("zh-hans"):
        assert day_words(day, ON) == chinese


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=2, minutes=59), "2 hours ago"),
        (timedelta(hours=16, minutes=1), "yesterday"),
    ],
)
def test_moments_as_people_say_them(passed: timedelta, words: str) -> None:
    with translation.override("en"):
        assert ago_words(SUNDAY - passed, SUNDAY) == words


def test_amounts_in_the_units_of_the_house() -> None:
    source = '{{ m|money }} {{ m|money:"whole" }} {{ w|weight }} {{ c|carat }} {{ none|money }}'
    assert rendered(source, m=1234500, w=3250, c=520, none=None) == "¥12,345.00 ¥12,345 3.250 g 0.52 ct –"


def test_lunar_days_have_their_names_in_chinese() -> None:
    source = '{% component "lunar" month=8 day=15 %}'
    with translation.override("zh-hans"):
        assert "农历八月十五" in rendered(source)
    with translation.override("en"):
        assert "lunar 8/15" in rendered(source)


@pytest.mark.parametrize(
    ("category", "gem", "craft", "drawing"),
    [
        ("RING", "DIAMOND", "", "solitaire"),
        ("RING", "RUBY", "", "halo"),
        ("RING", "DIAMOND", "MICRO_PAVE", "eternity"),
        ("RING", "", "", "bands"),
        ("BANGLE", "JADEITE", "", "jade-bangle"),
        ("BANGLE", "", "", "bangle"),
        ("NECKLACE", "PEARL", "", "pearls"),
        ("PENDANT", "NEPHRITE", "", "pingan"),
        ("SOMETHING_NEW", "", "", "pendant"),
    ],
)
def test_each_piece_has_its_drawing(category: str, gem: str, craft: str, drawing: str) -> None:
    assert drawing_of(category, gem, craft) == drawing


def test_drawings_take_the_colours_of_metal_and_stone() -> None:
    assert colours_of("PT950") == "pt"
    assert colours_of("AU750", "ROSE", "RUBY") == "ro ruby"
    assert colours_of("AU999") == ""


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500, 503])
def test_error_pages_need_nothing_around_them(status: int) -> None:
    shown = get_template(f"errors/{status}.html").render()
    assert shown.count("<h1>") == 1
    assert 'class="btn btn-primary btn-lg" href="/"' in shown
