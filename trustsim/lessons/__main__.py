"""``python -m trustsim.lessons docs/lessons``: the packs of all lessons made anew."""

from __future__ import annotations

import sys
from pathlib import Path

from trustsim.lessons.writing import write_all

if len(sys.argv) != 2:
    sys.exit("usage: python -m trustsim.lessons FOLDER")
for written in write_all(Path(sys.argv[1])):
    print(written)
