"""What transformers and PyTorch make of small random models.

`reference.py make FOLDER` reads FOLDER/specs.json and writes for each family a model folder, FOLDER/I, and in
FOLDER/I-reference what a check compares with: logits, gradients and weights after one step, as safetensors; greedy.json.
`reference.py logits FOLDER ...` prints the logits of each model folder's rows, as {"class": NAME, "logits": [ROW x T x V]}.
"""
import json
import os
import sys

import torch
import transformers
from safetensors.torch import save_file

torch.set_num_threads(1)


def make(root):
    given = json.load(open(f"{root}/specs.json"))
    for i, spec in enumerate(given["families"]):
        folder, reference = f"{root}/{i}", f"{root}/{i}-reference"
        os.makedirs(reference)
        make_model(spec, i).save_pretrained(folder)
        if spec.get("oldSpelling"):
            spell_as_before(f"{folder}/config.json")
        model = transformers.AutoModelForCausalLM.from_pretrained(folder)
        rows = [row["tokens"] for row in given["rows"]]
        save_file({str(i): logits for i, logits in enumerate(logits_of(model, rows))}, f"{reference}/logits.safetensors")
        json.dump([continuation(model, row, given["newTokens"]) for row in given["prompts"]], open(f"{reference}/greedy.json", "w"))
        train_step(model, given["rows"], given["step"], reference)


def make_model(spec, seed):
    config = getattr(transformers, spec["architecture"] + "Config")(**spec["config"], bos_token_id=None, eos_token_id=None)
    torch.manual_seed(seed)
    model = getattr(transformers, spec["architecture"] + "ForCausalLM")(config).float()
    with torch.no_grad():
        for parameter in model.parameters():  # far from a new model's, whose predictions are uniform and hide faults
            parameter += 0.6 * (torch.rand_like(parameter) - 0.5)
    return model


def spell_as_before(path):
    config = json.load(open(path))
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    kind = rope.pop("rope_type")
    config["rope_scaling"] = None if kind == "default" else {**rope, "type" if kind == "linear" else "rope_type": kind}
    config["torch_dtype"] = config.pop("dtype", "float32")
    json.dump(config, open(path, "w"))


@torch.no_grad()
def logits_of(model, rows):
    return [model(input_ids=torch.tensor([row])).logits[0].contiguous() for row in rows]


def continuation(model, prompt, new_tokens):
    ids = torch.tensor([prompt])
    mask = torch.ones_like(ids)
    result = model.generate(ids, attention_mask=mask, do_sample=False, max_new_tokens=new_tokens, eos_token_id=None, pad_token_id=0)
    return result[0, len(prompt):].tolist()


def train_step(model, rows, o, reference):
    """One step of PyTorch's AdamW on the weighted loss, one row at a time, without decay of gains and biases."""
    model.train()
    named = list(model.named_parameters())
    groups = [{"params": [p for _, p in named if p.dim() > 1], "weight_decay": o["weightDecay"]},
              {"params": [p for _, p in named if p.dim() == 1], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=o["learningRate"], eps=o["epsilon"])
    for row in rows:
        tokens = torch.tensor([row["tokens"]])
        logprobs = model(input_ids=tokens).logits[0, :-1].log_softmax(-1)
        chosen = logprobs.gather(1, tokens[0, 1:, None])[:, 0]
        (-(torch.tensor(row["weights"][1:]) * chosen).sum()).backward()
    save_file({name: p.grad for name, p in named}, f"{reference}/gradients.safetensors")
    torch.nn.utils.clip_grad_norm_(model.parameters(), o["maxGradNorm"])
    optimizer.step()
    save_file({name: p.detach() for name, p in named}, f"{reference}/stepped.safetensors")


def logits(folders):
    rows = json.load(sys.stdin)
    def of(folder):
        model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype="auto")
        return {"class": type(model).__name__, "logits": [x.tolist() for x in logits_of(model, rows)]}
    print(json.dumps([of(folder) for folder in folders]))


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    logits(sys.argv[2:])
