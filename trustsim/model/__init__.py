"""The model as a Mesa user expects it: ``TrustModel``, ``Person``, ``Tie``.

A ``TrustModel`` holds the same columns that the compiled engine runs on. Stepped agent by agent, every ``Person``
goes through the phases of a tick; what a person decides there, a subclass may decide otherwise::

    class Candid(Person):
        def owns_up(self, tie):
            return True

    model = TrustModel(people=50, person=Candid)
    model.run(weeks=52)

Where nobody overrides anything, ``step`` runs the compiled tick, with equal results to the last bit.
"""

from trustsim.model.person import DECISIONS, PHASES, Person
from trustsim.model.tie import Tie
from trustsim.model.trust_model import OverrideError, TrustModel

__all__ = ["DECISIONS", "PHASES", "OverrideError", "Person", "Tie", "TrustModel"]
