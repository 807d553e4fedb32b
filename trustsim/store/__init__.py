"""Run folders.

``load``       results from a folder, by its path or by the name of a config
``summary``    one row for each point
``whole``      a folder that is there whole or not at all; ``write`` fills it
``folder_of``  where a plan's folder is; ``finished`` what it holds already
"""

from trustsim.store.contents import seal
from trustsim.store.errors import StoreError, UnknownRunError
from trustsim.store.folder import RUNS, folder_of, put, replace, whole
from trustsim.store.reading import find, finished, folders, load
from trustsim.store.summary import summary
from trustsim.store.writing import in_memory, write

__all__ = [
    "RUNS",
    "StoreError",
    "UnknownRunError",
    "find",
    "finished",
    "folder_of",
    "folders",
    "in_memory",
    "load",
    "put",
    "replace",
    "seal",
    "summary",
    "whole",
    "write",
]
