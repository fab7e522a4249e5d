"""Settings from the environment."""

from pathlib import Path

import pytest

from parure.config import env


@pytest.mark.parametrize(
    ("raw", "value"), [("1", True), ("yes", True), ("On", True), ("0", False), ("off", False), ("", True)]
)
def test_a_switch_is_on_or_off(monkeypatch, raw, value):
    monkeypatch.setenv("PARURE_X", raw)
    assert env.switch("PARURE_X", default=True) is value


def test_what_cant_be_read_names_its_setting(monkeypatch):
    monkeypatch.setenv("PARURE_X", "maybe")
    for read in (lambda: env.switch("PARURE_X", default=False), lambda: env.number("PARURE_X", 1)):
        with pytest.raises(env.BadSetting, match="PARURE_X"):
            read()


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    monkeypatch.setenv("PARURE_X", "visible")
    monkeypatch.setenv("PARURE_X_FILE", str(tmp_path / "secret"))
    assert env.text("PARURE_X") == "s3cret"


def test_words_are_split_at_commas(monkeypatch):
    monkeypatch.setenv("PARURE_X", " a, b,,c ")
    assert env.words("PARURE_X") == ["a", "b", "c"]


def test_without_an_address_the_database_is_a_file_in_the_data_folder():
    kept = env.database("", Path("/data"))
    assert (kept["ENGINE"], kept["NAME"]) == ("django.db.backends.sqlite3", "/data/parure.sqlite3")
    assert kept["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_postgresql_address_is_taken_apart():
    kept = env.database("postgresql://me:p%40ss@db.example:5433/shop?sslmode=require", Path("/data"))
    assert kept["OPTIONS"]["sslmode"] == "require"
    named = {key: kept[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {
        "NAME": "shop", "USER": "me", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433",
    }  # fmt: skip


def test_a_socket_folder_may_be_given():
    assert env.database("postgresql://me@:5433/shop?host=/run/pg", Path("/data"))["HOST"] == "/run/pg"


def test_another_kind_of_database_is_refused():
    with pytest.raises(env.BadSetting):
        env.database("mysql://x/y", Path("/data"))
