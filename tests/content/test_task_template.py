"""Templates of tasks as files: every mistake at once, in its place, with what is allowed there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.content.base import build
from backoffice.content.schemas import schema_files
from backoffice.content.task_template import (
    TaskLine,
    TaskTemplateFile,
    head_body,
    line_body,
    read_template,
    template_of,
    template_toml,
)
from backoffice.domain.tasks import Event
from backoffice.errors import BackofficeError, each
from backoffice.i18n import speaking
from backoffice.services import every_act  # noqa: F401  registers the acts
from backoffice.services.template_book import known_acts, shipped

ACTS = {"done_by": ("print-attendance-sheets",), "blocks": ("confirm-slots", "issue-quote")}
HEAD = 'format = "task-template/1"\ncode = "T"\ntitle = "T"\n'


def task(text: str) -> str:
    return f'[[tasks]]\ncode = "a"\ntitle = "A"\n{text}\n'


def mistakes(text: str) -> dict[str, BackofficeError]:
    """What is wrong with a template, by its place."""
    with pytest.raises(BackofficeError) as raised:
        read_template(text, "t.toml", ACTS)
    return {str(wrong.place): wrong for wrong in each(raised.value)}


def test_every_mistake_of_a_file_is_told_at_once_in_its_place() -> None:
    text = HEAD.replace('"T"\ntitle', '"T"\nkinds = ["intro"]\ntitle') + "".join(
        (
            task('event = "received"\nbefore = "3 days"'),
            task('event = "lunch"\ndone_by = "make-coffee"'),
            task('module = "M1"\nafter = "3 lunes"\nblocks = ["confirm-slots", "fly"]'),
            task('event = "date"'),
            task('before = "2 hours"\non = 2026-02-03'),
            task('before = "2 days"\nafter = "1 month"'),
            task("colour = 1"),
        )
    )
    found = mistakes(text)
    assert list(found) == [
        "t.toml · kinds[0]",
        "t.toml · tasks[0].before",
        "t.toml · tasks[1].event",
        "t.toml · tasks[2].module",
        "t.toml · tasks[2].after",
        "t.toml · tasks[3].on",
        "t.toml · tasks[4].on",
        "t.toml · tasks[4].before",
        "t.toml · tasks[5].after",
        "t.toml · tasks[6].colour",
        "t.toml · tasks[1].done_by",
        "t.toml · tasks[2].blocks[1]",
    ]
    assert found["t.toml · tasks[2].after"].code == "unknown_unit"
    assert found["t.toml · tasks[0].before"].code == "impossible_event"
    assert found["t.toml · tasks[1].done_by"].code == "unknown_act"


@pytest.mark.parametrize(
    ("line", "place", "allowed"),
    [
        ('after = "3 lunes"', "tasks[0].after", "working days"),
        ('event = "lunch"', "tasks[0].event", "module_start"),
        ('event = "accepted"\nbefore = "2 days"', "tasks[0].before", "first_slot"),
        ('done_by = "make-coffee"', "tasks[0].done_by", "print-attendance-sheets"),
        ('blocks = ["print-attendance-sheets"]', "tasks[0].blocks[0]", "issue-quote"),
        ('whom = "boss"', "tasks[0].whom", "accountant"),
        ('expects = "x"\nexpects_from = "bank"', "tasks[0].expects_from", "participant"),
        ('roll = "up"', "tasks[0].roll", "previous"),
    ],
)
def test_a_mistake_says_what_is_allowed(line: str, place: str, allowed: str) -> None:
    with speaking("en"):
        wrong = mistakes(HEAD + task(line))[f"t.toml · {place}"]
    assert allowed in f"{wrong.message} {wrong.remedy}"


def test_two_tasks_with_one_code_are_refused() -> None:
    assert "tasks" in str(mistakes(HEAD + task("") + task(""))["t.toml · tasks"].place)


def test_a_template_has_tasks_and_names_its_format() -> None:
    assert "t.toml · tasks" in mistakes(HEAD + "tasks = []")
    assert "t.toml · format" in mistakes('code = "T"\ntitle = "T"\n' + task(""))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_template_that_comes_with_us_is_right_and_holds_the_trades_usual_times(language: str) -> None:
    read = read_template(shipped(language), "shipped.toml", known_acts())
    said = {line.code: (line.event, line.before or line.after) for line in read.tasks}
    assert read.kinds == ("intra",)
    assert said["questionnaire"] == (Event.FIRST_SLOT, "30 days")
    assert said["convocations"] == (Event.FIRST_SLOT, "15 days")
    assert said["feuilles"] == (Event.MODULE_START, "2 working days")
    assert said["certificats"] == (Event.MODULE_END, "5 working days")
    assert said["evaluation-a-froid"] == (Event.LAST_SLOT, "90 days")
    # Nothing that a house hasn't chosen is kept waiting.
    assert not any(line.blocks for line in read.tasks)


def test_both_languages_ship_the_same_plan_in_their_own_words() -> None:
    french, english = (read_template(shipped(one), one, known_acts()) for one in ("fr", "en"))
    for one, other in zip(french.tasks, english.tasks, strict=True):
        assert (one.code, one.event, one.before, one.after, one.whom) == (
            *(other.code, other.event, other.before, other.after, other.whom),
        )
        assert one.title != other.title


def test_a_length_in_french_is_kept_as_the_same_length() -> None:
    line = build(TaskLine, {"code": "a", "title": "A", "before": "2 jours ouvrés"})
    assert line.before == "2 working days"


_WORDS = st.text(max_size=30).filter(lambda text: text.strip() and "\x00" not in text)
_LINES = st.builds(
    lambda title, note, objectives, before, blocks: {
        "title": title,
        "note": note,
        "objectives": objectives,
        "before": before,
        "blocks": blocks,
    },
    _WORDS,
    st.text(max_size=60),
    st.lists(_WORDS, max_size=3),
    st.sampled_from([None, "3 days", "1 month 5 days"]),
    st.sampled_from([[], ["confirm-slots"], ["confirm-slots", "issue-quote"]]),
)


@given(st.lists(_LINES, min_size=1, max_size=4), st.text(max_size=40))
def test_a_template_written_as_a_file_is_read_back_as_it_was(
    given_: list[dict[str, object]], note: str
) -> None:
    tasks = [{"code": f"t{rank}", **line} for rank, line in enumerate(given_)]
    values = {"format": "task-template/1", "code": 'É"1', "title": "T", "note": note, "tasks": tasks}
    try:
        read = build(TaskTemplateFile, values)
    except BackofficeError:
        return  # a title of control characters alone is none
    bodies = [line_body(line) for line in read.tasks]
    text = template_toml(read.code, head_body(read), bodies)
    assert read_template(text, "again.toml", ACTS) == read
    assert template_of(head_body(read), read.code, bodies).lines == tuple(one.line() for one in read.tasks)


def test_its_schema_is_beside_the_others() -> None:
    schema = json.loads(schema_files()["task-template.json"])
    assert set(schema["required"]) == {"format", "code", "title", "tasks"}
    line = schema["$defs"]["TaskLine"]["properties"]
    assert {"event", "before", "after", "whom", "done_by", "expects", "blocks"} <= set(line)
    assert "kind" not in line["event"]
    kept = Path(__file__).parents[2] / "schemas" / "task-template.json"
    assert kept.read_text(encoding="utf-8") == schema_files()["task-template.json"]
