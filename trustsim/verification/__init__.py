"""The model held against algebra.

``Check``  a closed form at some places, what the model gave there, and how far the two may lie apart

What is expected comes from a closed form that stands with its check and nowhere else; what was got comes from the
model: from the engine by way of a ``Setting`` (``crowd``), or from the rules by way of a laboratory.
"""

from trustsim.verification.check import Check

__all__ = ["Check"]
