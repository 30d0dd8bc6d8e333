import { Template } from "@huggingface/jinja";
import { likePython, PYTHON_FUNCTIONS } from "./jinja-like-python.ts";
import { strftime } from "./strftime.ts";
import { TokenizerError } from "./tokenizer-error.ts";

/** A compiled chat template: variables to text. */
export type ChatTemplate = (variables: Readonly<Record<string, unknown>>) => string;

/** A prompt that changes with the day would make runs irreproducible: templates get the date that Llama 3's falls back to. */
const FIXED_DATE = new Date(Date.UTC(2024, 6, 26));

/** What transformers gives every template; a chat without tools has none, which is not the same as not being told. */
const ALWAYS_GIVEN = {
  tools: null,
  documents: null,
  date_string: strftime("%d %b %Y", FIXED_DATE),
  fixed_strftime_now: (format: string) => strftime(format, FIXED_DATE),
  ...PYTHON_FUNCTIONS,
};
/** The library's own clock can't be replaced: templates are made to ask another one. */
const RENAMED = new Map([["strftime_now", "fixed_strftime_now"]]);

/**
 * Compiles a jinja chat template as transformers does, but for today's date, which is always 26 July 2024.
 *
 * What the jinja library lacks, it says. One thing it does otherwise: where a template writes out a value that is no text, it
 * writes `true` and nothing where Python writes `True` and `None`; no family's template does that.
 *
 * @throws TokenizerError if the template is not valid jinja; when called, if it refuses a chat
 */
export function compileChatTemplate(source: string): ChatTemplate {
  const template = compile(source);
  likePython(template.parsed, RENAMED);
  return (variables) => {
    try {
      return template.render({ ...ALWAYS_GIVEN, ...variables });
    } catch (cause) {
      throw templateError("must accept this chat", cause);
    }
  };
}

function compile(source: string): Template {
  try {
    return new Template(source);
  } catch (cause) {
    throw templateError("must be valid jinja", cause);
  }
}

function templateError(want: string, cause: unknown): TokenizerError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TokenizerError(
    `the model's chat template ${want}, got "${reason}"; edit chat_template.jinja in the model folder`,
    { cause },
  );
}
