"""The operator's page of background jobs: told without anybody's data, tried again, given up; and the command."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from parure.access import policy
from parure.access.models import AuditEntry
from parure.access.outside import outside_id
from parure.automation.background import operations, queries
from parure.core import jobs
from parure.core.models import Job
from parure.web.jobs.words import CAUSES, error_words

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
KIND = "automation.job"


@jobs.task("tests.fails")
def fails(name: str) -> None:
    raise ValueError(name)


@pytest.fixture
def failed():
    job = jobs.enqueue("tests.fails", {"name": "沈佩兰 13900017733"})
    for _ in range(jobs.MAX_FAILURES):
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(hours=1))
        jobs.run_all()
    job.refresh_from_db()
    assert job.status == "failed"
    return job


def address(name, job):
    return reverse(name, args=[outside_id(KIND, job.pk)])


def test_the_page_tells_what_failed_and_nobody_s_data(client_for, failed):
    words = client_for("admin").get(reverse("jobs")).content.decode()
    assert "tests.fails" in words
    assert "程序出错。(ValueError" in words.replace("。 (", "。(")
    assert "失败 8 次" in words
    assert "沈佩兰" not in words
    assert "13900017733" not in words


def test_who_is_no_operator_sees_and_does_nothing(client_for, failed):
    client = client_for("manager")
    assert client.get(reverse("jobs")).status_code == 403
    assert client.post(address("job-retry", failed)).status_code == 404
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_tried_again_it_has_all_its_tries_before_it(client_for, failed):
    answer = client_for("admin").post(address("job-retry", failed), headers=HTMX)
    assert json.loads(answer.headers["HX-Trigger"])["jobs-changed"] is True
    failed.refresh_from_db()
    assert (failed.status, failed.failures, failed.claims) == ("waiting", 0, 0)
    jobs.run_all()
    failed.refresh_from_db()
    assert (failed.status, failed.failures) == ("waiting", 1)
    entry = AuditEntry.objects.filter(resource=KIND, record_id=failed.pk).get()
    assert (entry.before, entry.after) == ({"status": "failed"}, {"status": "waiting"})


def test_given_up_it_is_not_done_any_more(client_for, failed):
    client = client_for("admin")
    client.post(address("job-discard", failed), headers=HTMX)
    failed.refresh_from_db()
    assert failed.status == "stopped"
    assert "tests.fails" not in client.get(reverse("jobs")).content.decode()
    answer = client.post(address("job-retry", failed), headers=HTMX)
    assert "可以重试" in json.loads(answer.headers["HX-Trigger"])["toast"]["text"]


@pytest.mark.parametrize("verb", [operations.retry_job, operations.discard_job])
@pytest.mark.parametrize("status", ["running", "done"])
def test_what_runs_or_is_done_is_left_alone(verb, status, actors, failed):
    Job.objects.update(status=status)
    with pytest.raises(ValidationError):
        verb(actors["admin"], failed.pk)
    assert set(Job.objects.values_list("status", flat=True)) == {status}


def test_counts_by_kind_and_pages_by_key(actors, failed, monkeypatch, django_assert_num_queries):
    made = [jobs.enqueue("tests.fails", {"name": str(i)}) for i in range(3)]
    monkeypatch.setattr(queries, "PAGE", 2)
    boss = actors["admin"]
    with django_assert_num_queries(1):
        found = {each.task: each for each in queries.kinds(boss)}["tests.fails"]
    assert (found.waiting, found.running, found.failed, found.oldest) == (3, 0, 1, made[0].due_at)
    first = queries.job_page(boss, "waiting")
    second = queries.job_page(boss, "waiting", after=first.after)
    assert [each.pk for each in (*first.jobs, *second.jobs)] == [each.pk for each in made]
    assert second.after == 0
    with pytest.raises(policy.Denied):
        queries.kinds(actors["manager"])


@pytest.mark.parametrize("name", [*CAUSES, "KeyError", "its workers died"])
def test_every_cause_is_told_in_words(name):
    assert len(error_words(name)) > 3


def told(capsys, *args):
    call_command("jobs", *args, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_command_lists_retries_and_gives_up(capsys, failed):
    (line,) = told(capsys, "list")
    assert (line["number"], line["kind"], line["failed_tries"]) == (failed.pk, "tests.fails", 8)
    assert "沈佩兰" not in str(line)
    assert told(capsys, "retry", "--failed") == [
        {"number": failed.pk, "kind": "tests.fails", "status": "waiting"}
    ]
    assert told(capsys, "discard", str(failed.pk))[0]["status"] == "stopped"
    with pytest.raises(CommandError):
        call_command("jobs", "retry", "999999")
    with pytest.raises(CommandError):
        call_command("jobs", "retry")
