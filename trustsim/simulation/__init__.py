"""One run.

``begin``      a setting and a seed to a ``Start``: network, law, world, script
``Course``     ticks pass, compiled; ``CourseByAgents``: agent by agent
``simulate``   a whole config, once, to a ``Record``
"""

from trustsim.simulation.courses import Course, CourseByAgents
from trustsim.simulation.record import Record, moments_of, simulate
from trustsim.simulation.start import Start, begin, first_breach, network_of, with_new_ties
from trustsim.simulation.tables import Table, people_table, ties_table

__all__ = [
    "Course",
    "CourseByAgents",
    "Record",
    "Start",
    "Table",
    "begin",
    "first_breach",
    "moments_of",
    "network_of",
    "people_table",
    "simulate",
    "ties_table",
    "with_new_ties",
]
