"""lm-evaluation-harness: ``results_*.json`` with ``samples_*.jsonl`` beside it, out and in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from parallaxe import __version__
from parallaxe.measure.interchange.finished import Finished, target_of
from parallaxe.measure.interchange.imported import Foreign, Sample
from parallaxe.vocabulary.errors import UnknownFormatError

_METRICS = ("exact_match", "acc", "acc_norm", "pass@1", "pass_at_1", "prompt_level_strict_acc", "score", "f1")
_encode = msgspec.json.Encoder().encode


def write(run: Finished, folder: Path) -> Path:
    """Write both files below ``folder/MODEL``; returns the path of the results."""
    plan, result = run.plan, run.result
    stamp = run.manifest.created[:19].replace(":", "-")
    below = folder / plan.endpoint.model.replace("/", "__")
    below.mkdir(parents=True, exist_ok=True)
    with (below / f"samples_{plan.task}_{stamp}.jsonl").open("wb") as file:
        for number, (row, fields, messages) in enumerate(run.rows()):
            score = row.grade.score if row.grade and row.grade.score is not None else 0.0
            text = row.reply.text if row.reply else ""
            sample = {
                "doc_id": number,
                "doc": fields,
                "target": target_of(fields),
                "arguments": {
                    "gen_args_0": {"arg_0": [_encode(messages).decode()], "arg_1": plan.generation.settings()}
                },
                "resps": [[text]],
                "filtered_resps": [(row.grade.extracted if row.grade else None) or "[invalid]"],
                "filter": "none",
                "metrics": ["score"],
                "doc_hash": hashlib.sha256(bytes(row.item)).hexdigest(),
                "score": score,
            }
            file.write(_encode(sample) + b"\n")
    half = (result.interval.width / 2) if result.interval else None
    summary = {
        "results": {
            plan.task: {"alias": plan.task, "score,none": result.score, "score_stderr,none": half and half / 1.96}
        },
        "configs": {plan.task: {"task": plan.task, "output_type": "generate_until", "doc_to_text": plan.user}},
        "versions": {plan.task: plan.suite_version or "0"},
        "n-shot": {plan.task: 0},
        "higher_is_better": {plan.task: {"score": True}},
        "n-samples": {plan.task: {"original": plan.dataset.count, "effective": result.items}},
        "config": {
            "model": "local-chat-completions",
            "model_args": {"model": plan.endpoint.model},
            "limit": plan.limit,
        },
        "date": datetime.fromisoformat(run.manifest.created).timestamp(),
        "model_name": plan.endpoint.model,
        "model_source": "parallaxe",
        "parallaxe_version": __version__,
    }
    path = below / f"results_{stamp}.json"
    path.write_bytes(msgspec.json.format(_encode(summary), indent=2))
    return path


def read(path: Path) -> Foreign:
    """Read a ``samples_*.jsonl``; the results beside it, where there are any, name the model and the tool's version.

    The results themselves may be named instead, or their folder, where there is one task.

    Raises:
        UnknownFormatError: not such a file, or no metric in it that is a score.
    """
    path = _samples_of(path)
    try:
        rows = [msgspec.json.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
        first = rows[0]
        metric = next(name for name in (*_METRICS, *first.get("metrics", ())) if name in first)
        filters = sorted({row.get("filter", "none") for row in rows})
        samples = [_sample(row, metric) for row in rows if row.get("filter", "none") == filters[0]]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, IndexError, TypeError, StopIteration) as error:
        raise UnknownFormatError(
            f"not the samples of lm-eval ({type(error).__name__}: {error})",
            where=str(path),
            mend="Run it with --log_samples and name the samples_*.jsonl file.",
        ) from error
    said, task = _results_beside(path), path.stem.removeprefix("samples_").rpartition("_")[0] or path.stem
    return Foreign(
        tool="lm_eval",
        version=str(said.get("lm_eval_version", "unknown")),
        task=task,
        model=str(said.get("model_name") or path.parent.name),
        created=datetime.fromtimestamp(said.get("date") or path.stat().st_mtime, UTC).isoformat(timespec="seconds"),
        samples=samples,
        items=((said.get("n-samples") or {}).get(task) or {}).get("original"),
    )


def _samples_of(path: Path) -> Path:
    """The samples beside results that are named themselves, or by their folder.

    Raises:
        UnknownFormatError: there are none, or those of several tasks.
    """
    if path.is_file() and not path.name.startswith("results_"):
        return path
    stamp = path.stem.removeprefix("results_") if path.is_file() else "*"
    found = sorted((path.parent if path.is_file() else path).glob(f"samples_*_{stamp}.jsonl"))
    if len(found) != 1:
        raise UnknownFormatError(
            f"has {len(found)} files of samples beside it" + "".join(f", {one.name}" for one in found[:5]),
            where=str(path),
            mend="Run lm-eval with --log_samples and name one samples_*.jsonl file.",
        )
    return found[0]


def _sample(row: dict[str, Any], metric: str) -> Sample:
    doc, responses = row["doc"], row["resps"][0]
    text = responses[0] if isinstance(responses, list) else responses
    filtered = row.get("filtered_resps") or [None]
    extracted = filtered[0] if isinstance(filtered[0], str) else None
    argument = row.get("arguments", {}).get("gen_args_0", {}).get("arg_0", "")
    invalid = extracted == "[invalid]"
    return Sample(
        id=str(doc.get("id", row["doc_id"])),
        question=str(doc.get("question") or (argument[0] if isinstance(argument, list) and argument else argument)),
        choices=doc.get("choices") if isinstance(doc.get("choices"), list) else None,
        target=row["target"],
        text=str(text),
        score=None if invalid else float(row[metric]),
        extracted=None if invalid else extracted,
    )


def _results_beside(path: Path) -> dict[str, Any]:
    stamp = path.stem.rpartition("_")[2]
    beside = path.with_name(f"results_{stamp}.json")
    return dict(msgspec.json.decode(beside.read_bytes())) if beside.is_file() else {}
