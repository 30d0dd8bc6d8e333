import { Callable, compileJinja, str, toValue, type JinjaTemplate, type Value } from "./jinja/index.ts";
import { strftime } from "./strftime.ts";
import { TokenizerError } from "./tokenizer-error.ts";

/** A compiled chat template: variables to text. */
type ChatTemplate = (variables: Readonly<Record<string, unknown>>) => string;

/** A prompt that changes with the day would make runs irreproducible: a template that asks for today gets this. */
const FIXED_DATE = new Date(Date.UTC(2024, 6, 26));

/**
 * The variables that transformers gives every template, and nothing more: a template's own defaults stand. A chat without tools has none, which
 * is not the same as not being told.
 */
const ALWAYS_GIVEN: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["tools", null],
  ["documents", null],
  ["strftime_now", new Callable(({ positional: [format = ""] }) => strftime(str(format), FIXED_DATE))],
]);

/**
 * Compiles a jinja chat template as transformers does, but for today's date, which is always 26 July 2024.
 *
 * @throws TokenizerError if the template is not valid jinja; when called, if it refuses a chat
 */
export function compileChatTemplate(source: string): ChatTemplate {
  const template = compile(source);
  return (variables) => {
    const given = Object.entries(variables).map(([name, value]): [string, Value] => [name, toValue(value)]);
    try {
      return template(new Map([...ALWAYS_GIVEN, ...given]));
    } catch (cause) {
      throw templateError("must accept this chat", cause);
    }
  };
}

function compile(source: string): JinjaTemplate {
  try {
    return compileJinja(source);
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
