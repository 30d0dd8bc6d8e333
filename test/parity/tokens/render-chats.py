"""What transformers makes of chats and of small templates.

stdin: {"chats": [[{"role", "content"}, ...], ...], "features": [TEMPLATE, ...], "variables": {...}}; argv: model folders with a tokenizer
and a chat template. Prints {"families": for each folder and chat {"text", "ids", "prompt": {"text", "ids"}} or {"refused": true},
"features": for each template its text, or null where it was refused}.
"""
import datetime
import json
import sys

import transformers
from transformers.utils import chat_template_utils


class FixedDate(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2024, 7, 26)


chat_template_utils.datetime = FixedDate


def rendered(tokenizer, chat, **options):
    ids = tokenizer.apply_chat_template(chat, tokenize=True, return_dict=False, **options)
    return {"text": tokenizer.apply_chat_template(chat, tokenize=False, **options), "ids": ids}


def of(tokenizer, chat):
    try:
        return {**rendered(tokenizer, chat), "prompt": rendered(tokenizer, chat, add_generation_prompt=True)}
    except Exception as error:
        if "alternate" not in str(error):
            raise
        return {"refused": True}


def feature(template, variables):
    try:
        return chat_template_utils._compile_jinja_template(template).render(tools=None, documents=None, **variables)
    except Exception:
        return None


given = json.load(sys.stdin)
tokenizers = [transformers.AutoTokenizer.from_pretrained(folder) for folder in sys.argv[1:]]
print(json.dumps({
    "families": [[of(tokenizer, chat) for chat in given["chats"]] for tokenizer in tokenizers],
    "features": [feature(template, given["variables"]) for template in given["features"]],
}))
