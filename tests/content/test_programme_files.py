"""A programme's file: read whole, or every mistake told at once with its place."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.content.programme import (
    module_body,
    module_of,
    programme_body,
    programme_of,
    programme_shown,
    read_programme,
)
from backoffice.domain import programme as domain
from backoffice.domain.lengths import surely_longer
from backoffice.errors import BackofficeError, each

# Everything the records sheet says that real offers hold, in one file.
ODD = """
format = "programme/1"
code = "ODD"
title = "Coopérer : « l'essentiel »"
updated_on = 2026-05-20
objectives = [{ text = "Nommer", criterion = "trois sur quatre" }]
requirements = [{ kind = "membership", text = "adhésion de l'année" }]
access_delays = [{ text = "15 jours", most = "15 days" }, { text = "1 mois", most = { n = 1, unit = "months" } }]
shown_prices = [{ label = "adhérents", cents = 73000, members_only = true }, { label = "intra" , request_kind = "intra" }]

[[formats]]
code = "PRES"
label = "Sur site"

[[formats.modules]]
code = "A"
label = "Module 3"
title = "Démarrer"
team = [{ role = "lead" }, { role = "co-trainer", costs = false, note = "anime les ateliers" }]
parts = [
  { title = "Accueil", minutes = 36, sitting = "am" },
  { title = "Cadres", minutes = 90, sitting = "am" },
  { title = "Long", minutes = { planned = 285, least = 240, most = 300 }, adjustable = true },
  { title = "Journée", minutes = 460 },
]

[[formats.modules]]
code = "B"
label = "Module 4"
title = "Deux jours, puis un"
link = { origin = "A", least = "3 weeks", target = "1 month", most = "8 weeks", hard = false, meanwhile = "essais" }
block_gaps = [{ least = "20 working days", most = "2 months" }]
provisions = [{ item = "salle", by = "client" }]
parts = [
  { title = "1", minutes = 420 }, { title = "2", minutes = 420 }, { title = "3", minutes = 420, block = 1 },
]

[[formats]]
code = "DIST"
label = "À distance"

[[formats.modules]]
code = "A"
label = "Module 3"
title = "Démarrer"
parts = [
  { title = "Classe virtuelle", minutes = 90, where = "remote" },
  { title = "Seul", minutes = 120, where = "remote", pace = "own_pace", supervision = "remote_assisted", conditions = { assistance = "tuteur", announced_minutes = 120, evaluation = "quiz" } },
  { title = "Entretien", minutes = 45, with_whom = "person", where = "remote" },
  { title = "Sous-groupes", minutes = 90, with_whom = "subgroup" },
  { title = "En poste", minutes = 420, where = "workplace", pace = "own_pace", supervision = "workplace", nature = "follow_up", conditions = { work_analysis = "w", named_trainer = "I. B.", reflective_phases = "r", evaluation = "e" } },
  { title = "Lecture libre", minutes = 60, pace = "own_pace", supervision = "none", counts = false, nature = "preparation" },
]
"""  # noqa: E501  one part a line


def told(text: str) -> dict[str, str]:
    """What is wrong with a programme's text: path → code."""
    with pytest.raises(BackofficeError) as raised:
        read_programme(text, "essai.toml")
    errors = each(raised.value)
    assert all(error.place.file == "essai.toml" and error.message for error in errors)
    return {error.place.path or f"line {error.place.line}": error.code for error in errors}


def test_odd_lengths_axes_teams_links_and_formats_are_all_representable() -> None:
    odd = read_programme(ODD, "odd.toml")
    first, later = odd.format("PRES").modules
    assert [part.minutes.planned for part in first.parts] == [36, 90, 285, 460]
    assert [sum(p.minutes.planned for p in s) for s in first.sittings] == [126, 285, 460]
    assert [(r.role, r.costs) for r in first.team] == [("lead", True), ("co-trainer", False)]
    assert later.link is not None
    assert later.link.least == domain.Length(3, domain.Unit.WEEKS)
    assert later.block_gaps[0].least == domain.Length(20, domain.Unit.WORKING_DAYS)
    [alone] = odd.format("DIST").modules
    assert alone.training_minutes == 90 + 120 + 45 + 90 + 420
    assert domain.remote_share_bp((alone,)) == round((90 + 120 + 45) * 10_000 / 765)
    assert [part.missing() for part in alone.parts] == [()] * 6


@pytest.mark.parametrize("name", ["FA-COOP.toml"])
def test_the_demonstrations_programmes_read_and_lack_nothing_that_the_law_asks(name: str) -> None:
    folder = files("backoffice.data").joinpath("demo", "programmes")
    read = read_programme(folder.joinpath(name).read_text(encoding="utf-8"), name)
    assert all(not part.missing() for f in read.formats for m in f.modules for part in m.parts)


def test_what_is_kept_gives_back_the_same_programme_and_modules() -> None:
    odd = read_programme(ODD, "odd.toml")
    assert programme_of(programme_body(odd)) == odd
    for module in odd.format("DIST").modules + odd.format("PRES").modules:
        assert module_of(module_body(module)) == module


words = st.text("aé«[/]<b>&\"'", max_size=6).map(lambda t: f"x{t}x")
lengths = st.builds(domain.Length, st.integers(0, 60), st.sampled_from(domain.Unit))
links = st.builds(
    domain.Link,
    least=st.none() | lengths,
    most=st.none() | lengths,
    hard=st.booleans(),
    meanwhile=words,
    meanwhile_minutes=st.none() | st.integers(0, 600),
).filter(lambda one: one.least is None or one.most is None or not surely_longer(one.least, one.most))
parts = st.builds(
    domain.Part,
    words,
    st.integers(1, 700).map(lambda n: domain.Minutes(n, max(1, n - 30), n + 30)),
    words,
    st.sampled_from(domain.Where),
    st.sampled_from(domain.Pace),
    st.sampled_from(domain.With),
    st.sampled_from(domain.Supervision),
    st.sampled_from(domain.Nature),
    st.booleans(),
    st.builds(domain.Conditions, words, st.none() | st.integers(1, 500), words),
    st.just(0),
    st.none() | st.sampled_from(["am", "pm"]),
)
modules = st.builds(
    domain.Module,
    words,
    words,
    words,
    parts=st.lists(parts, min_size=1, max_size=4).map(tuple),
    team=st.lists(st.builds(domain.Role, words, st.booleans()), max_size=3).map(tuple),
    link=st.none() | links,
    declared_minutes=st.none() | st.integers(1, 5_000),
)


@settings(max_examples=30)
@given(modules)
def test_any_module_comes_back_from_what_is_kept_as_it_was(module: domain.Module) -> None:
    assert module_of(module_body(module)) == module


@settings(max_examples=30)
@given(modules)
def test_any_module_reads_back_from_the_keys_of_its_file(module: domain.Module) -> None:
    """The stored body has the file's own keys: what is kept can be given back as a file."""
    from backoffice.content.programme import ModuleFile, ProgrammeFile, to_domain

    body = {k: v for k, v in module_body(module).items() if k != "format"}
    file: dict[str, Any] = {
        "format": "programme/1",
        "code": "P",
        "title": "P",
        "objectives": [{"text": "o"}],
        "formats": [{"code": "F", "label": "F", "modules": [ModuleFile.model_validate(body).model_dump()]}],
    }
    again = to_domain(ProgrammeFile.model_validate(file)).format(None).modules[0]
    assert again == module


def test_every_mistake_is_told_at_once_with_its_key_path() -> None:
    wrong = ODD.replace("minutes = 36", 'minutes = "36 min"').replace("minutes = 285", "minutes = 0")
    wrong = wrong.replace("planned = 285", "planned = 200").replace('least = "3 weeks"', 'least = "3 moons"')
    wrong = wrong.replace('by = "client"', 'by = "friend"').replace("minutes = 460", "minuts = 460")
    wrong = wrong.replace("updated_on = 2026-05-20", 'updated_on = "2026-02-30"')
    wrong = wrong.replace('where = "workplace"', 'where = "moon"')
    assert told(wrong) == {
        "updated_on": "date_from_datetime_parsing",
        "formats[0].modules[0].parts[0].minutes": "invalid",
        "formats[0].modules[0].parts[2].minutes": "bad_programme",
        "formats[0].modules[0].parts[3].minutes": "missing",
        "formats[0].modules[0].parts[3].minuts": "extra_forbidden",
        "formats[0].modules[1].link.least": "invalid",
        "formats[0].modules[1].provisions[0].by": "literal_error",
        "formats[1].modules[0].parts[4].where": "enum",
    }


def test_what_the_rules_refuse_has_its_place_too() -> None:
    assert told(ODD.replace("block = 1", "block = 3")) == {"formats[0].modules[1]": "bad_programme"}
    assert told(ODD.replace('origin = "A"', 'origin = "Z"')) == {"formats[0]": "bad_programme"}


def test_a_list_isnt_said_to_be_empty_because_what_it_holds_is_wrong() -> None:
    one = ODD.replace('objectives = [{ text = "Nommer"', 'objectives = [{ txt = "Nommer"')
    assert set(told(one)) == {"objectives[0].text", "objectives[0].txt"}
    assert told(ODD.replace('[{ text = "Nommer", criterion = "trois sur quatre" }]', "[]")) == {
        "objectives": "too_short"
    }


@pytest.mark.parametrize("minutes", ["true", '"3h"', "1.5", "0", "-5", "99999999"])
def test_minutes_are_whole_and_above_zero(minutes: str) -> None:
    assert len(told(ODD.replace("minutes = 460", f"minutes = {minutes}"))) >= 1


def test_a_syntax_error_says_its_line() -> None:
    assert told(ODD.replace('label = "Sur site"', 'label = "Sur site')) == {"line 13": "unreadable"}


def test_another_number_of_the_format_is_refused() -> None:
    assert told(ODD.replace("programme/1", "programme/2")) == {"format": "literal_error"}


def test_a_programme_that_uses_no_later_key_is_kept_as_before_these_keys_existed() -> None:
    body = programme_body(read_programme(ODD, "odd.toml"))
    parts = [part for one in body["formats"] for module in one["modules"] for part in module["parts"]]
    assert not {"method", "ours"} & set(body)
    assert not any({"start", "finish"} & set(part) for part in parts)
    assert programme_of(body) == read_programme(ODD, "odd.toml")
    assert programme_shown(body)["ours"] == []


def test_what_is_ours_leads_somewhere_and_hours_have_two_ends() -> None:
    head = 'code = "ODD"\nours = ["formats[].modules[].link", "aim"]'
    assert read_programme(ODD.replace('code = "ODD"', head), "odd.toml").ours[1] == "aim"
    assert told(ODD.replace('code = "ODD"', 'code = "ODD"\nours = ["formats[7].code"]')) == {
        "line None": "bad_key_path"
    }
    one_end = ODD.replace(
        'title = "Journée", minutes = 460', 'title = "Journée", minutes = 460, start = 09:00:00'
    )
    assert told(one_end) == {"formats[0].modules[0].parts[3]": "bad_programme"}
