"""Where things stand in a working copy."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
PACKAGE = ROOT / "src" / "kominn"
VENDOR = PACKAGE / "core" / "static" / "vendor"
