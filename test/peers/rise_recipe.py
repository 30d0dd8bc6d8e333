"""One pass over RISE rows as the authors' recipe trains: a padded row for each turn, every logit computed; prints {"seconds"}.

argv[1]: a JSON file {"threads", "config", "learningRate", "batches": [[{"tokens", "weights"}]]}. Kinder to PyTorch than the authors' scripts,
which pad every row to the model's maximum: rows are sorted by length within a batch and padded to the longest of 16.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F
from transformers import LlamaConfig, LlamaForCausalLM

ROWS_AT_ONCE = 16


def padded(rows, key, fill):
    longest = max(len(row["tokens"]) for row in rows)
    return torch.tensor([row[key] + [fill] * (longest - len(row[key])) for row in rows])


def weighted_loss(model, rows):
    tokens, weights = padded(rows, "tokens", 0), padded(rows, "weights", 0.0)
    lengths = torch.tensor([len(row["tokens"]) for row in rows])
    mask = torch.arange(tokens.shape[1])[None, :] < lengths[:, None]
    logits = model(input_ids=tokens, attention_mask=mask.long(), use_cache=False).logits
    nll = F.cross_entropy(logits[:, :-1].transpose(1, 2), tokens[:, 1:], reduction="none")
    return (nll * weights[:, 1:]).sum()


with open(sys.argv[1]) as file:
    request = json.load(file)
torch.set_num_threads(request["threads"])
torch.manual_seed(0)
model = LlamaForCausalLM(LlamaConfig(attn_implementation="sdpa", **request["config"])).float().train()
optimizer = torch.optim.AdamW(model.parameters(), lr=request["learningRate"], weight_decay=0)
weighted_loss(model, request["batches"][0][:2]).backward()  # the first call is slow
optimizer.zero_grad(set_to_none=True)
start = time.perf_counter()
for batch in request["batches"]:
    rows = sorted(batch, key=lambda row: len(row["tokens"]))
    for first in range(0, len(rows), ROWS_AT_ONCE):
        weighted_loss(model, rows[first : first + ROWS_AT_ONCE]).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
print(json.dumps({"seconds": time.perf_counter() - start}))
