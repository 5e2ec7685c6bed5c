"""Looks at everything that a database keeps and says what is wrong; the oracle of the fault tests."""

from backoffice.store.doctor.examination import examine_database
from backoffice.store.doctor.findings import Finding

__all__ = ["Finding", "examine_database"]
