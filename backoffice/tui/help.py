"""Help: what the screen is for, what the focused widget does, and every key that works here with its name."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget

from backoffice.i18n import N_, _
from backoffice.tui.keys import HELP_KEYS, key_name
from backoffice.tui.once import AnswersOnce
from backoffice.tui.shown import fit
from backoffice.tui.widgets.lines import LineList, joined
from backoffice.tui.widgets.sheet import wrapped

_SCOPES = {
    "record": N_("This record"),
    "form": N_("This form"),
    "lists": N_("This list"),
    "planner": N_("The planner"),
    "board": N_("Its half-days"),
    "load": N_("The load"),
    "alternatives": N_("The calendar that is chosen"),
    "proposal": N_("These calendars"),
    "away": N_("If somebody is away"),
    "table": N_("Its lines"),
    "list": N_("The cursor"),
    "figures": N_("These figures"),
    "offers": N_("These figures"),
    "page": N_("This screen"),
    "app": N_("Everywhere"),
}
_FIELD_HELP = N_("Type the value; the line below says what is expected, and what is wrong while you type.")


class _HelpLines(LineList):
    def __init__(self, lines: list[tuple[tuple[str, str], ...]]) -> None:
        super().__init__()
        self.lines = lines

    def on_mount(self) -> None:
        self.measured()

    def count(self) -> int:
        return len(self.lines)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        pieces = [(text, self.tone(tone)) for text, tone in self.lines[index]]
        return joined(pieces, self.rich_style, width)


class HelpScreen(AnswersOnce[None], ModalScreen[None]):
    """A page of help made from what is on screen; any of Esc, q, ?, F1 closes it."""

    SCOPED_CSS = False
    BINDINGS: ClassVar[list[BindingType]] = [*HELP_KEYS]
    CSS = """
    HelpScreen { align: center middle; background: transparent; }
    HelpScreen > Vertical {
        width: 76; max-width: 96%; height: 90%; padding: 0 1; background: $bo-raised;
        border: round $bo-frame; border-title-color: $bo-brand; border-title-style: bold;
    }
    HelpScreen LineList { background: $bo-raised; }
    """

    def __init__(self, behind: Screen[Any], focused: Widget | None) -> None:
        super().__init__()
        self.behind, self.focused_behind = behind, focused

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = _("Help")
            yield _HelpLines(self._lines(68))

    def _lines(self, width: int) -> list[tuple[tuple[str, str], ...]]:
        lines: list[tuple[tuple[str, str], ...]] = []
        for text in self._says():
            lines += [((one, ""),) for one in wrapped(text, width)]
            lines.append(())
        groups = self._groups()
        for scope, title in _SCOPES.items():
            if groups.get(scope):
                lines.append(((_(title), "brand"),))
                lines += [self._key_line(binding, keys, width) for binding, keys in groups[scope]]
                lines.append(())
        return lines

    def _says(self) -> list[str]:
        texts: list[str] = []
        for node in (self.focused_behind, self.behind):
            text = getattr(node, "HELP", "") if node is not None else ""
            # Textual's own widgets have a HELP of their own, in English and in Markdown.
            if text and type(node).__module__.startswith("backoffice."):
                texts.append(_(text))
        field = next((node for node in self._ancestors() if hasattr(node, "asked")), None)
        if field is not None:
            asked = field.asked
            texts.insert(0, f"{_(asked.label)} — {_(asked.help) if asked.help else _(_FIELD_HELP)}")
        return texts

    def _ancestors(self) -> list[Any]:
        return list(self.focused_behind.ancestors_with_self) if self.focused_behind is not None else []

    def _groups(self) -> dict[str, list[tuple[Binding, str]]]:
        keys: dict[str, list[str]] = {}
        bindings: dict[str, Binding] = {}
        for active in self.behind.active_bindings.values():
            binding = active.binding
            if binding.id and active.enabled:
                keys.setdefault(binding.id, []).append(key_name(binding.key))
                bindings.setdefault(binding.id, binding)
        groups: dict[str, list[tuple[Binding, str]]] = {}
        for id, binding in bindings.items():
            groups.setdefault(id.split(".")[0], []).append((binding, "  ".join(keys[id])))
        return groups

    def _key_line(self, binding: Binding, keys: str, width: int) -> tuple[tuple[str, str], ...]:
        words = _(binding.tooltip or binding.description)
        name = binding.id or ""
        room = max(10, width - 18 - cell_len(name) - 1)
        return (("  " + fit(keys, 15) + " ", "info"), (fit(words, room), ""), (f" {name}", "quiet"))

    def action_close(self) -> None:
        self.dismiss(None)
