"""Stage collect: shared folders → Submissions (docs/design/flow-and-types.md)."""

from wardreport.stages.collect.folder_access import Connect, RemoteFolder, ShareFolder, UnreachableError, reaching
from wardreport.stages.collect.quarantine import delete_expired, put_aside
from wardreport.stages.collect.returned_files import Returned, deliver
from wardreport.stages.collect.shared_folders import collect, readable_name, submission_of_file

__all__ = [
    "Connect",
    "RemoteFolder",
    "Returned",
    "ShareFolder",
    "UnreachableError",
    "collect",
    "delete_expired",
    "deliver",
    "put_aside",
    "reaching",
    "readable_name",
    "submission_of_file",
]
