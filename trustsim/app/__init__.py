"""The live page: a small server that gives the frames of a config, and explains them.

The page holds no model: whatever a visitor does is written into a config, and the server answers with what
``trustsim run`` of that config would give for its first replicate. docs/decisions/0010-the-page.md has the protocol.

The modules: ``asked`` (what a page may ask for) → ``playing`` (a course as frames) with ``framing`` (how they are
written) and ``places`` (where people stand) → ``sessions`` (whose courses there are); ``diagram``, ``undoing``,
``telling`` and ``as_config`` answer one question each; ``settings`` and ``pages`` are what never changes;
``guarding`` stands before all of it, ``server`` has the routes, ``serving`` the process.
"""
