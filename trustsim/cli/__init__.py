"""The command line: thin verbs, each a few words and an exit code.

Whatever is heavy is imported inside the verbs, so that help is there at once. Data go to standard output, talk to
standard error. Exit codes: 0 done, 1 done but some runs failed or a check is wrong, 2 wrong use or config,
3 environment, 130 interrupted.
"""

from trustsim.cli.app import app, main

__all__ = ["app", "main"]
