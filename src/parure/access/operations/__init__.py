"""Every write to staff, stores, regions, roles and sign-ins."""

from parure.access.actors import INSTALLER
from parure.access.operations.own import set_email
from parure.access.operations.roles import (
    consider_new_types,
    copy_role,
    delete_role,
    import_roles,
    rename_role,
    set_grants,
    start_preview,
    stop_preview,
)
from parure.access.operations.sign_ins import (
    change_own_password,
    end_other_sign_ins,
    end_sign_in,
    record_lock,
    record_sign_in,
    record_sign_out,
)
from parure.access.operations.staff import (
    add_staff,
    change_staff,
    create_staff,
    deactivate_staff,
    reactivate_staff,
    reset_password,
    set_language,
    set_password,
    set_roles,
)
from parure.access.operations.stores import change_region, change_store, create_region, create_store

__all__ = [
    "INSTALLER",
    "add_staff",
    "change_own_password",
    "change_region",
    "change_staff",
    "change_store",
    "consider_new_types",
    "copy_role",
    "create_region",
    "create_staff",
    "create_store",
    "deactivate_staff",
    "delete_role",
    "end_other_sign_ins",
    "end_sign_in",
    "import_roles",
    "reactivate_staff",
    "record_lock",
    "record_sign_in",
    "record_sign_out",
    "rename_role",
    "reset_password",
    "set_email",
    "set_grants",
    "set_language",
    "set_password",
    "set_roles",
    "start_preview",
    "stop_preview",
]
