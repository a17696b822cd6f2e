"""Every Eval Ever (EvalEval Coalition), schema 0.2.1: an aggregate record and its instances, out and in."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Any

import msgspec

from parallaxe import __version__
from parallaxe.measure.interchange.finished import Finished, target_of
from parallaxe.measure.interchange.imported import Foreign, Sample
from parallaxe.measure.prompt import Message
from parallaxe.measure.reply import Usage
from parallaxe.measure.run.record import Answered
from parallaxe.vocabulary.errors import UnknownFormatError

_SCHEMA = "0.2.1"
_encode = msgspec.json.Encoder().encode


def write(run: Finished, folder: Path) -> Path:
    """Write ``NAME.json`` and ``NAME_samples.jsonl``; returns the path of the first."""
    retrieved = str(int(time.time()))
    name = f"{run.plan.task}/{run.plan.endpoint.model}/{retrieved}"
    samples = folder / f"{run.result.run}_samples.jsonl"
    with samples.open("wb") as file:
        for row, fields, messages in run.rows():
            file.write(_encode(_instance(run, name, row, fields, messages)) + b"\n")
    record = _aggregate(run, name, retrieved) | {
        "detailed_evaluation_results": {
            "format": "jsonl",
            "file_path": samples.name,
            "hash_algorithm": "sha256",
            "checksum": hashlib.sha256(samples.read_bytes()).hexdigest(),
            "total_rows": run.result.n,
        }
    }
    path = folder / f"{run.result.run}.json"
    path.write_bytes(msgspec.json.format(_encode(record), indent=2))
    return path


def read(path: Path) -> Foreign:
    """Read a record and the instances it names.

    Raises:
        UnknownFormatError: not such a record, or its instances are missing.
    """
    try:
        record = msgspec.json.decode(path.read_bytes())
        beside = path.with_name(Path(record["detailed_evaluation_results"]["file_path"]).name)
        rows = [msgspec.json.decode(line) for line in beside.read_bytes().splitlines() if line.strip()]
        samples = [_sample(row) for row in rows]
        library, name = record["eval_library"], record["evaluation_results"][0]["evaluation_name"]
        model = record["model_info"]["id"]
        items = _items_of_dataset(record["evaluation_results"][0])
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, IndexError, TypeError, ValueError, OSError) as error:
        raise UnknownFormatError(
            f"not an Every Eval Ever record with its instances ({type(error).__name__}: {error})",
            where=str(path),
            mend="Name the aggregate JSON; its JSON Lines file must lie beside it.",
        ) from error
    return Foreign(
        tool=str(library["name"]),
        version=str(library["version"]),
        task=str(name),
        model=str(model),
        created=str(record.get("evaluation_timestamp") or record["retrieved_timestamp"]),
        samples=samples,
        items=items,
    )


def _items_of_dataset(evaluation: dict[str, Any]) -> int | None:
    """Items of the whole dataset, as our exporter or a converter of Inspect's logs wrote it."""
    ours = (evaluation["score_details"].get("details") or {}).get("items_of_dataset")
    said = ours or (evaluation.get("source_data") or {}).get("samples_number")
    return None if said is None else int(said)


def _aggregate(run: Finished, name: str, retrieved: str) -> dict[str, Any]:
    plan, result = run.plan, run.result
    uncertainty: dict[str, Any] = {"num_samples": result.n}
    if result.interval:
        uncertainty["confidence_interval"] = {
            "lower": result.interval.lower,
            "upper": result.interval.upper,
            "confidence_level": result.interval.level,
            "method": result.interval.method or "unknown",
        }
    arguments: dict[str, Any] = {"prompt_template": plan.user}
    arguments |= {
        key: value for key, value in plan.generation.settings().items() if key in {"temperature", "top_p", "max_tokens"}
    }
    return {
        "schema_version": _SCHEMA,
        "evaluation_id": name,
        "evaluation_timestamp": run.manifest.created,
        "retrieved_timestamp": retrieved,
        "source_metadata": {
            "source_name": "parallaxe",
            "source_type": "evaluation_run",
            "source_organization_name": "unknown",
            "evaluator_relationship": "third_party",
        },
        "eval_library": {"name": "parallaxe", "version": __version__},
        "model_info": {"name": plan.endpoint.model, "id": plan.endpoint.model},
        "evaluation_results": [
            {
                "evaluation_name": plan.task,
                "evaluation_timestamp": run.manifest.created,
                "source_data": {
                    "dataset_name": plan.task,
                    "source_type": "other",
                    "additional_details": {"file": plan.dataset.path.name, "sha256": plan.dataset.sha256},
                },
                "metric_config": {
                    "evaluation_description": f"mean score by the grader {plan.grader}",
                    "lower_is_better": False,
                    "score_type": "continuous",
                    "min_score": 0.0,
                    "max_score": 1.0,
                },
                "score_details": {
                    "score": result.score if result.score is not None else 0.0,
                    "details": {
                        "nulls": str(result.nulls),
                        "errors": str(result.errors),
                        "complete": str(result.complete),
                        "items_of_dataset": str(plan.dataset.count),
                    },
                    "uncertainty": uncertainty,
                },
                "generation_config": {"generation_args": arguments},
            }
        ],
    }


def _instance(
    run: Finished, name: str, row: Answered, fields: dict[str, Any], messages: list[Message]
) -> dict[str, Any]:
    reply, grade = row.reply, row.grade
    if reply is None:
        raise ValueError("a row without a reply is no instance")
    question, target = str(fields.get("question", "")), target_of(fields)
    score = grade.score if grade and grade.score is not None else 0.0
    attribution = {
        "turn_idx": 0,
        "source": "output.raw",
        "extracted_value": (grade.extracted if grade else None) or "",
        "extraction_method": run.plan.grader,
        "is_terminal": True,
    }
    usage, choices = reply.usage, fields.get("choices")
    counted = usage.input is not None and usage.output is not None
    return {
        "schema_version": f"instance_level_eval_{_SCHEMA}",
        "evaluation_id": name,
        "model_id": run.plan.endpoint.model,
        "evaluation_name": run.plan.task,
        "sample_id": f"{row.id}#{row.repeat}" if run.plan.repeats > 1 else row.id,
        "sample_hash": hashlib.sha256(f"{question}{target}".encode()).hexdigest(),
        "interaction_type": "single_turn",
        "input": {
            "raw": question,
            "formatted": "\n\n".join(str(message["content"]) for message in messages),
            "reference": [target],
            "choices": [str(choice) for choice in choices] if isinstance(choices, list) else None,
        },
        "output": {"raw": [reply.text], "reasoning_trace": [reply.reasoning] if reply.reasoning else None},
        "messages": None,
        "answer_attribution": [attribution],
        "evaluation": {"score": score, "is_correct": score == 1.0},
        "token_usage": {
            "input_tokens": usage.input,
            "output_tokens": usage.output,
            "total_tokens": (usage.input or 0) + (usage.output or 0),
        }
        if counted
        else None,
        "performance": {"latency_ms": row.latency_s * 1000},
        "metadata": {"unreadable": str(bool(grade and grade.score is None)).lower()},
    }


def _sample(row: dict[str, Any]) -> Sample:
    name, _, repeat = row["sample_id"].partition("#")
    usage = row.get("token_usage") or {}
    reference = row["input"]["reference"]
    unreadable = (row.get("metadata") or {}).get("unreadable") == "true"
    attribution = row.get("answer_attribution") or [{}]
    return Sample(
        id=name,
        repeat=int(repeat) if repeat.isdecimal() else 0,
        question=row["input"]["raw"],
        choices=row["input"].get("choices"),
        target=reference[0] if len(reference) == 1 else reference,
        text=(row["output"]["raw"] or [""])[0],
        score=None if unreadable else float(row["evaluation"]["score"]),
        extracted=attribution[-1].get("extracted_value") or None,
        usage=Usage(usage.get("input_tokens"), usage.get("output_tokens")),
        failed=row.get("error"),
        seconds=float((row.get("performance") or {}).get("latency_ms") or 0.0) / 1000,
    )
