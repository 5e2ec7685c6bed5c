"""What every test shares: English messages unless one says otherwise, no time asserted anywhere."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from backoffice.i18n import use
from tests.once import work_in_memory

work_in_memory()

# A busy machine isn't a failure: examples have no deadline. Everybody's suite tries the same examples, so
# that what turns red is what was changed; with BACKOFFICE_EXPLORE set, it tries others at each run.
# Where a failure is all that is asked (`make mutation`), it isn't made smaller.
_SMALLER = (Phase.shrink, Phase.explain)
_PHASES = tuple(one for one in Phase if one not in _SMALLER or "BACKOFFICE_NO_SHRINK" not in os.environ)
settings.register_profile(
    "house",
    deadline=None,
    phases=_PHASES,
    derandomize="BACKOFFICE_EXPLORE" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use("en")
    yield
    use("en")
