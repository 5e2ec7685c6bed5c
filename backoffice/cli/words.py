"""What click itself says to people, so that our catalogue speaks for it too."""

from __future__ import annotations

import gettext
import os

from backoffice.i18n import LOCALES, N_, language, ngettext_id

# click asks gettext for these in the process's own domain; `teach_click` makes that domain ours.
SENTENCES = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Aborted!"),
    N_("required"),
    N_("default: {default}"),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Show this message and exit."),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("Choose from:\n\t{choices}"),
    ngettext_id("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ngettext_id("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ngettext_id("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    ngettext_id("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)


def teach_click() -> None:
    """Lets click's own sentences be found in our catalogue, in the language in force."""
    gettext.bindtextdomain("backoffice", str(LOCALES))
    gettext.textdomain("backoffice")
    os.environ["LANGUAGE"] = language()
