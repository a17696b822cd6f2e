"""All settings, in one place: file < environment < flag.

``settings.toml`` in the home folder is read first, then the environment; a command's flag wins.
Keys of endpoints come from the environment only and are never written anywhere.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from parallaxe.vocabulary.errors import SettingsError


class Endpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An OpenAI-compatible endpoint declared under ``[endpoints.NAME]``.

    Args:
        url: base URL up to and including ``/v1``.
        key_env: name of the environment variable that holds the key, None for no key.
    """

    url: str
    key_env: str | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the user decided.

    Args:
        home: folder of ledger and settings (PARALLAXE_HOME; default ~/.local/share/parallaxe).
        catalogue: a folder of the user's own that extends the shipped catalogue (PARALLAXE_CATALOGUE).
        language: of reports (PARALLAXE_LANGUAGE), a BCP 47 tag.
        workers: processes for reading (PARALLAXE_WORKERS); 0 means one a core.
        endpoints: declared endpoints by name.
    """

    home: Path
    catalogue: Path | None = None
    language: str = "fr"
    workers: int = 0
    endpoints: dict[str, Endpoint] = {}


def load_settings() -> Settings:
    """Settings of this user; raises SettingsError naming file and key."""
    home = Path(os.environ.get("PARALLAXE_HOME") or Path.home() / ".local" / "share" / "parallaxe")
    values: dict[str, object] = {**_from_file(home / "settings.toml"), "home": str(home)}
    for name in ("catalogue", "language", "workers"):
        if said := os.environ.get(f"PARALLAXE_{name.upper()}"):
            values[name] = said
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=lambda type_, value: type_(value))
    except msgspec.ValidationError as error:
        raise SettingsError(
            str(error), where=str(home / "settings.toml"), mend="See docs/reference/settings.md for the keys."
        ) from error


def _from_file(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(str(error), where=str(path), mend="Write it as TOML.") from error
