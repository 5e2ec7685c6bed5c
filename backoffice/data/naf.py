"""Which nomenclature of activities (NAF) a code of today belongs to."""

from __future__ import annotations

from datetime import date

# Décret 2025-736: NAF 2025 replaces NAF rév. 2 on 1 January 2027. Each holds from its day on.
NOMENCLATURES = (("naf_rev2", date(2008, 1, 1)), ("naf_2025", date(2027, 1, 1)))
