"""The compiled way to run ticks: ``laws`` and ``rules`` as they are, handed to numba.

``kernels.kernel(law)`` gives the compiled ``rules.tick.run_ticks`` for one law; ``cache`` says where compiled code is
kept.
"""
