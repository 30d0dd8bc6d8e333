/** A family's chat: how its template behaves, in our words, and the special tokens that it uses. */
export interface FamilyChat {
  readonly name: string;
  /** The tokenizer of make-tokenizers.py that goes with it. */
  readonly pipeline: string;
  readonly special: Readonly<Record<string, string>>;
  /** Tokens that end an assistant's turn, as generation_config.json lists them. */
  readonly endOfTurn: readonly string[];
  readonly template: string;
  /** Whether a later prompt may contain earlier attempts otherwise than they were sampled, or move what stood before. */
  readonly rewritesHistory: boolean;
}

const lines = (...parts: readonly string[]): string => parts.join("");

/** Messages of an assistant and a user must alternate, beginning with the user. */
const alternate =
  "{%- for m in chat %}{%- if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{- raise_exception('roles must alternate: user, assistant, user, ...') }}{%- endif %}{%- endfor %}";
const splitSystem =
  "{%- if messages[0]['role'] == 'system' %}{%- set system = messages[0]['content'] %}{%- set chat = messages[1:] %}{%- else %}{%- set system = none %}{%- set chat = messages %}{%- endif %}";

/** [INST] and its end are plain text, the system prompt lies within the first, contents are stripped and spaced. */
const llama2 = lines(
  splitSystem,
  alternate,
  "{%- for m in chat %}{%- set content = m['content'] %}",
  "{%- if loop.first and system is not none %}{%- set content = '<<SYS>>\\n' + system.strip() + '\\n<</SYS>>\\n\\n' + content %}{%- endif %}",
  "{%- if m.role == 'user' %}{{- bos_token + '[INST] ' + content.strip() + ' [/INST]' }}",
  "{%- else %}{{- ' ' + content.strip() + ' ' + eos_token }}{%- endif %}{%- endfor %}",
);

/** A header for each role, today's date in the system message whether or not there is one. */
const llama3 = lines(
  "{{- bos_token }}",
  "{%- if not date_string is defined %}{%- if strftime_now is defined %}{%- set date_string = strftime_now('%d %b %Y') %}{%- else %}{%- set date_string = '26 Jul 2024' %}{%- endif %}{%- endif %}",
  "{%- if not tools is defined %}{%- set tools = none %}{%- endif %}",
  "{%- if messages[0]['role'] == 'system' %}{%- set system = messages[0]['content'] | trim %}{%- set messages = messages[1:] %}{%- else %}{%- set system = '' %}{%- endif %}",
  "{{- '<|start_header_id|>system<|end_header_id|>\\n\\n' }}{%- if tools is not none %}{{- 'Environment: ipython\\n' }}{%- endif %}",
  "{{- 'Cutting Knowledge Date: December 2023\\nToday Date: ' + date_string + '\\n\\n' + system + '<|eot_id|>' }}",
  "{%- for message in messages %}{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}{%- endfor %}",
  "{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}",
);

/** [INST] is a token; the system prompt stands before the last question, so that it moves with every turn. */
const mistral = lines(
  splitSystem,
  alternate,
  "{{- bos_token }}{%- for m in chat %}{%- if m.role == 'user' %}",
  "{%- if tools is not none and loop.last %}{{- '[AVAILABLE_TOOLS]' }}{%- endif %}",
  "{%- if loop.last and system is not none %}{{- '[INST] ' + system + '\\n\\n' + m.content + '[/INST]' }}{%- else %}{{- '[INST] ' + m.content + '[/INST]' }}{%- endif %}",
  "{%- else %}{{- ' ' + m.content | trim + eos_token }}{%- endif %}{%- endfor %}",
);

const chatMl = (defaultSystem: string): string =>
  lines(
    `{%- if messages[0].role != 'system' %}{{- '<|im_start|>system\\n${defaultSystem}<|im_end|>\\n' }}{%- endif %}`,
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}",
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
  );

/** Thoughts stay only in answers after the last question; the last answer gets an empty one if it has none. */
const qwen3 = lines(
  "{%- set ns = namespace(last=messages|length - 1, seeking=true) %}",
  "{%- for m in messages[::-1] %}{%- set index = messages|length - 1 - loop.index0 %}",
  "{%- if ns.seeking and m.role == 'user' and m.content is string and not (m.content.startswith('<tool_response>') and m.content.endswith('</tool_response>')) %}{%- set ns.seeking = false %}{%- set ns.last = index %}{%- endif %}{%- endfor %}",
  "{%- for m in messages %}{%- if m.content is string %}{%- set content = m.content %}{%- else %}{%- set content = '' %}{%- endif %}",
  "{%- if m.role == 'assistant' %}{%- set thought = '' %}",
  "{%- if m.reasoning_content is string %}{%- set thought = m.reasoning_content %}",
  "{%- elif '</think>' in content %}{%- set thought = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}{%- set content = content.split('</think>')[-1].lstrip('\\n') %}{%- endif %}",
  "{%- if loop.index0 > ns.last and (loop.last or thought) %}{{- '<|im_start|>' + m.role + '\\n<think>\\n' + thought.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}",
  "{%- else %}{{- '<|im_start|>' + m.role + '\\n' + content }}{%- endif %}",
  "{%- else %}{{- '<|im_start|>' + m.role + '\\n' + content }}{%- endif %}{{- '<|im_end|>\\n' }}{%- endfor %}",
  "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}",
);

const sentencePiece = { bos_token: "<s>", eos_token: "</s>", unk_token: "<unk>" };
const chatMlTokens = { eos_token: "<|im_end|>", pad_token: "<|endoftext|>" };

/** The families' chats. */
export const familyChats: readonly FamilyChat[] = [
  { name: "Llama 2", pipeline: "llama-2", special: sentencePiece, endOfTurn: ["</s>"], template: llama2, rewritesHistory: false }, // prettier-ignore
  {
    name: "Llama 3",
    pipeline: "llama-3",
    special: { bos_token: "<|begin_of_text|>", eos_token: "<|eot_id|>" },
    endOfTurn: ["<|end_of_text|>", "<|eom_id|>", "<|eot_id|>"],
    template: llama3,
    rewritesHistory: false,
  },
  { name: "Mistral", pipeline: "mistral", special: sentencePiece, endOfTurn: ["</s>"], template: mistral, rewritesHistory: true }, // prettier-ignore
  {
    name: "Qwen2",
    pipeline: "qwen2",
    special: chatMlTokens,
    endOfTurn: ["<|im_end|>", "<|endoftext|>"],
    template: chatMl("You are a helpful assistant."),
    rewritesHistory: false,
  },
  {
    name: "Qwen3",
    pipeline: "qwen2",
    special: chatMlTokens,
    endOfTurn: ["<|im_end|>", "<|endoftext|>"],
    template: qwen3,
    rewritesHistory: true,
  },
  {
    name: "SmolLM2",
    pipeline: "smollm2",
    special: { bos_token: "<|im_start|>", ...chatMlTokens },
    endOfTurn: ["<|im_end|>"],
    template: chatMl("You are a helpful AI assistant named SmolLM, trained by Hugging Face"),
    rewritesHistory: false,
  },
];
