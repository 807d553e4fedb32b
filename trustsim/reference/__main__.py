"""``python -m trustsim.reference docs``: make the tables of all pages anew."""

from __future__ import annotations

import sys

from trustsim.reference import refresh

if len(sys.argv) != 2:
    sys.exit("say which folder: python -m trustsim.reference docs")
for page in refresh(sys.argv[1]):
    print(f"{page}: written")
