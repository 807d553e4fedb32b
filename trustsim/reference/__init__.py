"""The tables of ``docs/``, made from what the model itself runs on.

``TABLES``     every table by its name, as a function that makes it
``refreshed``  a page's text with its tables made anew
``refresh``    the same for all pages of a folder

A page marks a table's place; what stands between the marks is written by ``python -m trustsim.reference docs``::

    <!-- generated: parameters -->
    <!-- end -->
"""

from trustsim.reference.pages import refresh, refreshed
from trustsim.reference.tables import TABLES

__all__ = ["TABLES", "refresh", "refreshed"]
