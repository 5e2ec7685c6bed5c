"""Copying: to the terminal by OSC 52 (works over SSH), and to the platform's clipboard by its own tool."""

from __future__ import annotations

import shutil
import subprocess
import sys

_TOOLS = (
    ("wl-copy", ("wl-copy",), "WAYLAND_DISPLAY"),
    ("xclip", ("xclip", "-selection", "clipboard"), "DISPLAY"),
    ("xsel", ("xsel", "--clipboard", "--input"), "DISPLAY"),
    ("clip.exe", ("clip.exe",), "WSL_DISTRO_NAME"),
)


def tool(environ: dict[str, str]) -> tuple[str, ...] | None:
    """The command that takes text to the clipboard here, or None."""
    if sys.platform == "darwin":
        return ("pbcopy",) if shutil.which("pbcopy") else None
    return next(
        (command for name, command, needs in _TOOLS if environ.get(needs) and shutil.which(name)), None
    )


def copy(text: str, command: tuple[str, ...]) -> None:
    """Hands `text` to `command`; a tool that fails or hangs is let go, OSC 52 has been sent already."""
    try:
        subprocess.run(command, input=text.encode(), timeout=2, check=False, capture_output=True)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return
