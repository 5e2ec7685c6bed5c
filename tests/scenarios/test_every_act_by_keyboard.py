"""No act is only for the command line: each is offered by a screen that keys alone reach."""

from __future__ import annotations

import shutil
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from backoffice.services.acts import acts
from backoffice.services.desk import OfficeDesk
from backoffice.services.kinds import KINDS
from backoffice.services.office import Office
from backoffice.services.ports import Facts, Lines, Query, Sheet
from backoffice.store import lists
from backoffice.tui.screens.lists import CatalogueScreen, DirectoryScreen, QuotesScreen, RequestsScreen

_SCREENS = (RequestsScreen, QuotesScreen, CatalogueScreen, DirectoryScreen)
LISTS = tuple(kind for screen in _SCREENS for kind, _label in screen.KINDS)
# How many records of a kind are looked at: enough to meet each of their states.
_ENOUGH = 12


def linked(sheet: Sheet) -> Iterator[str]:
    """What Enter opens on a record's screen."""
    for tab in sheet.tabs:
        for block in tab.blocks:
            if isinstance(block, Facts):
                yield from (fact.record for fact in block.facts if fact.record)
            elif isinstance(block, Lines) and block.opens:
                yield from (row[0] for row in block.rows if row[0])


def reached(desk: OfficeDesk) -> tuple[set[str], Counter[str]]:
    """The acts that screens offer, and how many records of each kind keys lead to."""
    offered = {act.name for kind in (*LISTS, "today", "house") for act in desk.acts_on(kind)}
    kinds: Counter[str] = Counter()
    seen: set[str] = set()
    waiting: deque[str] = deque()
    for kind in LISTS:
        source = desk.source(kind)
        waiting += [row[0] for row in source.rows(source.ids(Query())).values()]
    while waiting:
        ref = waiting.popleft()
        if ref in seen:
            continue
        seen.add(ref)
        sheet = desk.show(ref)
        kinds[sheet.kind] += 1
        if kinds[sheet.kind] > _ENOUGH:
            continue
        offered |= {act.name for act in desk.acts_for(ref)}
        waiting += [one for one in linked(sheet) if one not in seen]
    return offered, kinds


@pytest.fixture
def furnished(played: Path, tmp_path: Path) -> Path:
    """The demonstration with what it has none of: a payer, a filed document, a result, a stretch."""
    folder = tmp_path / "furnished"
    shutil.copytree(played, folder)
    office = Office.open(folder)
    office.do("add-payer", "INT-2026-0001", {"name": "OPCO", "share_bp": 5_000})
    programmes, pathways = (office.page(name, lists.Query()).items for name in ("programmes", "pathways"))
    result = {"label": "Satisfaction", "value": "9,1", "count": 40, "method": "questionnaire"}
    office.do("add-programme-result", programmes[0]["ref"], result)
    office.do("add-programme-stretch", pathways[0]["ref"], {"programme": programmes[0]["ref"]})
    (tmp_path / "signed.txt").write_text("signed")
    office.do("attach", "INT-2026-0001", {"path": str(tmp_path / "signed.txt")})
    office.close()
    return folder


@pytest.mark.parametrize("role", ["administrator", "planner", "accountant"])
def test_every_act_is_reached_by_keys(furnished: Path, role: str) -> None:
    office = Office.open(furnished)
    user = next(one["ref"] for one in office.page("users", lists.Query()).items if one["kind"] == role)
    office.close()
    office = Office.open(furnished, user=user)
    offered, kinds = reached(OfficeDesk(office))
    office.close()
    assert set(KINDS) - set(kinds) == set()
    assert sorted(set(acts()) - offered) == []
