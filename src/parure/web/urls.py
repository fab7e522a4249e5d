"""Addresses of all pages."""

from django.urls import path

from parure.web import undo
from parure.web.audit import views as audit
from parure.web.bulk import views as bulk
from parure.web.cells import views as cells
from parure.web.consents import views as consents
from parure.web.customers import views as customers
from parure.web.duplicates import views as duplicates
from parure.web.exports import views as exports
from parure.web.feedback import lists as feedback_lists
from parure.web.feedback import views as feedback
from parure.web.fields import records as own_records
from parure.web.fields import values as own_values
from parure.web.fields import views as own_fields
from parure.web.goods import prices
from parure.web.goods import views as goods
from parure.web.imports import views as imports
from parure.web.insight import forecast, scheme
from parure.web.insight import mailing as insight_mailing
from parure.web.insight import reports as insight_reports
from parure.web.insight import views as insight
from parure.web.insight.boards import views as boards
from parure.web.jobs import views as jobs
from parure.web.join import door as join_door
from parure.web.join import requests as join_requests
from parure.web.join import views as join_links
from parure.web.keys import views as keys
from parure.web.kit import building, view_settings
from parure.web.kit import fragments as lists
from parure.web.matching import views as matching
from parure.web.notices import views as notices
from parure.web.ownership import handover, pool, sharing
from parure.web.ownership import history as advisors
from parure.web.ownership import rules as assignment
from parure.web.people import figures, lacking, particulars, pictures, register, talks, traits
from parure.web.people import views as people
from parure.web.quality import views as quality
from parure.web.roles import files as role_files
from parure.web.roles import views as roles
from parure.web.sales import views as sales
from parure.web.search import views as search
from parure.web.segments import editing as segment_editing
from parure.web.segments import lists as segment_lists
from parure.web.segments import views as segment_pages
from parure.web.shell import views as shell
from parure.web.staff import account, settings, stores
from parure.web.staff import views as staff
from parure.web.tags import views as tags
from parure.web.tasks import views as tasks
from parure.web.today import views as today
from parure.web.visits import views as visits
from parure.web.wishes import lists as wish_lists
from parure.web.wishes import views as wishes

CUSTOMER = "customers/<uuid:uid>/"
FEEDBACK = CUSTOMER + "feedback/<uuid:feedback_uid>/"
WISH = CUSTOMER + "wishes/<uuid:wish_uid>/"
MEMBER = "settings/staff/<uuid:uid>/"
ROLE = "settings/roles/<uuid:uid>/"

urlpatterns = [
    path("", today.today, name="today"),
    path("signin/", shell.sign_in, name="signin"),
    path("signout/", shell.sign_out, name="signout"),
    path("language/", shell.set_language, name="set-language"),
    path("offline/", shell.offline, name="offline"),
    path("sw.js", shell.service_worker, name="service-worker"),
    path("healthz", shell.healthz, name="healthz"),
    path("readyz", shell.readyz, name="readyz"),
    path("search/", search.search, name="search"),
    path("undo/<str:key>/", undo.undo, name="undo"),
    # notices
    path("notices/", notices.notices, name="notices"),
    path("notices/count/", notices.count, name="notice-count"),
    path("notices/latest/", notices.latest, name="notice-latest"),
    # lists
    path("lists/<slug:key>/counts/", lists.counts, name="list-count"),
    path("lists/<slug:key>/filter/", lists.edit_filter, name="list-filter"),
    path("lists/<slug:key>/views/add/", lists.add_saved_view, name="saved-view-add"),
    path("lists/<slug:key>/views/<uuid:uid>/delete/", lists.delete_saved_view, name="saved-view-delete"),
    path("lists/<slug:key>/views/<slug:view>/", view_settings.view_settings, name="view-settings"),
    path("lists/<slug:key>/cell/<uuid:uid>/<slug:name>/", cells.edit_cell, name="list-cell"),
    path("lists/<slug:key>/conditions/", building.build_condition, name="list-builder"),
    path("lists/<slug:key>/conditions/count/", building.count_condition, name="list-builder-count"),
    # bulk changes
    path("lists/<slug:key>/bulk/", bulk.bulk_form, name="bulk-form"),
    path("bulk/", bulk.bulk_runs, name="bulk-runs"),
    path("bulk/<uuid:uid>/", bulk.bulk_run, name="bulk-run"),
    path("bulk/<uuid:uid>/start/", bulk.start, name="bulk-start"),
    path("bulk/<uuid:uid>/stop/", bulk.stop, name="bulk-stop"),
    path("bulk/<uuid:uid>/resume/", bulk.resume, name="bulk-resume"),
    path("bulk/<uuid:uid>/undo/", bulk.undo, name="bulk-undo"),
    path("bulk/<uuid:uid>/progress/", bulk.progress, name="bulk-progress"),
    # exports
    path("lists/<slug:key>/export/", exports.export_form, name="export-form"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:uid>/", exports.export, name="export"),
    path("exports/<uuid:uid>/progress/", exports.progress, name="export-progress"),
    path("exports/<uuid:uid>/stop/", exports.stop, name="export-stop"),
    path("exports/<uuid:uid>/file/", exports.export_file, name="export-file"),
    # goods and sales
    path("pieces/", goods.pieces, name="pieces"),
    path("pieces/<uuid:uid>/", goods.piece, name="piece"),
    path("styles/", goods.styles, name="styles"),
    path("styles/<uuid:uid>/", goods.style, name="style"),
    path("metal-prices/", prices.prices, name="metal-prices"),
    path("metal-prices/set/", prices.set_prices, name="metal-prices-set"),
    path("metal-prices/history/", goods.price_list, name="metal-price-list"),
    path("orders/", sales.orders, name="orders"),
    path("orders/<uuid:uid>/", sales.order, name="order"),
    path("visits/", sales.visits, name="visits"),
    # customers
    path("customers/", customers.customers, name="customers"),
    path("customers/new/", register.register, name="customer-register"),
    path("customers/phone-known/", register.phone_known, name="customer-phone-known"),
    path("customers/choices/", traits.choices, name="customer-choices"),
    path(CUSTOMER, people.customer, name="customer"),
    path(CUSTOMER + "edit/", register.edit, name="customer-edit"),
    path(CUSTOMER + "peek/", people.peek, name="customer-peek"),
    path(CUSTOMER + "points/", people.points, name="customer-points"),
    path(CUSTOMER + "figures/", figures.card, name="customer-figures"),
    path(CUSTOMER + "timeline/", people.timeline, name="customer-timeline"),
    path(CUSTOMER + "call/", tasks.call_customer, name="customer-call"),
    path(CUSTOMER + "contacts/add/", particulars.add_contact, name="contact-add"),
    path(CUSTOMER + "contacts/<uuid:contact_uid>/reveal/", people.reveal, name="customer-reveal"),
    path(CUSTOMER + "contacts/<uuid:contact_uid>/remove/", particulars.remove_contact, name="contact-remove"),
    path(CUSTOMER + "dates/add/", traits.add_date, name="date-add"),
    path(CUSTOMER + "dates/<uuid:trait_uid>/remove/", traits.remove_date, name="date-remove"),
    path(CUSTOMER + "sizes/add/", traits.add_size, name="size-add"),
    path(CUSTOMER + "sizes/<uuid:trait_uid>/remove/", traits.remove_size, name="size-remove"),
    path(CUSTOMER + "family/add/", traits.add_relation, name="relation-add"),
    path(CUSTOMER + "family/<uuid:trait_uid>/remove/", traits.remove_relation, name="relation-remove"),
    path(CUSTOMER + "preferences/add/", traits.add_preference, name="preference-add"),
    path(
        CUSTOMER + "preferences/<uuid:trait_uid>/remove/", traits.remove_preference, name="preference-remove"
    ),
    path(CUSTOMER + "remark/", particulars.remark, name="customer-remark"),
    path(CUSTOMER + "tags/add/", particulars.add_tag, name="tag-add"),
    path(CUSTOMER + "tags/remove/", particulars.remove_tag, name="tag-remove"),
    # whose client somebody is
    path("customers/handover/", handover.handover, name="handover"),
    path("customers/covers/<uuid:staff_uid>/<uuid:by_uid>/end/", handover.end_cover, name="cover-end"),
    path("customers/advisors/", advisors.changes, name="advisor-changes"),
    path(CUSTOMER + "advisors/", advisors.history, name="advisor-history"),
    path(CUSTOMER + "claim/", pool.claim, name="customer-claim"),
    path("settings/assignment/", assignment.rules, name="assignment"),
    path("settings/assignment/add/", assignment.add, name="assignment-add"),
    path("settings/assignment/pool/", assignment.pool, name="assignment-pool"),
    path("settings/assignment/<uuid:uid>/", assignment.change, name="assignment-change"),
    path("settings/assignment/<uuid:uid>/before/<uuid:before_uid>/", assignment.move, name="assignment-move"),
    path("settings/assignment/<uuid:uid>/remove/", assignment.remove, name="assignment-remove"),
    path("settings/quality/", quality.quality, name="quality"),
    path("settings/quality/again/", quality.again, name="quality-again"),
    path("settings/quality/asking/", quality.asking, name="quality-asking"),
    path(CUSTOMER + "sharers/", sharing.sharers, name="sharers"),
    path(CUSTOMER + "sharers/add/", sharing.add_sharer, name="sharer-add"),
    path(CUSTOMER + "sharers/<uuid:staff_uid>/remove/", sharing.remove_sharer, name="sharer-remove"),
    path(CUSTOMER + "photo/", pictures.photo, name="customer-photo"),
    path(CUSTOMER + "talks/<uuid:talk_uid>/files/<int:number>/", pictures.talk_file, name="talk-file"),
    path(CUSTOMER + "consents/", consents.card, name="customer-consents"),
    path(CUSTOMER + "consents/add/", consents.record, name="consent-add"),
    # feedback
    path(CUSTOMER + "feedback/", feedback.card, name="customer-feedback"),
    path(CUSTOMER + "feedback/add/", feedback.add, name="feedback-add"),
    path(FEEDBACK, feedback.amend, name="feedback-amend"),
    path(FEEDBACK + "settle/", feedback.settle, name="feedback-settle"),
    path(FEEDBACK + "reopen/", feedback.reopen, name="feedback-reopen"),
    path(FEEDBACK + "remove/", feedback.remove, name="feedback-remove"),
    path("feedback/", feedback_lists.feedback, name="feedback"),
    # wishes
    path(CUSTOMER + "wishes/", wishes.card, name="customer-wishes"),
    path(CUSTOMER + "wishes/add/", wishes.add, name="wish-add"),
    path(WISH, wishes.change, name="wish-change"),
    path(WISH + "settle/", wishes.settle, name="wish-settle"),
    path(WISH + "remove/", wishes.remove, name="wish-remove"),
    path(WISH + "photo/", wishes.photo, name="wish-photo"),
    path("wishes/", wish_lists.wishes, name="wishes"),
    path("wishes/goods/", wishes.goods, name="wish-goods"),
    path("wishes/for/<slug:kind>/<uuid:uid>/", wishes.wished_by, name="wished-by"),
    # what suits whom
    path(CUSTOMER + "suggestions/", matching.card, name="customer-suggestions"),
    path(CUSTOMER + "suggestions/wish/", matching.note_wish, name="suggestion-wish"),
    path("suggestions/for/<slug:kind>/<uuid:uid>/", matching.likers, name="likers"),
    path(CUSTOMER + "talk/", talks.add_interaction, name="interaction-add"),
    path(CUSTOMER + "visit/", visits.add_visit, name="visit-add"),
    path("visits/<uuid:uid>/", visits.visit, name="visit"),
    path("visits/pieces/", visits.piece_choices, name="piece-choices"),
    path("visits/pieces/<uuid:uid>/", visits.chosen_piece, name="piece-chosen"),
    # one's own account; people, stores and roles
    path("me/", account.account, name="account"),
    path("me/password/", account.change_password, name="account-password"),
    path("me/email/", account.change_email, name="account-email"),
    path("me/sign-ins/end-others/", account.end_others, name="account-end-others"),
    path("me/sign-ins/<uuid:sign_in>/end/", account.end_sign_in, name="account-end"),
    path("settings/", settings.settings, name="settings"),
    path("settings/jobs/", jobs.jobs, name="jobs"),
    path("settings/jobs/<uuid:uid>/retry/", jobs.retry, name="job-retry"),
    path("settings/jobs/<uuid:uid>/discard/", jobs.discard, name="job-discard"),
    path("settings/keys/", keys.keys, name="keys"),
    path("settings/keys/add/", keys.add, name="key-add"),
    path("settings/keys/<uuid:uid>/revoke/", keys.revoke, name="key-revoke"),
    path("settings/staff/", staff.staff, name="staff"),
    path("settings/staff/add/", staff.add, name="staff-add"),
    path(MEMBER, staff.person, name="staff-member"),
    path(MEMBER + "change/", staff.change, name="staff-change"),
    path(MEMBER + "password/", staff.reset_password, name="staff-password"),
    path(MEMBER + "deactivate/", staff.deactivate, name="staff-deactivate"),
    path(MEMBER + "reactivate/", staff.reactivate, name="staff-reactivate"),
    path(MEMBER + "sign-ins/end/", staff.end_sign_ins, name="staff-end-sign-ins"),
    path(MEMBER + "sign-ins/<uuid:sign_in>/end/", staff.end_sign_in, name="staff-end-sign-in"),
    path("settings/stores/", stores.stores, name="stores"),
    path("settings/stores/add/", stores.add_store, name="store-add"),
    path("settings/stores/<uuid:uid>/", stores.change_store, name="store-change"),
    path("settings/regions/add/", stores.add_region, name="region-add"),
    path("settings/regions/<uuid:uid>/", stores.change_region, name="region-change"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/roles/compare/", roles.compare, name="role-compare"),
    path("settings/roles/file/", role_files.export, name="role-export"),
    path("settings/roles/import/", role_files.bring, name="role-import"),
    path("settings/roles/import/look/", role_files.brought, name="role-brought"),
    path("settings/roles/import/take/", role_files.take, name="role-take"),
    path(ROLE, roles.role, name="role"),
    path(ROLE + "rights/<str:resource>/", roles.entry, name="role-entry"),
    path(ROLE + "review/", roles.review, name="role-review"),
    path(ROLE + "discard/", roles.discard, name="role-discard"),
    path(ROLE + "new/leave-out/", roles.leave_out, name="role-leave-out"),
    path(ROLE + "copy/", roles.copy, name="role-copy"),
    path(ROLE + "rename/", roles.rename, name="role-rename"),
    path(ROLE + "delete/", roles.delete, name="role-delete"),
    path(ROLE + "look/", roles.look, name="role-look"),
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/audit/file/", audit.take, name="audit-take"),
    path(CUSTOMER + "audit/", audit.customer_audit, name="customer-audit"),
    path("look/stop/", roles.stop_looking, name="look-stop"),
    # duplicates
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/look/", duplicates.look, name="duplicates-look"),
    path("duplicates/progress/", duplicates.progress, name="duplicates-progress"),
    path("duplicates/merge/", duplicates.merge_certain, name="duplicates-merge"),
    path("duplicates/<uuid:uid>/", duplicates.pair, name="duplicate"),
    path("duplicates/<uuid:uid>/different/", duplicates.different, name="duplicate-different"),
    path("duplicates/<uuid:uid>/later/", duplicates.later, name="duplicate-later"),
    path("duplicates/<uuid:uid>/reopen/", duplicates.reopen, name="duplicate-reopen"),
    path(CUSTOMER + "confirm/", lacking.confirm, name="customer-confirm"),
    path(CUSTOMER + "merge/", duplicates.merge_with, name="customer-merge-with"),
    path(CUSTOMER + "merge/<uuid:other_uid>/", duplicates.compare, name="customer-merge"),
    path("merges/", duplicates.merges, name="merges"),
    path("merges/<uuid:uid>/undo/", duplicates.undo_merge, name="merge-undo"),
    # members who register themselves
    path("join/<str:token>/", join_door.join, name="join"),
    path("join/<str:token>/thanks/", join_door.thanks, name="join-thanks"),
    path("settings/join/", join_links.links, name="join-links"),
    path("settings/join/add/", join_links.add, name="join-link-add"),
    path("settings/join/<uuid:uid>/", join_links.link, name="join-link"),
    path("settings/join/<uuid:uid>/end/", join_links.end, name="join-link-end"),
    path("settings/join/<uuid:uid>/reopen/", join_links.reopen, name="join-link-reopen"),
    path("settings/join/requests/", join_requests.requests, name="join-requests"),
    path("settings/join/requests/<uuid:uid>/", join_requests.show_request, name="join-request"),
    path("settings/join/requests/<uuid:uid>/register/", join_requests.register, name="join-request-register"),
    path("settings/join/requests/<uuid:uid>/take-out/", join_requests.take_out, name="join-request-take-out"),
    path("settings/join/requests/<uuid:uid>/aside/", join_requests.set_aside, name="join-request-aside"),
    # tags
    path("tags/", tags.tags, name="tags"),
    path("tags/<uuid:uid>/", tags.change, name="tag-change"),
    path("tags/<uuid:uid>/remove/", tags.remove, name="tag-take"),
    # fields of the shop's own
    path("settings/fields/", own_fields.fields, name="fields"),
    path("settings/fields/add/", own_fields.add, name="field-add"),
    path("settings/fields/<uuid:uid>/", own_fields.change, name="field-change"),
    path("settings/fields/<uuid:uid>/move/", own_fields.move, name="field-move"),
    path("settings/fields/<uuid:uid>/retire/", own_fields.retire, name="field-retire"),
    path("settings/fields/<uuid:uid>/restore/", own_fields.restore, name="field-restore"),
    path("values/records/<slug:kind>/<slug:name>/", own_records.record_choices, name="record-choices"),
    path("values/<slug:key>/<uuid:uid>/", own_values.card, name="own-values"),
    path("values/<slug:key>/<uuid:uid>/<slug:code>/", own_values.value, name="own-value"),
    # moving in
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new_import, name="import-new"),
    path("imports/<uuid:uid>/", imports.show_import, name="import"),
    path("imports/<uuid:uid>/mapping/", imports.set_mapping, name="import-mapping"),
    path("imports/<uuid:uid>/check/", imports.check, name="import-check"),
    path("imports/<uuid:uid>/write/", imports.write, name="import-write"),
    path("imports/<uuid:uid>/stop/", imports.stop, name="import-stop"),
    path("imports/<uuid:uid>/resume/", imports.resume, name="import-resume"),
    path("imports/<uuid:uid>/undo/", imports.undo, name="import-undo"),
    path("imports/<uuid:uid>/progress/", imports.progress, name="import-progress"),
    path("imports/<uuid:uid>/problems/", imports.problems, name="import-problems"),
    path("imports/<uuid:uid>/problems.csv", imports.problem_file, name="import-problem-file"),
    # tasks
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/add/", tasks.add_task, name="task-add"),
    path("tasks/<uuid:uid>/", tasks.task, name="task"),
    path("tasks/<uuid:uid>/change/", tasks.change, name="task-change"),
    path("tasks/<uuid:uid>/done/", tasks.complete, name="task-done"),
    path("tasks/<uuid:uid>/later/", tasks.later, name="task-later"),
    path("tasks/<uuid:uid>/give/", tasks.give, name="task-give"),
    path("tasks/<uuid:uid>/drop/", tasks.drop, name="task-drop"),
    path("tasks/<uuid:uid>/reopen/", tasks.reopen, name="task-reopen"),
    path("tasks/<uuid:uid>/call/", tasks.call, name="task-call"),
    # segments
    path("segments/", segment_lists.segments, name="segments"),
    path("segments/add/", segment_editing.add, name="segment-add"),
    path("segments/sample/", segment_editing.sample, name="segment-sample"),
    path("segments/<uuid:uid>/", segment_pages.segment, name="segment"),
    path("segments/<uuid:uid>/change/", segment_editing.change, name="segment-change"),
    path("segments/<uuid:uid>/evaluate/", segment_pages.evaluate, name="segment-evaluate"),
    path("segments/<uuid:uid>/copy/", segment_pages.copy, name="segment-copy"),
    path("segments/<uuid:uid>/archive/", segment_pages.archive, name="segment-archive"),
    path("segments/<uuid:uid>/restore/", segment_pages.restore, name="segment-restore"),
    # figures about customers
    path("insight/reports/", insight_reports.reports, name="reports"),
    path("insight/reports/new/", insight_reports.ask, name="report-new"),
    path("insight/reports/answer/", insight_reports.answered, name="report-answer"),
    path("insight/reports/file/", insight_reports.file, name="report-file"),
    path("insight/reports/keep/", insight_reports.keep, name="report-keep"),
    path("insight/reports/ready/<slug:code>/", insight_reports.ready_report, name="report-ready"),
    path("insight/reports/<uuid:uid>/", insight_reports.report, name="report"),
    path("insight/reports/<uuid:uid>/schedule/", insight_mailing.schedule, name="report-schedule"),
    path("insight/reports/<uuid:uid>/mailings/", insight_mailing.of_report, name="report-mailings"),
    path("insight/reports/scheduled/", insight_mailing.scheduled, name="mailings"),
    path("insight/reports/scheduled/<uuid:uid>/change/", insight_mailing.change, name="mailing-change"),
    path("insight/reports/scheduled/<uuid:uid>/pause/", insight_mailing.pause, name="mailing-pause"),
    path("insight/reports/scheduled/<uuid:uid>/resume/", insight_mailing.resume, name="mailing-resume"),
    path("insight/reports/scheduled/<uuid:uid>/end/", insight_mailing.end, name="mailing-end"),
    path("insight/reports/<uuid:uid>/change/", insight_reports.change, name="report-change"),
    path("insight/reports/<uuid:uid>/remove/", insight_reports.remove, name="report-remove"),
    path("insight/", boards.dashboard, name="dashboard"),
    path("insight/figures/", boards.figures, name="dashboard-figures"),
    path("insight/rfm/", insight.rfm, name="rfm"),
    path("insight/rfm/refresh/", insight.refresh, name="rfm-refresh"),
    path("insight/rfm/progress/", insight.progress, name="rfm-progress"),
    path("insight/rfm/scores/", scheme.scores, name="rfm-scores"),
    path("insight/rfm/groups/<uuid:uid>/", insight.change, name="rfm-group-change"),
    path("insight/forecast/", forecast.forecast, name="forecast"),
]
