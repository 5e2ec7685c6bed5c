"""JSON Schema of every file that the back office reads, generated from the models."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from backoffice.content.answers import AnswersFile
from backoffice.content.backup import Manifest
from backoffice.content.calendar_model import CalendarFile
from backoffice.content.frameworks import FrameworkFile
from backoffice.content.house_text import HouseTextFile
from backoffice.content.method import MethodFile
from backoffice.content.pathway import PathwayFile
from backoffice.content.problem_model import ProblemFile
from backoffice.content.programme import ProgrammeFile
from backoffice.content.proposals import ProposalFile
from backoffice.content.questionnaire import QuestionnaireFile
from backoffice.content.rate_card import RateCardFile
from backoffice.content.record_files import RecordsFile
from backoffice.content.script import Script
from backoffice.content.settings import Settings, Workstation
from backoffice.content.task_template import TaskTemplateFile

MODELS: dict[str, type[BaseModel]] = {
    "settings.json": Settings,
    "workstation.json": Workstation,
    "records.json": RecordsFile,
    "programme.json": ProgrammeFile,
    "pathway.json": PathwayFile,
    "method.json": MethodFile,
    "proposal.json": ProposalFile,
    "rate-card.json": RateCardFile,
    "framework.json": FrameworkFile,
    "task-template.json": TaskTemplateFile,
    "questionnaire.json": QuestionnaireFile,
    "house-text.json": HouseTextFile,
    "needs-answers.json": AnswersFile,
    "acts.json": Script,
    "calendar-problem.json": ProblemFile,
    "calendar.json": CalendarFile,
    "backup-manifest.json": Manifest,
}


def schema_files() -> dict[str, str]:
    """The text of each schema, by file name."""
    return {name: schema_text(model) for name, model in MODELS.items()}


def schema_text(model: type[BaseModel]) -> str:
    """The JSON Schema (2020-12) of `model`, without what only forms use."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(_without_form_keys(schema), ensure_ascii=False, indent=2) + "\n"


def _without_form_keys(value: Any) -> Any:
    if isinstance(value, dict):
        asked = "kind" in value and "refers_to" in value
        left = {"label", "kind", "choices", "refers_to", "zone_from", "past", "rows"} if asked else set()
        return {key: _without_form_keys(inner) for key, inner in value.items() if key not in left}
    return [_without_form_keys(inner) for inner in value] if isinstance(value, list) else value
