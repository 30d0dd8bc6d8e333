"""The same work as `rise bench` in PyTorch f32 and transformers, on the CPU or on "device": prints one JSON document.

argv[1]: {"threads": N, "device": "cpu" | "cuda", "shapes": [{"name", "config": {...}, "train": {"rows", "tokens"}, "decode": {"promptTokens", "newTokens", "batches"}}]}
"""
import json
import sys
import time

import torch
from transformers import LlamaConfig, LlamaForCausalLM

REPEATS = 3


def model_of(config):
    torch.manual_seed(0)
    return LlamaForCausalLM(LlamaConfig(attn_implementation="sdpa", **config)).float()


def train_tokens_per_second(model, rows, tokens, in_bf16):
    """AdamW steps with clipping, every token in the loss; the best of a few steps. `in_bf16`: under autocast."""
    ids = torch.randint(0, model.config.vocab_size, (rows, tokens))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    model.train()
    best = float("inf")
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        with torch.autocast(model.device.type, torch.bfloat16, enabled=in_bf16):
            loss = model(input_ids=ids, labels=ids, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if model.device.type == "cuda":
            torch.cuda.synchronize()
        best = min(best, time.perf_counter() - start)
    return rows * tokens / best


@torch.inference_mode()
def decode_tokens_per_second(model, batch, prompt_tokens, new_tokens):
    """Generated tokens per second of one `generate`, its prefill included."""
    ids = torch.randint(0, model.config.vocab_size, (batch, prompt_tokens))
    model.eval()
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        model.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            do_sample=True,
            min_new_tokens=new_tokens,
            max_new_tokens=new_tokens,
            pad_token_id=0,
        )
        best = min(best, time.perf_counter() - start)
    return batch * new_tokens / best


def measure(shape):
    model = model_of(shape["config"])
    decode = shape["decode"]
    return {
        "name": shape["name"],
        "train": {
            "tokensPerSec": train_tokens_per_second(model, **shape["train"], in_bf16=False),
            "bf16TokensPerSec": train_tokens_per_second(model, **shape["train"], in_bf16=True),
        },
        "decode": [
            {
                "batch": batch,
                "tokensPerSec": decode_tokens_per_second(model, batch, decode["promptTokens"], decode["newTokens"]),
            }
            for batch in decode["batches"]
        ],
    }


request = json.loads(sys.argv[1])
torch.set_num_threads(request["threads"])
torch.set_default_device(request.get("device", "cpu"))
print(json.dumps({"torch": torch.__version__, "shapes": [measure(shape) for shape in request["shapes"]]}))
