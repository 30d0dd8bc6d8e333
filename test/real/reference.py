"""What transformers and peft make of real weights.

argv: convert GGUF FOLDER | reference FOLDER, with {"texts", "chats", "newTokens"} on stdin: ids, rendered chats, greedy answers and
their log-probabilities | adapter FOLDER ADAPTER STEPPED, with {"rows", "step"} on stdin: one step of PyTorch's AdamW on the adapter,
written to STEPPED, and the log-probabilities that it gives the rows.
"""
import json
import os
import sys

os.environ["TQDM_DISABLE"] = "1"

import torch
import transformers
from tokenizers import pre_tokenizers

transformers.logging.set_verbosity_error()


def load(folder, **options):
    return transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **options)


def convert(gguf, folder):
    place, file = os.path.split(gguf)
    loaded = load(place, gguf_file=file)
    config = loaded.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    model = transformers.AutoModelForCausalLM.from_config(config)
    model.load_state_dict(loaded.state_dict())
    model.save_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(place, gguf_file=file)
    # As SmolLM2's own tokenizer.json splits: transformers' GGUF loader leaves the digits out, and joins " ²" where the model saw two.
    split = [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(split)
    tokenizer.save_pretrained(folder)


def logprobs(model, tokens):
    ids = torch.tensor([tokens])
    chosen = model(input_ids=ids).logits[0, :-1].log_softmax(-1)
    return chosen.gather(1, ids[0, 1:, None])[:, 0]


def reference(folder):
    given = json.load(sys.stdin)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = load(folder).eval()
    model.generation_config.eos_token_id = None  # goes on behind the end of a turn, whose token is as likely as it is
    chats = []
    for chat in given["chats"]:
        text = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        with torch.no_grad():
            prompt = torch.tensor([ids])
            seen = torch.ones_like(prompt)  # else the ends of turns within the prompt would be taken for padding
            answer = model.generate(prompt, attention_mask=seen, max_new_tokens=given["newTokens"], do_sample=False)
            answer = answer[0].tolist()
            scores = logprobs(model, answer)[len(ids) - 1 :].tolist()
        chats.append({"text": text, "ids": ids, "answer": answer[len(ids) :], "logprobs": scores})
    ids = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in given["texts"]]
    print(json.dumps({"ids": ids, "chats": chats}))


def adapter(folder, source, stepped):
    from peft import PeftModel

    given = json.load(sys.stdin)
    model = PeftModel.from_pretrained(load(folder), source, is_trainable=True).eval()
    loss = sum(-(torch.tensor(row["weights"][1:]) * logprobs(model, row["tokens"])).sum() for row in given["rows"])
    loss.backward()
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    step = given["step"]
    torch.optim.AdamW(parameters, lr=step["learningRate"], eps=step["epsilon"], weight_decay=0.0).step()
    model.save_pretrained(stepped)
    with torch.no_grad():
        print(json.dumps({"loss": loss.item(), "logprobs": [logprobs(model, row["tokens"]).tolist() for row in given["rows"]]}))


{"convert": convert, "reference": reference, "adapter": adapter}[sys.argv[1]](*sys.argv[2:])
