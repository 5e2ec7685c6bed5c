"""Writes `schemas/` from the models of `content/`; with --check, says which file isn't what they give."""

from __future__ import annotations

import sys
from pathlib import Path

from backoffice.content.schemas import schema_files

ROOT = Path(__file__).parent.parent


def main() -> int:
    stale = []
    for name, text in schema_files().items():
        path = ROOT / "schemas" / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    print(f"schemas: {len(stale)} {'stale' if '--check' in sys.argv else 'written'}", *stale)  # noqa: T201
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
