"""What is asked about run folders and the installation.

``reproduce``  whether a run folder comes out again, to the bit
``status_of``  how far a run folder has got, whether it is whole, how to go on; ``every_status`` of all
``draft``      a new config to begin with
``examined``   whether this installation is sound
"""

from trustsim.upkeep.doctor import Check, examined
from trustsim.upkeep.drafting import Draft, DraftError, draft
from trustsim.upkeep.reproducing import CannotReproduceError, Reproduction, reproduce
from trustsim.upkeep.status import Status, every_status, status_of

__all__ = [
    "CannotReproduceError",
    "Check",
    "Draft",
    "DraftError",
    "Reproduction",
    "Status",
    "draft",
    "every_status",
    "examined",
    "reproduce",
    "status_of",
]
