"""What transformers makes of chats.

stdin: {"chats": [[{"role", "content"}, ...], ...]}; argv: model folders with a tokenizer and a chat template. Prints for each folder and
chat {"text", "ids", "prompt": {"text", "ids"}}, or {"refused": true}.
"""
import json
import sys
from datetime import datetime

import transformers

DATE = datetime(2024, 7, 26)


def rendered(tokenizer, chat, **options):
    ids = tokenizer.apply_chat_template(chat, tokenize=True, return_dict=False, date_string=DATE.strftime("%d %b %Y"), **options)
    return {"text": tokenizer.apply_chat_template(chat, tokenize=False, date_string=DATE.strftime("%d %b %Y"), **options), "ids": ids}


def of(tokenizer, chat):
    try:
        return {**rendered(tokenizer, chat), "prompt": rendered(tokenizer, chat, add_generation_prompt=True)}
    except Exception as error:
        if "alternate" not in str(error):
            raise
        return {"refused": True}


chats = json.load(sys.stdin)["chats"]
tokenizers = [transformers.AutoTokenizer.from_pretrained(folder) for folder in sys.argv[1:]]
print(json.dumps([[of(tokenizer, chat) for chat in chats] for tokenizer in tokenizers]))
