"""What people are told at the bell."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parure.automation.bulk import operations as bulk
from parure.core import jobs
from parure.engagement import operations as tasks
from parure.engagement.models import Notice, NoticeKind
from parure.engagement.notices import operations, queries
from parure.people import operations as people

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def task(actors, committed):
    with committed():
        return tasks.create_task(actors["manager"], title="送去清洗", due=TOMORROW)


def hand(actor, task, person, committed):
    with committed():
        tasks.reassign_task(actor, task.uid, person.uid)


def test_who_is_given_a_task_is_told_and_who_gave_it_is_not(actors, staff, stores, task, committed):
    from parure.access.actors import actor_for

    person = staff("advisor", stores.lake)
    hand(actors["manager"], task, person, committed)
    reader = actor_for(person)
    (line,), following = queries.notices(reader)
    assert "送去清洗" in line.text
    assert actors["manager"].label in line.text
    assert (line.is_new, line.record_uid, following) == (True, task.uid, None)
    assert queries.unread(reader) == 1
    assert queries.unread(actors["manager"]) == 0
    assert operations.read_notices(reader) == 1
    assert queries.unread(reader) == 0


def test_one_s_own_task_is_no_news(actors, task):
    assert not Notice.objects.exists()


def test_nobody_reads_another_s_notices_however_wide_their_reach(actors, staff, stores, task, committed):
    hand(actors["manager"], task, staff("advisor", stores.lake), committed)
    assert queries.notices(actors["admin"]) == ([], None)
    assert operations.read_notices(actors["admin"]) == 0


def test_the_same_key_tells_once_and_what_went_out_of_reach_has_no_name(actors, staff, stores, task):
    person = staff("advisor", stores.opera)
    from parure.access.actors import actor_for

    for _again in range(2):
        operations.notify(
            person.pk, NoticeKind.TASK_GIVEN, "k", resource="engagement.task", record_id=task.pk
        )
    (line,), _following = queries.notices(actor_for(person))
    assert "送去清洗" not in line.text
    assert line.record_uid is None


def test_older_ones_follow_by_key_at_the_same_cost(actors, django_assert_num_queries):
    advisor = actors["advisor"]
    for number in range(120):
        operations.notify(
            advisor.staff_id,
            NoticeKind.IMPORT_DONE,
            f"k{number}",
            counts={"created": number, "updated": 0, "failed": 0},
        )
    with django_assert_num_queries(1):
        first, after = queries.notices(advisor)
    second, after = queries.notices(advisor, before=after)
    third, after = queries.notices(advisor, before=after)
    assert [len(each) for each in (first, second, third)] == [50, 50, 20]
    assert after is None
    assert queries.unread(advisor) == queries.MOST + 1


def test_old_ones_go(actors):
    operations.notify(actors["advisor"].staff_id, NoticeKind.BULK_DONE, "k")
    Notice.objects.update(created_at=timezone.now() - operations.KEPT - timedelta(days=1))
    assert operations.forget_old_notices() == 1


def test_a_count_of_none_is_not_told(client_for, actors):
    staff_id = actors["advisor"].staff_id
    operations.notify(staff_id, NoticeKind.CLIENTS_CAME, "a", counts={"customers": 14, "tasks": 0})
    operations.notify(staff_id, NoticeKind.CLIENTS_CAME, "b", counts={"customers": 3, "tasks": 2})
    words = client_for("advisor").get("/notices/").content.decode()
    assert "移交给您 14 位客户<" in words.replace("</", "<")
    assert "3 位客户、2 项任务" in words
    assert "0 项任务" not in words


def test_the_bell_answers_one_query_and_reads_by_looking(client_for, actors, django_assert_num_queries):
    operations.notify(actors["advisor"].staff_id, NoticeKind.BULK_DONE, "k")
    client = client_for("advisor")
    client.get("/notices/count/")
    with django_assert_num_queries(2):
        assert client.get("/notices/count/").json() == {"new": 1}
    assert "批量操作已完成" in client.get("/notices/").content.decode()
    assert client.post("/notices/latest/").status_code == 200
    assert client.get("/notices/count/").json() == {"new": 0}


def test_whoever_began_a_bulk_change_is_told_of_its_end_and_of_its_taking_back(actors, stores):
    manager = actors["manager"]
    made = people.register_customer(manager, name="沈佩兰", store=stores.lake)
    change = {"field": "campaign", "value": "双十一"}
    run = bulk.prepare_run(manager, "people.customer", "set", change, picked=[made.uid])
    bulk.start_run(manager, run.uid)
    jobs.run_all()
    (line,), _following = queries.notices(manager)
    assert (line.resource, line.record_uid) == ("automation.bulk_run", run.uid)
    assert "已更改 1" in line.text
    bulk.undo_run(manager, run.uid)
    jobs.run_all()
    undone, _done = queries.notices(manager)[0]
    assert "还原 1" in undone.text
    bulk.undo_run(manager, run.uid)
    jobs.run_all()
    assert Notice.objects.count() == 2
    assert queries.notices(actors["owner"]) == ([], None)


def test_a_bulk_change_that_ends_early_is_told_as_such(actors, staff, stores):
    from parure.access.actors import actor_for

    person = staff("manager", stores.lake)
    manager = actor_for(person)
    made = people.register_customer(manager, name="沈佩兰")
    run = bulk.prepare_run(
        manager, "people.customer", "set", {"field": "campaign", "value": "x"}, picked=[made.uid]
    )
    bulk.start_run(manager, run.uid)
    person.is_active = False
    person.save()
    jobs.run_all()
    assert [each.kind for each in Notice.objects.all()] == [NoticeKind.BULK_FAILED]


def test_no_menu_leads_to_work_in_the_background_that_is_out_of_reach(client_for):
    words = client_for("advisor").get("/").content.decode()
    assert 'href="/bulk/"' in words
    assert 'href="/exports/"' not in client_for("advisor").get("/bulk/").content.decode()
    tabs = client_for("owner").get("/exports/").content.decode()
    assert tabs.index('href="/bulk/"') < tabs.index('href="/exports/" aria-current="page"')
