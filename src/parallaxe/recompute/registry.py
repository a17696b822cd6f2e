"""The connectors there are: parallaxe's own and those of the entry-point group."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from parallaxe.vocabulary.errors import InvalidValueError, UnreadableInputError
from parallaxe.vocabulary.ports import Connector
from parallaxe.vocabulary.records import RecordsFile

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.catalog import Catalogue

GROUP = "parallaxe.connectors"
_HERE = "parallaxe.recompute.connectors"
_OWN = {
    "facts": f"{_HERE}.facts:Facts",
    "reported": f"{_HERE}.facts:Reported",
    "models-dev": f"{_HERE}.models_dev:ModelsDev",
    "model-prices": f"{_HERE}.model_prices:ModelPrices",
    "openrouter-rankings": f"{_HERE}.openrouter:OpenRouterRankings",
    "openrouter-weeks": f"{_HERE}.openrouter_pages:OpenRouterWeeks",
    "openrouter-shares": f"{_HERE}.openrouter_pages:OpenRouterShares",
    "openrouter-speeds": f"{_HERE}.openrouter_pages:OpenRouterSpeeds",
    "openrouter-apps": f"{_HERE}.openrouter_lists:OpenRouterApps",
    "openrouter-models": f"{_HERE}.openrouter_lists:OpenRouterModels",
    "openrouter-index": f"{_HERE}.openrouter_pages:OpenRouterIndex",
    "epoch-notable-models": f"{_HERE}.epoch_models:EpochNotableModels",
    "epoch-benchmarks": f"{_HERE}.epoch_scores:EpochBenchmarks",
    "epoch-benchmark-runs": f"{_HERE}.epoch_runs:EpochBenchmarkRuns",
    "epoch-model-versions": f"{_HERE}.epoch_runs:EpochModelVersions",
    "epoch-price-performance": f"{_HERE}.epoch_prices:EpochPricePerformance",
    "epoch-capabilities-index": f"{_HERE}.epoch_scores:EpochCapabilitiesIndex",
    "epoch-funding": f"{_HERE}.epoch_funding:EpochFunding",
    "epoch-hardware": f"{_HERE}.epoch_hardware:EpochHardware",
    "epoch-clusters": f"{_HERE}.epoch_sites:EpochClusters",
    "epoch-data-centres": f"{_HERE}.epoch_sites:EpochDataCentres",
    "epoch-companies": f"{_HERE}.epoch_companies:EpochCompanies",
    "epoch-revenue": f"{_HERE}.epoch_companies:EpochRevenue",
    "epoch-usage": f"{_HERE}.epoch_companies:EpochUsage",
    "epoch-staff": f"{_HERE}.epoch_companies:EpochStaff",
    "epoch-compute-spend": f"{_HERE}.epoch_companies:EpochComputeSpend",
    "llm-stats": f"{_HERE}.llm_stats:LlmStats",
    "llm-stats-scores": f"{_HERE}.llm_stats_lists:LlmStatsScores",
    "llm-stats-models": f"{_HERE}.llm_stats_lists:LlmStatsModels",
    "llm-stats-offers": f"{_HERE}.llm_stats_lists:LlmStatsOffers",
    "aider": f"{_HERE}.aider:AiderLeaderboard",
    "mmlu-pro-items": f"{_HERE}.mmlu_pro:MmluProItems",
    "ncses-ai-articles": f"{_HERE}.publications:NcsesArticles",
    "owid-ai-publications": f"{_HERE}.publications:OwidPublications",
    "owid-artificial-intelligence-patents-submitted": f"{_HERE}.owid:OwidPatents",
    "owid-private-investment-in-artificial-intelligence-cset": f"{_HERE}.owid:OwidInvestment",
    "owid-cumulative-number-of-large-scale-ai-systems-by-country": f"{_HERE}.owid:OwidSystems",
    "owid-artificial-intelligence-parameter-count": f"{_HERE}.owid_models:OwidParameters",
    "owid-hardware-and-energy-cost-to-train-notable-ai-systems": f"{_HERE}.owid_models:OwidTrainingCosts",
    "openalex-ai-publications": f"{_HERE}.publications:OpenAlexPublications",
    "cac-filings": f"{_HERE}.cac:CacFilings",
    "litellm-prices": f"{_HERE}.litellm:LitellmPrices",
    "llm-prices": f"{_HERE}.llm_prices:LlmPrices",
    "inference-prices": f"{_HERE}.inference_prices:InferencePrices",
    "gpu-rental-prices": f"{_HERE}.gpu_rental:GpuRentalPrices",
    "vllm-recipes": f"{_HERE}.vllm:VllmRecipes",
}


def connector_names() -> list[str]:
    """Names of all connectors, sorted; a plug-in replaces one of the same name."""
    return sorted({*_OWN, *(point.name for point in entry_points(group=GROUP))})


def load_connector(name: str, catalogue: Catalogue | None = None) -> Connector:
    """A connector by name; raises InvalidValueError listing the names there are."""
    plugged = {point.name: point for point in entry_points(group=GROUP)}
    if name in plugged:
        made: Connector = plugged[name].load()(catalogue)
        return made
    if name not in _OWN:
        raise InvalidValueError(
            f"there is no connector '{name}'", mend=f"Choose one of {', '.join(connector_names())}."
        )
    module, _, attribute = _OWN[name].partition(":")
    own: Connector = getattr(import_module(module), attribute)(catalogue)
    return own


def records_file(path: Path, name: str | None = None) -> RecordsFile:
    """The bytes of a user's file, under its own name unless another is given; raises UnreadableInputError."""
    try:
        return RecordsFile(name=name or path.name, raw=path.read_bytes())
    except OSError as error:
        raise UnreadableInputError(
            f"cannot be read ({error.strerror})", where=str(path), mend="Check the path and its permissions."
        ) from error


def records(name: str, path: Path | None = None) -> pa.Table:
    """Records of a file by the connector ``name``, or of what ships with it where no file is given."""
    import pyarrow as pa

    connector = load_connector(name)
    found = [records_file(path)] if path else connector.bundled()
    if not found:
        raise InvalidValueError(f"the connector '{name}' ships no data", mend="Hand in a file.")
    return pa.concat_tables([connector.records(file) for file in found])
