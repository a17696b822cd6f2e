"""Inspect AI's log, version 2, as JSON or as ``.eval``: written so that `inspect view` opens it, and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import msgspec
from zstandard import ZstdError

from parallaxe import __version__
from parallaxe.measure.interchange.finished import Finished, instant, target_of
from parallaxe.measure.interchange.imported import Foreign, Sample
from parallaxe.measure.interchange.inspect_archive import is_archive, read_archive, write_archive
from parallaxe.measure.prompt import Message
from parallaxe.measure.reply import Usage
from parallaxe.measure.run.record import Answered
from parallaxe.vocabulary.errors import UnknownFormatError

_STOP_REASONS = {"stop": "stop", "length": "max_tokens", "tool_calls": "tool_calls", "content_filter": "content_filter"}
_LETTER_SCORES = {"C": 1.0, "P": 0.5, "I": 0.0, "N": None}
_encode = msgspec.json.Encoder().encode


def write(run: Finished, folder: Path) -> Path:
    """Write the log of a run, sample by sample; returns its path."""
    path = folder / f"{_stem(run)}.json"
    head = _head(run)
    with path.open("wb") as file:
        file.write(_encode(head)[:-1] + b',"samples":[')
        for number, (row, fields, messages) in enumerate(run.rows()):
            file.write((b"," if number else b"") + _encode(_sample(run, row, fields, messages)))
        file.write(b"]}")
    return path


def write_eval(run: Finished, folder: Path) -> Path:
    """Write the log of a run as ``.eval``; returns its path."""
    path = folder / f"{_stem(run)}.eval"
    write_archive(path, _head(run), (_sample(run, *row) for row in run.rows()))
    return path


def read(path: Path) -> Foreign:
    """Read a log in either form.

    Raises:
        UnknownFormatError: not such a log.
    """
    try:
        log = read_archive(path) if is_archive(path) else msgspec.json.decode(path.read_bytes())
        spec, samples = log["eval"], log["samples"]
        read_samples = [_read_sample(sample) for sample in samples]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, BadZipFile, ZstdError) as error:
        raise UnknownFormatError(
            f"not an Inspect log with its samples ({error})", where=str(path), mend="Give a .eval or .json of Inspect."
        ) from error
    return Foreign(
        tool="inspect_ai",
        version=str(spec.get("packages", {}).get("inspect_ai", "unknown")),
        task=spec["task"],
        model=(spec.get("metadata") or {}).get("model") or spec["model"].partition("/")[2] or spec["model"],
        created=spec["created"],
        samples=read_samples,
        items=(spec.get("dataset") or {}).get("samples"),
        finished=log.get("status", "success") == "success",
    )


def _stem(run: Finished) -> str:
    return f"{run.manifest.created[:19].replace(':', '-')}_{run.plan.task}_{run.manifest.digest[:22]}"


def _head(run: Finished) -> dict[str, Any]:
    result, plan = run.result, run.plan
    usage = {
        "input_tokens": result.tokens.input,
        "output_tokens": result.tokens.output,
        "total_tokens": result.tokens.total,
    }
    metrics = {"mean": {"name": "mean", "value": result.score or 0.0, "params": {}}}
    model = f"openai-api/parallaxe/{plan.endpoint.model}"
    return {
        "version": 2,
        "status": "success" if result.complete or result.limited else "cancelled",
        "eval": {
            "eval_id": run.manifest.digest[:22],
            "run_id": run.manifest.digest[:22],
            "created": run.manifest.created,
            "task": plan.task,
            "task_id": run.manifest.digest[:22],
            "task_version": 0,
            "task_attribs": {},
            "task_args": {},
            "dataset": {
                "name": plan.task,
                "location": plan.dataset.path.name,
                "samples": plan.dataset.count,
                "shuffled": False,
            },
            "model": model,
            "model_generate_config": {},
            "model_base_url": plan.endpoint.url,
            "model_args": {},
            "config": {"epochs": plan.repeats, **({"limit": plan.limit} if plan.limit else {})},
            "packages": {"parallaxe": __version__},
            "metadata": {"dataset_sha256": plan.dataset.sha256, "run": result.run, "model": plan.endpoint.model},
        },
        "plan": {"name": "plan", "steps": [{"solver": "generate", "params": {}}], "config": plan.generation.settings()},
        "results": {
            "total_samples": result.total,
            "completed_samples": result.n,
            "scores": [{"name": plan.grader, "scorer": plan.grader, "params": {}, "metrics": metrics}],
        },
        "stats": {
            "started_at": run.manifest.created,
            "completed_at": run.manifest.created,
            "model_usage": {model: usage},
        },
    }


def _sample(run: Finished, row: Answered, fields: dict[str, Any], messages: list[Message]) -> dict[str, Any]:
    reply, grade = row.reply, row.grade
    if reply is None:
        raise ValueError("a row without a reply is no sample")
    content: Any = reply.text
    if reply.reasoning:
        content = [{"type": "reasoning", "reasoning": reply.reasoning}, {"type": "text", "text": reply.text}]
    said = {"role": "assistant", "content": content, "source": "generate", "model": run.plan.endpoint.model}
    tokens = {"input_tokens": reply.usage.input or 0, "output_tokens": reply.usage.output or 0}
    usage = tokens | {"total_tokens": sum(tokens.values())}
    score = None
    if grade:
        value = grade.score if grade.score is not None else 0.0
        score = {"value": value, "answer": grade.extracted, "explanation": grade.note or reply.text}
    return {
        "id": row.id,
        "epoch": row.repeat + 1,
        "input": messages,
        "choices": fields.get("choices"),
        "target": target_of(fields),
        "messages": [*messages, said],
        "output": {
            "model": reply.model or run.plan.endpoint.model,
            "choices": [{"message": said, "stop_reason": _STOP_REASONS.get(reply.finish or "", "unknown")}],
            "completion": reply.text,
            "usage": usage,
            "time": row.latency_s,
        },
        "scores": {run.plan.grader: score} if score else {},
        "metadata": {"question": fields.get("question"), "unreadable": bool(grade and grade.score is None)},
        "store": {},
        "events": [],
        "model_usage": {f"openai-api/parallaxe/{run.plan.endpoint.model}": usage},
        "started_at": instant(row.at - row.latency_s),
        "completed_at": instant(row.at),
        "total_time": row.latency_s,
        "attachments": {},
    }


def _read_sample(sample: dict[str, Any]) -> Sample:
    output = sample.get("output") or {}
    score = next(iter((sample.get("scores") or {}).values()), None)
    usage = output.get("usage") or {}
    unreadable = (sample.get("metadata") or {}).get("unreadable", False)
    return Sample(
        id=str(sample["id"]),
        repeat=int(sample.get("epoch", 1)) - 1,
        question=_question(sample),
        choices=sample.get("choices"),
        target=sample["target"],
        text=output.get("completion") or "",
        score=None if score is None or unreadable else _value(score["value"]),
        extracted=score.get("answer") if score else None,
        usage=Usage(usage.get("input_tokens"), usage.get("output_tokens"), usage.get("reasoning_tokens")),
        failed=str(sample["error"].get("message")) if sample.get("error") else None,
        seconds=float(output.get("time") or 0.0),
    )


def _question(sample: dict[str, Any]) -> str:
    said = (sample.get("metadata") or {}).get("question")
    asked = sample["input"]
    text = str(said or (asked if isinstance(asked, str) else asked[-1]["content"]))
    return str((sample.get("attachments") or {}).get(text.removeprefix("attachment://"), text))


def _value(value: Any) -> float | None:
    if isinstance(value, bool | int | float):
        return float(value)
    return _LETTER_SCORES.get(value) if isinstance(value, str) else None
