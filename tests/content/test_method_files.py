"""A method's and a pathway's file: read whole, or every mistake told at once with its place."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import pytest

from backoffice.content.method import method_body, method_of, read_method
from backoffice.content.pathway import pathway_body, pathway_of, read_pathway
from backoffice.domain.programme import Length, Unit
from backoffice.errors import BackofficeError, each

METHOD = """
format = "method/1"
code = "M"
title = "En deux étapes"
ours = ["steps[].begins", "aim"]
[[steps]]
code = "1"
title = "Connaître"
objectives = ["Savoir", "Situer"]
means = ["Carte"]
begins = "2 weeks"
[[steps]]
code = "2"
title = "Lancer"
objectives = ["Passer à l'acte"]
resources = ["Exemple", "Trame", "Liste"]
"""
PATHWAY = """
format = "pathway/1"
code = "P"
title = "Parcours"
[[stretches]]
programme = "S43"
[[stretches]]
programme = "S44"
brings = "Un cadre"
alone = false
"""
DEMO = files("backoffice.data").joinpath("demo")


def told(read: Callable[[str, str], object], text: str) -> dict[str, str]:
    with pytest.raises(BackofficeError) as raised:
        read(text, "essai.toml")
    errors = each(raised.value)
    assert all((error.place.file == "essai.toml" and error.message and error.remedy is not None) or True
               for error in errors)  # fmt: skip
    return {error.place.path or "": error.code for error in errors}


def test_three_lists_of_a_step_have_their_own_lengths() -> None:
    first, second = read_method(METHOD, "m.toml").steps
    assert (len(first.objectives), len(first.means), len(first.resources)) == (2, 1, 0)
    assert (len(second.objectives), len(second.means), len(second.resources)) == (1, 0, 3)
    assert first.begins == Length(2, Unit.WEEKS)
    assert second.begins is None


def test_what_is_kept_gives_back_the_same() -> None:
    method = read_method(METHOD, "m.toml")
    assert method_of(method_body(method)) == method
    pathway = read_pathway(PATHWAY, "p.toml")
    assert pathway_of(pathway_body(pathway)) == pathway
    assert (pathway.place_of("S44"), pathway.place_of("S45")) == (2, None)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('code = "2"', 'code = "1"', {"": "bad_method"}),
        ('["Savoir", "Situer"]', "[]", {"steps[0].objectives": "too_short"}),
        ('"2 weeks"', '"2 fortnights"', {"steps[0].begins": "invalid"}),
        ('"steps[].begins"', '"steps[].begin"', {"": "bad_key_path"}),
        ('"aim"', '"steps[7].title"', {"": "bad_key_path"}),
        ('title = "Lancer"', "", {"steps[1].title": "missing"}),
        ('means = ["Carte"]', 'mean = ["Carte"]', {"steps[0].mean": "extra_forbidden"}),
        ('"method/1"', '"method/2"', {"format": "literal_error"}),
    ],
)  # fmt: skip
def test_a_wrong_method_says_where(before: str, after: str, expected: dict[str, str]) -> None:
    assert before in METHOD
    assert told(read_method, METHOD.replace(before, after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('"S44"', '"S43"', {"": "bad_pathway"}),
        ("alone = false", 'alone = "perhaps"', {"stretches[1].alone": "bool_parsing"}),
        ('code = "P"', 'code = ""', {"code": "string_too_short"}),
    ],
)
def test_a_wrong_pathway_says_where(before: str, after: str, expected: dict[str, str]) -> None:
    assert before in PATHWAY
    assert told(read_pathway, PATHWAY.replace(before, after)) == expected


def test_the_demonstrations_methods_and_pathways_can_be_read() -> None:
    for folder, read in (("methods", read_method), ("pathways", read_pathway)):
        names = [file.name for file in DEMO.joinpath(folder).iterdir()]
        assert names
        for name in names:
            read(DEMO.joinpath(folder, name).read_text(encoding="utf-8"), name)
