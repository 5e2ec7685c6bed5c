"""Texts of the house, brought in version by version as another house exported them, or as new versions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backoffice.content.house_text import house_text_body
from backoffice.services.codes import check_code
from backoffice.services.importing.batch import ACT, Batch
from backoffice.services.importing.rows import Row
from backoffice.services.importing.taking import Taken, same_version
from backoffice.services.texts.book import forget
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import HouseText


def house_text(batch: Batch, row: Row, values: Any) -> Taken:
    """One version of a text; without its number a new one, unless the last says the same."""
    unit, read = batch.doing.unit, values.house_text
    check_code(unit, HouseText, read.code)
    body = house_text_body(read)
    digest = sha256(canonical(body))
    last = unit.maybe(HouseText, read.code)
    number = values.version_no
    if number is None:
        if last is not None and (last.sha256, last.state) == (digest, values.state):
            return last, (), False, ACT
        number = last.version_no + 1 if last is not None else 1
    else:
        query = select(HouseText).where(HouseText.ref == read.code, HouseText.version_no == number)
        there = unit.session.scalars(query).one_or_none()
        if there is not None:
            return same_version(row, there, digest, values)
    batch.once(row, "version", f"{read.code} {number}")
    since = values.valid_from or read.valid_from
    record = HouseText(
        uid=row.key("uid") or None,
        ref=read.code,
        version_no=number,
        state=values.state,
        title=read.title,
        # Only what was kept elsewhere as it is may have held always.
        valid_from=since or (None if row.key("uid") else batch.doing.happened_on),
        body=body,
        sha256=digest,
    )
    unit.session.add(record)
    forget(batch.doing)
    return record, (), True, "publish-text"
