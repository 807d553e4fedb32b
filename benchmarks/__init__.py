"""trustsim beside its peers: how fast is it, and are the peers fair? Run ``python -m benchmarks``.

``simple``     the simple kernel: AgentPy, Mesa, NumPy, numba, C
``full``       the full model: Mesa, NumPy, C, our two engines; do they agree?
``sweep``      the headline sweep beside ``mesa.batch_run``
``scaling``, ``million``, ``start_up``  sizes, and what one waits for
``timing``, ``inside``, ``machine``, ``section``, ``compiler``  what all of them use

Nothing here is needed to install or to test the package.
"""
