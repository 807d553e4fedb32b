"""The report of a study: one HTML page that asks nothing of the outside.

``render_report``  the page as text
``write_report``   into a file
"""

from trustsim.report.page import render_report, write_report

__all__ = ["render_report", "write_report"]
