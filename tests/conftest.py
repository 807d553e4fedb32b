"""What all tests share: how they are dealt out, and what Python keeps of the libraries that they import."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

SILENT = "PYTHONDONTWRITEBYTECODE"
KEPT = "PYTHONPYCACHEPREFIX"

_kept = pytest.StashKey[Path]()


@pytest.hookimpl(tryfirst=True)  # before that of xdist, which would choose otherwise
def pytest_cmdline_main(config: pytest.Config) -> None:
    """With several workers each has a stretch of files, for the tests of a file share what takes long to make; who is
    done helps the others.
    """
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "worksteal"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Where nothing may be left beside the sources, as in containers, each of the hundreds of processes that tests
    start would compile all that it imports: more work than the tests themselves. It is kept until they end.
    """
    if os.environ.get(SILENT) and not os.environ.get(KEPT):
        config.stash[_kept] = Path(tempfile.mkdtemp(prefix="trustsim-bytecode-"))
        os.environ[KEPT] = str(config.stash[_kept])
        os.environ[SILENT] = ""  # as if it were not set


def pytest_unconfigure(config: pytest.Config) -> None:
    """What was kept goes."""
    kept = config.stash.get(_kept, None)
    if kept is not None:
        shutil.rmtree(kept, ignore_errors=True)
