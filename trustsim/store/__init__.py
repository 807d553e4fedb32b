"""Run folders.

``load``       results from a folder, by its path or by the name of a config
``summary``    one row for each point
``workplace``  where a study is made, and goes on; ``write`` puts its tables there, ``settle`` what was left half put
``plan_in``    the plan that a folder was made by; ``is_run_folder`` whether it is one
``whole``      a folder that is there whole or not at all
``folder_of``  where a plan's folder is; ``finished`` what it holds already
"""

from trustsim.store.contents import MADE, seal
from trustsim.store.errors import StoreError, UnknownRunError
from trustsim.store.folder import RUNS, folder_of, put, replace, whole
from trustsim.store.parts import finished_runs
from trustsim.store.planning import is_run_folder, plan_in
from trustsim.store.reading import find, finished, folders, load
from trustsim.store.summary import summary
from trustsim.store.workplace import clear, is_begun_beside, must_have_room, settle, workplace
from trustsim.store.writing import in_memory, write

__all__ = [
    "MADE",
    "RUNS",
    "StoreError",
    "UnknownRunError",
    "clear",
    "find",
    "finished",
    "finished_runs",
    "folder_of",
    "folders",
    "in_memory",
    "is_begun_beside",
    "is_run_folder",
    "load",
    "must_have_room",
    "plan_in",
    "put",
    "replace",
    "seal",
    "settle",
    "summary",
    "whole",
    "workplace",
    "write",
]
