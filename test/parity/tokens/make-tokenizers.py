"""Trains a small tokenizer with each family's pipeline of normalizer, pre-tokenizer and decoder, as its tokenizer.json has it.

argv: FOLDER. Reads FOLDER/texts.json, {"texts": [...]}, on which they are also trained, so that every split shows; writes FOLDER/NAME/tokenizer.json and
tokenizer_config.json; prints {NAME: {"ids": [[...]], "texts": [...], "bytes": [...]}}: what each text is encoded to, and what
the ids are decoded to, with special tokens; and random ids, decoded.
"""
import json
import os
import random
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

LLAMA_3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN_2 = LLAMA_3.replace(r"\p{N}{1,3}", r"\p{N}")
TEKKEN = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+"
          r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
VOCABULARY = 1500


def byte_level(pre_tokenizer, normalizer=None, ignore_merges=False):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=True, trim_offsets=True, use_regex=True)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer, pre_tokenizers.ByteLevel.alphabet()


def split_by(pattern, behavior="isolated", invert=False):
    split = pre_tokenizers.Split(Regex(pattern), behavior=behavior, invert=invert)
    return pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def sentence_piece(normalizer, pre_tokenizer):
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    if pre_tokenizer is not None:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    return tokenizer, []


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKD()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def pipelines():
    prepend = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    metaspace = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=False)
    digits = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    chat_ml = ["<|im_start|>", "<|im_end|>"]
    return {
        "gpt-2": (*byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False)), ["<|endoftext|>"]),
        "smollm2": (*byte_level(digits), ["<|endoftext|>", *chat_ml]),
        "llama-3": (*byte_level(split_by(LLAMA_3), ignore_merges=True), ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>", "<|eot_id|>"]),
        "qwen2": (*byte_level(split_by(QWEN_2), normalizers.NFC()), ["<|endoftext|>", *chat_ml]),
        "kept": (*byte_level(split_by(LLAMA_3, "removed", invert=True), normalizers.NFKC()), ["<|endoftext|>"]),
        "tekken": (*byte_level(split_by(TEKKEN)), ["<s>", "</s>", "[INST]", "[/INST]"]),
        "llama-2": (*sentence_piece(prepend, None), ["<unk>", "<s>", "</s>"]),
        "mistral": (*sentence_piece(None, metaspace), ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"]),
        "metaspace": (*sentence_piece(None, pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)), ["<unk>", "<s>", "</s>"]),
        "unigram": (unigram(), [], ["<unk>", "<s>", "</s>"]),
    }


def train(tokenizer, alphabet, special, corpus):
    if isinstance(tokenizer.model, models.Unigram):
        tokenizer.train_from_iterator(corpus, trainers.UnigramTrainer(vocab_size=VOCABULARY, special_tokens=special, unk_token="<unk>", show_progress=False))
        return tokenizer
    is_byte_level = len(alphabet) > 0
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=special, initial_alphabet=alphabet, show_progress=False,
                                  **({} if is_byte_level else {"limit_alphabet": 100, "max_token_length": 12}))
    tokenizer.train_from_iterator(corpus, trainer)
    return tokenizer if is_byte_level else with_bytes(tokenizer, special)


def with_bytes(tokenizer, special):
    """SentencePiece puts the 256 bytes behind the special tokens; the trainer cannot."""
    content = json.loads(tokenizer.to_str())
    pieces = [token for token, _ in sorted(content["model"]["vocab"].items(), key=lambda item: item[1]) if token not in special]
    ordered = [*special, *(f"<0x{byte:02X}>" for byte in range(256)), *pieces]
    content["model"]["vocab"] = {token: id for id, token in enumerate(ordered)}
    content["added_tokens"] = [{**token, "id": ordered.index(token["content"])} for token in content["added_tokens"]]
    return Tokenizer.from_str(json.dumps(content))


def main(folder):
    given = json.load(open(f"{folder}/texts.json"))
    known = {}
    for name, (tokenizer, alphabet, special) in pipelines().items():
        tokenizer = train(tokenizer, alphabet, special, given["texts"])
        tokenizer.add_tokens([AddedToken("<think>", normalized=False), AddedToken("</think>", normalized=False),
                              AddedToken("<tool>", normalized=True), AddedToken("<|left|>", lstrip=True),
                              AddedToken("<|right|>", rstrip=True)])
        os.makedirs(f"{folder}/{name}")
        tokenizer.save(f"{folder}/{name}/tokenizer.json")
        json.dump({"tokenizer_class": "PreTrainedTokenizerFast"}, open(f"{folder}/{name}/tokenizer_config.json", "w"))
        texts = given["texts"] + [" a ".join(special) + special[-1] + " b"]
        ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        rng = random.Random(7)
        scrambled = [[rng.randrange(tokenizer.get_vocab_size()) for _ in range(rng.randrange(1, 12))] for _ in range(300)]
        known[name] = {
            "texts": texts, "ids": ids, "decoded": tokenizer.decode_batch(ids, skip_special_tokens=False),
            "scrambled": scrambled, "scrambledText": tokenizer.decode_batch(scrambled, skip_special_tokens=True),
        }
    print(json.dumps(known))


main(sys.argv[1])
