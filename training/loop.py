"""Trains a PyTorch module: the one loop of the models that want a GPU, the same on CPU and CUDA.

A batch is a function of its number alone, so that a run that was cut off goes on as if it had not been. What is kept
for that is data, as everything here: safetensors. Knows modules, optimizers and time; nothing of texts.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

Batch = Any  # Tensors in dictionaries, lists and tuples, as the module takes them.
KEPT = ".kept"  # How the files begin in which the state of a run is kept, in the model's folder.
SHARD = "15MB"  # What a file of weights has at most.
_AHEAD = 4
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast a module learns.

    Attributes:
        steps: Batches at most.
        minutes: Time at most, whichever comes first; 0 for as long as it takes. The rate falls with both.
        rate: Highest learning rate: reached after a twentieth of the way, falling to nothing along a line.
        decay: Weight decay of matrices.
        seed: Of everything drawn.
        keep_s: Seconds from one keeping to the next.
    """

    steps: int
    minutes: float
    rate: float
    decay: float = 0.01
    seed: int = 11
    keep_s: float = 60.0


def device() -> str:
    """Return where modules learn: ``cuda`` where there is one, else ``cpu``."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def learn(
    module: nn.Module,
    batch_of: Callable[[int], Batch],
    loss_of: Callable[[Batch], torch.Tensor],
    course: Course,
    kept: Path,
) -> None:
    """Train a module in place; progress goes to standard output.

    On CUDA it computes in bfloat16, its weights staying as they are. Batches are made in threads, ahead of time.

    Args:
        module: Moved to the device, and left there.
        batch_of: Makes the batch of a number, the same each time; called from several threads.
        loss_of: The loss of a batch that lies on the device.
        course: How long and how fast.
        kept: File that the state is kept in, the last one too; a run of the same course goes on from it. Whoever has
            written the model deletes it.
    """
    on = device()
    module.to(on).train()
    torch.set_float32_matmul_precision("high")
    named = dict(module.named_parameters())
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in named.values() if p.ndim > 1], "weight_decay": course.decay},
            {"params": [p for p in named.values() if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=course.rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    step, spent = _restore(kept, named, optimizer, course)
    began = time.perf_counter() - spent
    shown, last_kept = 0.0, time.perf_counter()
    with ThreadPoolExecutor(_AHEAD) as makers:
        waiting: deque[Future[Batch]] = deque(makers.submit(batch_of, step + i) for i in range(_AHEAD))
        try:
            while (share := _share(step, time.perf_counter() - began, course)) < 1:
                batch = _moved(waiting.popleft().result(), on)
                waiting.append(makers.submit(batch_of, step + _AHEAD))
                for group in optimizer.param_groups:
                    group["lr"] = course.rate * min(1.0, (share + 1 / course.steps) / 0.05, 1.0 - share)
                torch.manual_seed(course.seed * 1_000_003 + step)
                with torch.autocast(on, torch.bfloat16, enabled=on == "cuda"):
                    loss = loss_of(batch)
                loss.backward()
                nn.utils.clip_grad_norm_(named.values(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
                step += 1
                if step % _SHOWN == 0 or step == course.steps:
                    # Reading the loss waits for the device.
                    shown = loss.item() if not shown else 0.8 * shown + 0.2 * loss.item()
                    spent = time.perf_counter() - began
                    print(f"step {step}/{course.steps}  loss {shown:.3f}  {spent:.0f} s", flush=True)
                if time.perf_counter() - last_kept >= course.keep_s:
                    _keep(kept, named, optimizer, _about(course, step, time.perf_counter() - began))
                    last_kept = time.perf_counter()
        finally:
            makers.shutdown(cancel_futures=True)
    _keep(kept, named, optimizer, _about(course, step, time.perf_counter() - began))
    module.eval()


def _share(step: int, seconds: float, course: Course) -> float:
    """Return how much of the way is done, by steps or by time."""
    return max(step / course.steps, seconds / 60 / course.minutes if course.minutes else 0.0)


def _moved(batch: Batch, on: str) -> Batch:
    """Return a batch on a device."""
    if isinstance(batch, torch.Tensor):
        return batch.pin_memory().to(on, non_blocking=True) if on == "cuda" else batch
    if isinstance(batch, dict):
        return {name: _moved(part, on) for name, part in batch.items()}
    return [_moved(part, on) for part in batch]


def _about(course: Course, step: int, spent: float) -> dict[str, str]:
    """Return what is kept beside tensors: which course it is of, steps and seconds."""
    return {"course": repr(course), "step": str(step), "spent": str(spent)}


def _keep(kept: Path, named: dict[str, nn.Parameter], optimizer: torch.optim.Optimizer, about: dict[str, str]) -> None:
    """Write weights and the optimizer's state to a file, whole or not at all."""
    tensors = {f"weights.{name}": parameter.data for name, parameter in named.items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"state.{number}.{name}": value for name, value in state.items()}
    aside = kept.with_name(kept.name + ".new")
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, aside, about)
    aside.replace(kept)


def _restore(
    kept: Path, named: dict[str, nn.Parameter], optimizer: torch.optim.Optimizer, course: Course
) -> tuple[int, float]:
    """Read back what was kept; return step and seconds, zeros where nothing was of this course and these weights."""
    if not kept.is_file():
        return 0, 0.0
    states: dict[int, dict[str, torch.Tensor]] = {}
    with safe_open(kept, framework="pt") as opened, torch.no_grad():
        about, held = opened.metadata(), list(opened.keys())
        shapes = {
            name: tuple(opened.get_slice(f"weights.{name}").get_shape()) for name in named if f"weights.{name}" in held
        }
        if about["course"] != repr(course) or shapes != {name: tuple(p.shape) for name, p in named.items()}:
            return 0, 0.0
        for name in held:
            kind, _, rest = name.partition(".")
            if kind == "weights":
                named[rest].copy_(opened.get_tensor(name))
            else:
                number, _, part = rest.partition(".")
                states.setdefault(int(number), {})[part] = opened.get_tensor(name)
    optimizer.load_state_dict({"state": states, "param_groups": optimizer.state_dict()["param_groups"]})
    print(f"goes on from step {about['step']}", flush=True)
    return int(about["step"]), float(about["spent"])


def save_half(model: Any, folder: Path) -> None:  # noqa: ANN401 - transformers' classes share no useful type
    """Write a transformers model in half precision, in files of at most ``SHARD``, and delete what was kept of its run.

    Its configuration names single precision, in which whoever loads it then computes: processors are slow at half.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("model*.safetensors*"):
        old.unlink()
    model.to("cpu").half().save_pretrained(folder, max_shard_size=SHARD)
    config = folder / "config.json"
    told = json.loads(config.read_text(encoding="utf-8")) | {"dtype": "float32"}
    config.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    for state in folder.glob(f"{KEPT}*"):
        state.unlink()
