"""Pages of HTML that ask nothing of the outside.

``render_report``      the report of a study, as text
``write_report``       into a file
``verification_page``  the model against algebra, a picture for each check
``findings_page``      the model against published findings
"""

from trustsim.report.findings import findings_page
from trustsim.report.page import render_report, write_report
from trustsim.report.verification import verification_page

__all__ = ["findings_page", "render_report", "verification_page", "write_report"]
