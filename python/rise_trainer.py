"""Carries out a training plan of `rise` with PyTorch, under `accelerate launch`:

    accelerate launch [--config_file FILE] rise_trainer.py JOB

JOB is a folder that `rise` wrote, seen by every process:
  job.json      the starting model, the settings, and size and SHA-256 of the two files below
  rows.jsonl    {"id", "tokens": [ids], "weights": [one a token]}
  steps.jsonl   {"batch": [places in rows.jsonl], "scale", "optimizer": {"learningRate", "beta1", ...}}
  stop             once this file is there, the state is saved and the program ends with an error
and in which this program writes:
  progress.jsonl   {"step", "loss", "gradNorm", "learningRate", "seconds"}; where a step is there twice, the later counts
  checkpoints/     the newest whole state; the same command goes on from there
  model/           the trained weights, or the PEFT adapter where the plan trains one
  done.json        written last, with size and SHA-256 of the model's files

A step minimises `scale * sum over its rows and tokens of weight * NLL`. That sum is over all processes and micro-batches:
nothing is averaged per process or per micro-batch, so neither their number nor how rows fall on them changes the step.

Needs torch, transformers >= 4.56, accelerate >= 1.10, and peft for LoRA.
"""

import contextlib
import fcntl
import hashlib
import json
import shutil
import sys
import time
from datetime import timedelta
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedType, InitProcessGroupKwargs, set_seed
from transformers import AutoModelForCausalLM

EMPTY_ROW = {"tokens": [0, 0], "weights": [0.0, 0.0]}


def main(job: Path) -> None:
    plan = read_job(job)
    # One process writes the model while the others wait: minutes, for a large one.
    accelerator = Accelerator(kwargs_handlers=[InitProcessGroupKwargs(timeout=timedelta(hours=2))])
    lock = take_lock(job) if accelerator.is_main_process else None
    if is_done(job, plan):
        return
    set_seed(plan["seed"])  # the same adapter everywhere
    model, optimizer = prepare(accelerator, plan)
    curve = resume(accelerator, job, plan)
    for step in range(len(curve), len(plan["steps"])):
        curve.append(take_step(accelerator, model, optimizer, plan, step))
        if accelerator.is_main_process:
            append_line(job / "progress.jsonl", curve[-1])
        is_last = step + 1 == len(plan["steps"])
        stopping = not is_last and agree_to_stop(accelerator, job)
        if stopping or (not is_last and (step + 1) % plan["saveEverySteps"] == 0):
            save_state(accelerator, job, plan, curve)
        if stopping:
            sys.exit(f"stopped as asked, after step {step + 1}, whose state is saved; the same command goes on from there")
    save_model(accelerator, model, job, plan)
    accelerator.end_training()
    del lock


# --- the plan ---------------------------------------------------------------------------------------------------------


def read_job(job: Path) -> dict:
    """The plan with its rows and steps; refused if a file is not the one that was handed over."""
    plan = json.loads((job / "job.json").read_text())
    for name, want in plan["files"].items():
        got = fingerprint(job / name)
        if got != want:
            sys.exit(f"{job / name} must have {want}, got {got}; it was cut or changed: delete {job} and run rise again")
    plan["rows"] = read_lines(job / "rows.jsonl")
    plan["steps"] = read_lines(job / "steps.jsonl")
    plan["lengths"] = [len(row["tokens"]) for row in plan["rows"]]
    return plan


def read_lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def fingerprint(file: Path) -> dict:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        for block in iter(lambda: opened.read(1 << 20), b""):
            digest.update(block)
    return {"bytes": file.stat().st_size, "sha256": digest.hexdigest()}


def take_lock(job: Path):
    """Held by the main process as long as it lives: a job that is started twice is trained once."""
    lock = (job / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"{job} must be trained by one process, got a second; wait for the first to end")
    except OSError:
        pass  # a file system without locks
    return lock


def is_done(job: Path, plan: dict) -> bool:
    done = job / "done.json"
    return done.exists() and json.loads(done.read_text())["plan"] == plan["plan"]


# --- the model --------------------------------------------------------------------------------------------------------


def prepare(accelerator: Accelerator, plan: dict):
    """The model in float32, whatever precision its products are computed in, and AdamW: no decay of gains and biases."""
    model = open_model(plan["start"], plan["lora"])
    model.config.use_cache = False
    if plan["gradientCheckpointing"]:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    model.train()
    trained = [p for p in model.parameters() if p.requires_grad]
    decay = plan["steps"][0]["optimizer"]["weightDecay"]
    matrices = [p for p in trained if len(getattr(p, "ds_shape", p.shape)) > 1]  # ZeRO 3 keeps shapes apart
    others = [p for p in trained if len(getattr(p, "ds_shape", p.shape)) <= 1]
    groups = [{"params": matrices, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW([group for group in groups if group["params"]])
    configure_deepspeed(accelerator, plan)
    return accelerator.prepare(model, optimizer)


def open_model(start: str, lora: dict | None):
    """The starting model: all its weights to be trained, or an adapter, the folder's own where it holds one."""
    if (Path(start) / "adapter_config.json").exists():
        from peft import AutoPeftModelForCausalLM

        adapted = AutoPeftModelForCausalLM.from_pretrained(start, is_trainable=lora is not None, dtype=torch.float32)
        return adapted.merge_and_unload() if lora is None else adapted
    model = AutoModelForCausalLM.from_pretrained(start, dtype=torch.float32)
    if lora is None:
        return model
    from peft import LoraConfig, get_peft_model

    return get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **lora))


def configure_deepspeed(accelerator: Accelerator, plan: dict) -> None:
    """DeepSpeed clips and counts micro-batches by its own config: it gets the plan's values."""
    if accelerator.distributed_type == DistributedType.DEEPSPEED:
        config = accelerator.state.deepspeed_plugin.deepspeed_config
        config["gradient_clipping"] = plan["steps"][0]["optimizer"]["maxGradNorm"]
        config["gradient_accumulation_steps"] = 1  # it would divide the loss; where a step ends, take_step says
        config["train_micro_batch_size_per_gpu"] = 1


# --- a step -----------------------------------------------------------------------------------------------------------


def take_step(accelerator: Accelerator, model, optimizer, plan: dict, step: int) -> dict:
    """One optimizer step; returns its progress line."""
    started = time.monotonic()
    planned = plan["steps"][step]
    settings = planned["optimizer"]
    for group in optimizer.param_groups:
        group["lr"] = settings["learningRate"]
        group["betas"] = (settings["beta1"], settings["beta2"])
        group["eps"] = settings["epsilon"]
    dealt = deal(plan["lengths"], planned["batch"], accelerator.num_processes, plan["microBatchTokens"])
    mine = dealt[accelerator.process_index]
    total = torch.zeros((), device=accelerator.device)
    for i, places in enumerate(mine):
        accelerator.sync_gradients = i + 1 == len(mine)
        with accumulating(accelerator, model):
            loss = planned["scale"] * weighted_nll(model, [plan["rows"][place] for place in places], accelerator.device)
            accelerator.backward(loss * accelerator.num_processes)  # gradients are averaged over processes; we want sums
        total += loss.detach()
    norm = accelerator.clip_grad_norm_(model.parameters(), settings["maxGradNorm"])
    optimizer.step()
    optimizer.zero_grad()
    return {
        "step": step + 1,
        "loss": accelerator.reduce(total, "sum").item(),
        "gradNorm": float(norm),
        "learningRate": settings["learningRate"],
        "seconds": round(time.monotonic() - started, 3),
    }


def accumulating(accelerator: Accelerator, model):
    """Between micro-batches, plain data parallelism need not exchange gradients; sharded ones must, or they would not fit."""
    is_sharded = accelerator.distributed_type in (DistributedType.FSDP, DistributedType.DEEPSPEED)
    return contextlib.nullcontext() if accelerator.sync_gradients or is_sharded else accelerator.no_sync(model)


def deal(lengths: list[int], batch: list[int], processes: int, most_tokens: int) -> list[list[list[int]]]:
    """Deals a step's rows: [process][micro-batch] -> places. Rows of like length go together, so that little is padded;
    a micro-batch has at most `most_tokens` tokens, padding included, or one row. Every process gets as many micro-batches
    as any other, since they exchange weights or gradients in each: some may be empty."""
    dealt = []
    by_length = sorted(batch, key=lambda place: -lengths[place])
    for process in range(processes):
        micro_batches = []
        for place in by_length[process::processes]:
            open_one = micro_batches[-1] if micro_batches else None
            if open_one and lengths[open_one[0]] * (len(open_one) + 1) <= most_tokens:
                open_one.append(place)
            else:
                micro_batches.append([place])
        dealt.append(micro_batches)
    count = max(len(micro_batches) for micro_batches in dealt)
    return [micro_batches + [[]] * (count - len(micro_batches)) for micro_batches in dealt]


def weighted_nll(model, rows: list[dict], device) -> torch.Tensor:
    """The sum over rows and tokens of weight * NLL. Rows are padded at the end, where a causal model's other tokens
    cannot see; logits are computed only where some row has a token of weight."""
    rows = rows or [EMPTY_ROW]
    longest = max(len(row["tokens"]) for row in rows)
    tokens = torch.tensor([row["tokens"] + [0] * (longest - len(row["tokens"])) for row in rows], device=device)  # [B, T]
    weights = torch.tensor([row["weights"] + [0.0] * (longest - len(row["weights"])) for row in rows], device=device)  # [B, T]
    kept = (weights[:, 1:] != 0).any(0).nonzero()[:, 0]  # [K] places whose next token weighs
    if len(kept) == 0:
        kept = torch.zeros(1, dtype=torch.long, device=device)
    logits = model(input_ids=tokens, logits_to_keep=kept).logits.float()  # [B, K, V]
    nll = torch.nn.functional.cross_entropy(logits.flatten(0, 1), tokens[:, kept + 1].flatten(), reduction="none")  # [B * K]
    return (weights[:, kept + 1].flatten() * nll).sum()


# --- checkpoints ------------------------------------------------------------------------------------------------------

def agree_to_stop(accelerator: Accelerator, job: Path) -> bool:
    """Whether the file `stop` is there; the main process looks, since all of them must save the same step."""
    asked = accelerator.is_main_process and (job / "stop").exists()
    return accelerator.reduce(torch.tensor(float(asked), device=accelerator.device), "sum").item() > 0


def save_state(accelerator: Accelerator, job: Path, plan: dict, curve: list[dict]) -> None:
    """At every instant after the first, one whole state exists."""
    writing = job / "checkpoints" / "writing"
    if accelerator.is_main_process:
        shutil.rmtree(writing, ignore_errors=True)
        writing.mkdir(parents=True)
    accelerator.wait_for_everyone()
    accelerator.save_state(str(writing))
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        (writing / "curve.json").write_text(json.dumps({"plan": plan["plan"], "curve": curve}))
        older = states(job)
        writing.rename(writing.with_name(f"step-{len(curve):08d}"))
        for state in older:
            shutil.rmtree(state)
    accelerator.wait_for_everyone()


def resume(accelerator: Accelerator, job: Path, plan: dict) -> list[dict]:
    """Loads the newest state; returns the curve so far."""
    for state in reversed(states(job)):
        saved = json.loads((state / "curve.json").read_text())
        if saved["plan"] == plan["plan"]:
            accelerator.load_state(str(state))
            return saved["curve"]
    return []


def states(job: Path) -> list[Path]:
    return sorted((job / "checkpoints").glob("step-*"))


# --- the result -------------------------------------------------------------------------------------------------------


def save_model(accelerator: Accelerator, model, job: Path, plan: dict) -> None:
    """Writes model/, then done.json, which vouches for it."""
    weights = accelerator.get_state_dict(model)
    if accelerator.is_main_process:
        trained = accelerator.unwrap_model(model)
        if trained.config.tie_word_embeddings:
            weights.pop("lm_head.weight", None)  # the embedding's
        dtype = getattr(torch, plan["dtype"])
        folder = job / "model"
        shutil.rmtree(folder, ignore_errors=True)
        trained.save_pretrained(folder, state_dict={name: value.to(dtype) for name, value in weights.items()})
        files = {file.name: fingerprint(file) for file in sorted(folder.iterdir())}
        writing = job / "done.json.writing"
        writing.write_text(json.dumps({"plan": plan["plan"], "files": files}))
        writing.rename(job / "done.json")
    accelerator.wait_for_everyone()


def append_line(file: Path, line: dict) -> None:
    with file.open("a") as lines:
        lines.write(json.dumps(line) + "\n")
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
