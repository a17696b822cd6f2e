"""Endpoints from the command line: a URL, or a name declared in the settings; keys from the environment."""

from __future__ import annotations

import os

from parallaxe.cli.settings import load_settings
from parallaxe.measure.endpoint import Endpoint


def endpoint_named(named: str, model: str, key_env: str) -> Endpoint:
    """An endpoint serving a model.

    Args:
        named: URL, or a name under ``[endpoints]`` of the settings.
        model: name of the model there.
        key_env: environment variable of the key, where the settings name none.

    Raises:
        InvalidValueError: neither a URL nor a declared name.
    """
    known = load_settings().endpoints.get(named)
    url, variable = (known.url, known.key_env) if known else (named, key_env)
    key = os.environ.get(variable or "", "").strip() or None
    return Endpoint(url=url, model=model, key_name=variable or key_env, key=key)
