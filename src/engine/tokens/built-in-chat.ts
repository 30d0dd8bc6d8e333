/** The special tokens of the built-in model's chats. `<|end|>` closes every message and is the end-of-turn token. */
export const BUILT_IN_SPECIAL_TOKENS = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"] as const;

/** The token that ends a turn of the built-in model. */
export const BUILT_IN_END_OF_TURN = "<|end|>";

/**
 * The built-in model's chat template: `<|role|>content<|end|>` for every message, `<|assistant|>` to answer. Append-only:
 * the rendering of a longer chat begins with that of a shorter one.
 */
export const BUILT_IN_CHAT_TEMPLATE =
  "{%- for message in messages %}{{- '<|' + message.role + '|>' + message.content + '<|end|>' }}{%- endfor %}" +
  "{%- if add_generation_prompt %}{{- '<|assistant|>' }}{%- endif %}";
