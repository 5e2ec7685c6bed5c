"""A questionnaire as its screen fills it: what is asked, what was answered; each answer kept at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backoffice.content.answers import OneAnswer
from backoffice.services.kinds import dossier_of, ref_of, resolve
from backoffice.services.needs.book import asked_by
from backoffice.services.needs.filling import check_open
from backoffice.services.needs.reading import meant
from backoffice.services.needs.values import NeedsForm

if TYPE_CHECKING:
    from backoffice.services.office import Office


class NeedsDesk:
    """What the screen of a questionnaire asks; every method may be called from any worker thread."""

    _office: Office

    def questionnaire(self, ref: str) -> NeedsForm:
        """The analysis called `ref`, or the current one of that dossier; raises NeedsFrozen or NoAnalysis."""
        with self._office.database.reading() as unit:
            doing = self._office.doing(unit)
            analysis = meant(doing, resolve(unit, ref, "needs|request").record)
            check_open(analysis)
            request = dossier_of(analysis)
            assert request is not None
            return NeedsForm(
                ref_of(analysis),
                request.client.name if request.client else request.topic,
                asked_by(doing, analysis),
                dict(analysis.answers),
                len(analysis.replies),
            )

    def answer(self, ref: str, question: str, text: str, key: str) -> tuple[NeedsForm, tuple[str, ...]]:
        """Keeps one answer; gives the analysis as it then stands, and what one should know of it."""
        done = self._office.do("answer-needs", ref, OneAnswer(question=question, answer=text), key=key)
        return self.questionnaire(ref), done.warnings

    def add_reply(self, ref: str, key: str) -> NeedsForm:
        """Takes what was typed as one more participant's reply; the questionnaire is empty again."""
        self._office.do("add-reply", ref, key=key)
        return self.questionnaire(ref)
