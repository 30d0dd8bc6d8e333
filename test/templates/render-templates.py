"""What transformers makes of chats by many templates.

stdin: {"templates": [TEXT, ...], "chats": [[{"role", "content"}, ...], ...], "special": {NAME: TOKEN}}. Prints for each template
{"refused": REASON} where it does not compile, else for each chat, without and with a generation prompt, {"text"} or {"error"}.
The date is 26 July 2024.
"""
import datetime
import json
import sys

import tokenizers
import transformers
from transformers.utils import chat_template_utils


class FixedDate(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2024, 7, 26)


chat_template_utils.datetime = FixedDate


def outcome(work):
    try:
        return {"text": work()}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:300]}


def of(tokenizer, template, chats):
    compiled = outcome(lambda: str(chat_template_utils._compile_jinja_template(template)))
    if "error" in compiled:
        return {"refused": compiled["error"]}
    return [
        outcome(
            lambda: tokenizer.apply_chat_template(
                chat, chat_template=template, tokenize=False, add_generation_prompt=prompt
            )
        )
        for chat in chats
        for prompt in (False, True)
    ]


given = json.load(sys.stdin)
empty = tokenizers.Tokenizer(tokenizers.models.BPE())
tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=empty, **given["special"])
print(json.dumps([of(tokenizer, template, given["chats"]) for template in given["templates"]]))
