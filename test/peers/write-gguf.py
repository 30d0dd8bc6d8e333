"""Writes a Llama of random f32 weights as GGUF, for llama.cpp: the shape counts, not what the model says.

argv[1]: {"path", "config": {...}} with the fields of transformers' LlamaConfig
"""
import json
import sys

import gguf
import numpy


def write(path, c):
    rng = numpy.random.default_rng(0)

    def matrix(rows, columns):
        return (rng.standard_normal((rows, columns), dtype=numpy.float32) * 0.02).astype(numpy.float32)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(c["max_position_embeddings"])
    writer.add_embedding_length(c["hidden_size"])
    writer.add_block_count(c["num_hidden_layers"])
    writer.add_feed_forward_length(c["intermediate_size"])
    writer.add_head_count(c["num_attention_heads"])
    writer.add_head_count_kv(c["num_key_value_heads"])
    writer.add_key_length(c["head_dim"])
    writer.add_value_length(c["head_dim"])
    writer.add_rope_dimension_count(c["head_dim"])
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_vocab_size(c["vocab_size"])
    writer.add_tokenizer_model("llama")
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]  # llama.cpp looks bytes up
    kinds = [gguf.TokenType.UNKNOWN] + 2 * [gguf.TokenType.CONTROL] + 256 * [gguf.TokenType.BYTE]
    others = c["vocab_size"] - len(tokens)
    writer.add_token_list(tokens + [f"t{i}" for i in range(others)])
    writer.add_token_types(kinds + [gguf.TokenType.NORMAL] * others)
    writer.add_token_scores([0.0] * c["vocab_size"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)

    width, kv_width = (c[heads] * c["head_dim"] for heads in ("num_attention_heads", "num_key_value_heads"))
    d, f = c["hidden_size"], c["intermediate_size"]
    writer.add_tensor("token_embd.weight", matrix(c["vocab_size"], d))
    writer.add_tensor("output_norm.weight", numpy.ones(d, dtype=numpy.float32))
    for i in range(c["num_hidden_layers"]):
        shapes = {"attn_q": (width, d), "attn_k": (kv_width, d), "attn_v": (kv_width, d), "attn_output": (d, width)}
        shapes |= {"ffn_gate": (f, d), "ffn_up": (f, d), "ffn_down": (d, f)}
        for name, (rows, columns) in shapes.items():
            writer.add_tensor(f"blk.{i}.{name}.weight", matrix(rows, columns))
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{i}.{name}.weight", numpy.ones(d, dtype=numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


request = json.loads(sys.argv[1])
write(request["path"], request["config"])
