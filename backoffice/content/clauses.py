"""What quotes, agreements and contracts say of cancellation and in their clauses, as the settings have it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from backoffice.content.base import Content, Day, Text, as_pydantic
from backoffice.domain.cancellation import Band as NoticeRule
from backoffice.domain.cancellation import CancellationTerms, NoticeUnit, Party, check_bands
from backoffice.errors import BackofficeError


class Band(Content):
    """One band of the cancellation terms, as settings without dated terms write it: the client's notice in
    days before the first slot, and what is owed."""

    least_days: int = Field(ge=0)
    most_days: int | None = Field(default=None, ge=0)
    share_bp: int = Field(ge=0, le=10_000)

    def value(self) -> NoticeRule:
        """The band as the rules see it."""
        client, days = Party.CLIENT, NoticeUnit.DAYS
        return NoticeRule(client, self.least_days, self.most_days, days, self.share_bp)


class NoticeBand(Content):
    """One band of dated cancellation terms: who gives the date up, with a notice from `least` to `most`
    units, and what share of the price that party then owes, with the costs incurred or not."""

    party: Literal["client", "organisation"] = "client"
    least: int = Field(ge=0, le=1_000)
    most: int | None = Field(default=None, ge=0, le=1_000)
    unit: Literal["days", "working_days", "clear_days", "weeks", "months"] = "days"
    share_bp: int = Field(default=0, ge=0, le=10_000)
    costs: bool = False

    def value(self) -> NoticeRule:
        """The band as the rules see it."""
        party, unit = Party(self.party), NoticeUnit(self.unit)
        return NoticeRule(party, self.least, self.most, unit, self.share_bp, self.costs)


class DatedTerms(Content):
    """The cancellation terms from a day on; `replacement_until` and `suspension` are printed as they are."""

    since: Day
    bands: tuple[NoticeBand, ...] = ()
    replacement_until: Text = ""
    suspension: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> DatedTerms:
        try:
            check_bands(band.value() for band in self.bands)
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None
        return self

    def value(self) -> CancellationTerms:
        """The terms as the rules see them."""
        bands = tuple(band.value() for band in self.bands)
        return CancellationTerms(bands, self.replacement_until, self.suspension)


class AgreementSettings(Content):
    """What agreements and contracts say unless their author says otherwise."""

    house_rules: Text = ""
    intellectual_property: Text = ""
    confidentiality: Text = ""
    disputes: Text = ""
    subrogation: Text = ""
    early_end: Text = ""
