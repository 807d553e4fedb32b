"""What is asked about run folders and the installation.

``reproduce``  whether a run folder comes out again, to the bit
``status_of``  how far a run folder has got, whether it is whole, how to go on
``examined``   whether this installation is sound
``draft``      a new config to begin with
"""

from trustsim.upkeep.doctor import Check, examined
from trustsim.upkeep.reproducing import CannotReproduceError, Reproduction, reproduce
from trustsim.upkeep.status import Status, every_status, status_of

__all__ = [
    "CannotReproduceError",
    "Check",
    "Reproduction",
    "Status",
    "every_status",
    "examined",
    "reproduce",
    "status_of",
]
