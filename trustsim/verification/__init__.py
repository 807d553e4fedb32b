"""The model held against algebra.

``Check``   a closed form at some places, what the model gave there, and how far the two may lie apart
``ROWS``    all checks, by the rows of the list of verification
``checks``  does them

What is expected comes from a closed form that stands with its check and nowhere else; what was got comes from the
model: from the engine by way of a ``Setting`` (``crowd``), or from the rules by way of a laboratory (``pair``).
"""

from trustsim.verification.catalogue import COMPILED, ROWS, checks, doing
from trustsim.verification.check import Check, Line

__all__ = ["COMPILED", "ROWS", "Check", "Line", "checks", "doing"]
