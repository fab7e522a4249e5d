"""The door, in a browser."""

from playwright.sync_api import expect


def test_one_signs_in_and_out(shop_page):
    page = shop_page("advisor")
    expect(page.locator("body")).to_be_visible()
    assert page.request.get("/", max_redirects=0).status == 200


def test_a_wrong_password_is_answered_at_the_door(new_page, house):
    page = new_page(house)
    page.goto("/signin/")
    page.fill("input[name=username]", "advisor")
    page.fill("input[name=password]", "not this one")
    page.press("input[name=password]", "Enter")
    expect(page.locator("[role=alert]").first).to_be_visible()
    assert "/signin/" in page.url
