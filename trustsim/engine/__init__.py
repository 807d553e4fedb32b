"""The compiled way to run ticks: ``laws`` and ``rules`` as they are, handed to numba.

``kernels.kernel(law)`` gives the compiled ``rules.tick.run_ticks`` for one law; ``views`` what it is given in the place
of named tuples of columns, which ``lowering`` explains to numba; ``cache`` says where compiled code is kept.
"""
