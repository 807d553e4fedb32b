"""Who knows whom: networkx in and out, seeded kinds, the classic real networks, files.

Everything ends in one ``Network``: people and ties in order, with keys and a digest that do not depend on how, or in
which order, the network was written down. networkx is imported only where a graph is really at hand.
"""

from trustsim.network.faults import NetworkError
from trustsim.network.files import read_network
from trustsim.network.graphs import from_networkx, to_networkx
from trustsim.network.kinds import KINDS
from trustsim.network.making import expected_size, make_network
from trustsim.network.real import REAL_NETWORKS
from trustsim.network.structure import Network

__all__ = [
    "KINDS",
    "REAL_NETWORKS",
    "Network",
    "NetworkError",
    "expected_size",
    "from_networkx",
    "make_network",
    "read_network",
    "to_networkx",
]
