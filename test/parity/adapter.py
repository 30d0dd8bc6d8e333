"""What Python's peft makes of adapters. `adapter.py FOLDER ...`, for each model folder, with the rows as JSON on stdin:

reads the adapter in FOLDER-adapter, which the engine wrote, and writes its logits and gradients to FOLDER-adapter-reference;
writes an adapter of its own to FOLDER-peft, and its logits to FOLDER-peft-reference.
"""
import json
import os
import sys

import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import save_file

torch.set_num_threads(1)


def logits_of(model, rows):
    with torch.no_grad():
        return {str(i): model(input_ids=torch.tensor([row["tokens"]])).logits[0].contiguous() for i, row in enumerate(rows)}


def gradients_of(model, rows):
    for row in rows:
        tokens = torch.tensor([row["tokens"]])
        logprobs = model(input_ids=tokens).logits[0, :-1].log_softmax(-1)
        chosen = logprobs.gather(1, tokens[0, 1:, None])[:, 0]
        (-(torch.tensor(row["weights"][1:]) * chosen).sum()).backward()
    return {name.replace(".default", ""): p.grad for name, p in model.named_parameters() if p.requires_grad}


def base(folder):
    return transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)


rows = json.load(sys.stdin)
for number, folder in enumerate(sys.argv[1:]):
    for reference in ("adapter-reference", "peft-reference"):
        os.makedirs(f"{folder}-{reference}")
    ours = PeftModel.from_pretrained(base(folder), f"{folder}-adapter", is_trainable=True)
    save_file(logits_of(ours.eval(), rows), f"{folder}-adapter-reference/logits.safetensors")
    save_file(gradients_of(ours, rows), f"{folder}-adapter-reference/gradients.safetensors")
    torch.manual_seed(number)
    targets = "all-linear" if number % 2 == 0 else ["k_proj", "o_proj", "up_proj"]
    settings = LoraConfig(r=3, lora_alpha=5, target_modules=targets, init_lora_weights=False, use_rslora=number % 3 == 0, task_type="CAUSAL_LM")
    theirs = get_peft_model(base(folder), settings).eval()
    theirs.save_pretrained(f"{folder}-peft")
    save_file(logits_of(theirs, rows), f"{folder}-peft-reference/logits.safetensors")
