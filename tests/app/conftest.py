"""What tests in a browser share."""

from tests.app.browsing import address, browser, visitor

__all__ = ["address", "browser", "visitor"]
