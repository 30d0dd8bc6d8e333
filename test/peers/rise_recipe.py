"""One pass over RISE rows as the authors' recipe trains: a padded row for each turn, every logit computed.

argv[1]: a JSON file {"threads", "config", "learningRate", "batches": [[{"tokens", "weights"}]]}. Prints {"authors", "kinder"}, each
{"seconds", "cpuSeconds"}: every row padded to the set's longest (the authors pad to the model's maximum), and 16 rows at a time padded
to their longest.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F
from transformers import LlamaConfig, LlamaForCausalLM

ROWS_AT_ONCE = 16


def padded(rows, key, fill, length):
    return torch.tensor([row[key] + [fill] * (length - len(row[key])) for row in rows])


def weighted_loss(model, rows, length):
    tokens, weights = padded(rows, "tokens", 0, length), padded(rows, "weights", 0.0, length)
    lengths = torch.tensor([len(row["tokens"]) for row in rows])
    mask = torch.arange(length)[None, :] < lengths[:, None]
    logits = model(input_ids=tokens, attention_mask=mask.long(), use_cache=False).logits
    nll = F.cross_entropy(logits[:, :-1].transpose(1, 2), tokens[:, 1:], reduction="none")
    return (nll * weights[:, 1:]).sum()


def longest(rows):
    return max(len(row["tokens"]) for row in rows)


def one_pass(request, length_of):
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(attn_implementation="sdpa", **request["config"])).float().train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=request["learningRate"], weight_decay=0)
    first_rows = request["batches"][0][:2]
    weighted_loss(model, first_rows, longest(first_rows)).backward()  # the first call is slow
    optimizer.zero_grad(set_to_none=True)
    start, cpu_start = time.perf_counter(), time.process_time()
    for batch in request["batches"]:
        for first in range(0, len(batch), ROWS_AT_ONCE):
            rows = batch[first : first + ROWS_AT_ONCE]
            weighted_loss(model, rows, length_of(rows)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu_start}


with open(sys.argv[1]) as file:
    request = json.load(file)
torch.set_num_threads(request["threads"])
longest_of_all = max(longest(batch) for batch in request["batches"])
print(json.dumps({"authors": one_pass(request, lambda rows: longest_of_all), "kinder": one_pass(request, longest)}))
