"""Every command and every act explains itself, in both languages, with an example."""

from __future__ import annotations

import pytest

from backoffice.cli.app import _HOME
from backoffice.services import every_act  # noqa: F401  registers the acts
from backoffice.services.acts import acts
from tests.cli.conftest import Call


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", sorted({*_HOME} - {"deadline", "plan", "check"}))
def test_each_command_has_help_with_an_example(call: Call, name: str, language: str) -> None:
    said = call(name, "--help", folder=None, language=language)
    assert said.status == 0
    assert name in said.out
    assert f"backoffice {'act' if name == 'act' else name}" in said.out


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_act_has_help_with_an_example_and_its_options(call: Call, language: str) -> None:
    for name, act in acts().items():
        said = call(name, "--help", folder=None, language=language)
        assert said.status == 0, name
        assert f"backoffice {name}" in said.out
        assert "--json" in said.out
        if act.model is not None:
            assert "--values" in said.out


def test_the_list_of_acts_names_them_all(call: Call) -> None:
    said = call("act", "--help", folder=None)
    assert all(name in said.out for name in acts())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_program_names_its_commands_without_a_workspace(call: Call, language: str) -> None:
    said = call("--help", folder=None, language=language)
    assert said.status == 0
    assert "demo" in said.out
    assert call("--version", folder=None, language=language).status == 0
