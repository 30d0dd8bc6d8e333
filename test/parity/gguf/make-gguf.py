"""Writes small GGUF files of random weights, one for each case, and what transformers' own loader makes of them.

argv: a folder; stdin: {"cases": [{"name", "architecture", "type", "pre", ...}], "texts": [...]}. Writes NAME.gguf and
NAME.safetensors (transformers' weights, f32), and prints for each case {"ids": [...], "config": {...}}.
"""
import json
import os
import sys

os.environ["TQDM_DISABLE"] = "1"

import gguf
import numpy as np
import torch
import transformers
from safetensors.torch import save_file

WIDTH, HEADS, KV_HEADS, LAYERS, INNER = 256, 4, 2, 2, 256
BLOCKS = {"Q4_K": (144, (0, 2)), "Q5_K": (176, (0, 2)), "Q6_K": (210, (208,))}


def byte_alphabet():
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = iter(range(256, 512))
    return [chr(byte if byte in shown else next(rest)) for byte in range(256)]


def byte_level(case):
    tokens = byte_alphabet()
    merges = ["h e", "l l", "he ll", "hell o", "Ġ w", "1 2", "Ġ 1", "i n", "in g", "' s", "Ċ Ċ"]
    if case["pre"] == "smollm":  # its vocabulary joins no digits, which transformers' loader relies on
        merges = [merge for merge in merges if "1" not in merge]
    tokens += ["".join(merge.split(" ")) for merge in merges]
    types = [1] * len(tokens)
    for token, kind in [("<|start|>", 3), ("<|end|>", 3), ("<think>", 4)]:
        tokens.append(token)
        types.append(kind)
    return {"model": "gpt2", "pre": case["pre"], "tokens": tokens, "types": types, "merges": merges, "eos": "<|end|>"}


def sentence_piece(case):
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    types, scores = [2, 3, 3, *([6] * 256)], [0.0] * 259
    words = ["▁he", "ll", "▁hell", "he", "▁hello", "▁w", "or", "ld", "▁wor", "▁world", "in", "ing", "12"]
    characters = sorted(set("".join(words)) | set("abcdefghijklmnopqrstuvwxyz0123456789.,!?'\n")) + ["▁▁"]
    for rank, token in enumerate([*words, *characters]):
        tokens.append(token)
        types.append(1)
        scores.append(-float(rank))
    tokens.append("<|end|>")
    types.append(3)
    scores.append(0.0)
    return {"model": "llama", "pre": None, "tokens": tokens, "types": types, "scores": scores, "eos": "<|end|>"}


def stored(array, kind, rng):
    if kind not in BLOCKS:
        return gguf.quants.quantize(array, gguf.GGMLQuantizationType[kind]), gguf.GGMLQuantizationType[kind]
    size, scales = BLOCKS[kind]  # there is no quantiser for these in Python: random blocks of sensible scales
    rows, blocks = array.shape[0], array.shape[1] // 256
    data = rng.integers(0, 256, (rows, blocks, size), dtype=np.uint8)
    for at in scales:
        halves = rng.uniform(-1e-3, 1e-3, (rows, blocks)).astype(np.float16)
        data[:, :, at : at + 2] = halves.view(np.uint8).reshape(rows, blocks, 2)
    return data.reshape(rows, blocks * size), gguf.GGMLQuantizationType[kind]


def head_width(case):
    return 128 if case["architecture"] == "qwen3" else WIDTH // HEADS  # transformers reads no other width of Qwen3


def tensors(case, vocab):
    head = head_width(case)
    shapes = {"token_embd.weight": (vocab, WIDTH), "output_norm.weight": (WIDTH,)}
    if case.get("head"):
        shapes["output.weight"] = (vocab, WIDTH)
    for layer in range(LAYERS):
        part = {
            "attn_norm": (WIDTH,), "ffn_norm": (WIDTH,),
            "attn_q": (HEADS * head, WIDTH), "attn_k": (KV_HEADS * head, WIDTH), "attn_v": (KV_HEADS * head, WIDTH),
            "attn_output": (WIDTH, HEADS * head),
            "ffn_gate": (INNER, WIDTH), "ffn_up": (INNER, WIDTH), "ffn_down": (WIDTH, INNER),
        }
        if case["architecture"] == "qwen3":
            part |= {"attn_q_norm": (head,), "attn_k_norm": (head,)}
        shapes |= {f"blk.{layer}.{name}.weight": shape for name, shape in part.items()}
        if case["architecture"] == "qwen2":
            shapes |= {f"blk.{layer}.{name}.bias": (part[name][0],) for name in ("attn_q", "attn_k", "attn_v")}
    return shapes


def write(case, path):
    rng = np.random.default_rng(len(case["name"]))
    arch = case["architecture"]
    words = sentence_piece(case) if case["pre"] is None else byte_level(case)
    writer = gguf.GGUFWriter(path, arch)
    writer.add_block_count(LAYERS)
    writer.add_context_length(512)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(5e5)
    if arch == "llama":
        writer.add_rope_dimension_count(WIDTH // HEADS)
    if arch == "qwen3":
        writer.add_key_length(head_width(case))
        writer.add_value_length(head_width(case))
    writer.add_tokenizer_model(words["model"])
    if words["pre"] is not None:
        writer.add_tokenizer_pre(words["pre"])
    writer.add_token_list(words["tokens"])
    writer.add_token_types(words["types"])
    if "merges" in words:
        writer.add_token_merges(words["merges"])
    if "scores" in words:
        writer.add_token_scores(words["scores"])
        writer.add_unk_token_id(0)
        writer.add_bos_token_id(1)
    writer.add_eos_token_id(words["tokens"].index(words["eos"]))
    writer.add_chat_template("{% for m in messages %}{{ m.role }}: {{ m.content }}<|end|>\n{% endfor %}")
    for name, shape in tensors(case, len(words["tokens"])).items():
        array = rng.normal(0, 0.3, shape).astype(np.float32)
        if array.ndim == 1:
            writer.add_tensor(name, array)
        else:
            data, kind = stored(array, case["type"], rng)
            writer.add_tensor(name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def theirs(folder, case, texts):
    file = f"{case['name']}.gguf"
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32)
    weights = {name: tensor.contiguous().float() for name, tensor in model.state_dict().items()}
    if model.config.tie_word_embeddings:
        weights.pop("lm_head.weight", None)
    save_file(weights, f"{folder}/{case['name']}.safetensors")
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, gguf_file=file)
    return {"ids": [tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]}


folder = sys.argv[1]
given = json.load(sys.stdin)
for case in given["cases"]:
    write(case, f"{folder}/{case['name']}.gguf")
print(json.dumps([theirs(folder, case, given["texts"]) for case in given["cases"]]))
