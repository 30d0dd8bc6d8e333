/** Jinja templates as Python renders them: parsed by @huggingface/jinja, evaluated here by Python's rules. */
import { parse, tokenize } from "@huggingface/jinja";
import { checkNodes, refuseChains, refuseOddSpaces } from "./check.ts";
import { globals } from "./globals.ts";
import { JinjaError } from "./jinja-error.ts";
import type { Body } from "./nodes.ts";
import { render } from "./render.ts";
import { Scope } from "./scope.ts";
import type { Value } from "./values.ts";

export { JinjaError };
export type { Value };
export { Callable, toValue } from "./values.ts";
export { str } from "./text.ts";

/** A compiled template: variables to text. */
export type JinjaTemplate = (variables: ReadonlyMap<string, Value>) => string;

/**
 * transformers' `{% generation %}` marks what the model says. It is a block like any other: white space is trimmed at it, and what is set
 * within it is forgotten behind it. The parser would drop the tags first; a filter that changes nothing is the same block.
 */
const asBlocks = (source: string): string =>
  source.replaceAll(
    /\{%([-+]?)\s*(end)?generation\s*([-+]?)%\}/g,
    (_, before: string, end: string | undefined, after: string) =>
      `{%${before} ${end === undefined ? "filter string" : "endfilter"} ${after}%}`,
  );

/**
 * Compiles a template. Every line end counts as a line feed, as in Python.
 *
 * @throws SyntaxError or JinjaError if it cannot be rendered as Python would
 */
export function compileJinja(source: string): JinjaTemplate {
  refuseOddSpaces(source);
  const tokens = tokenize(asBlocks(source.replaceAll(/\r\n?/g, "\n")), { lstrip_blocks: true, trim_blocks: true });
  refuseChains(tokens);
  const { body } = parse(tokens) as unknown as { readonly body: Body }; // see `nodes.ts`
  checkNodes(body);
  return (variables) => {
    const scope = new Scope();
    for (const [name, value] of [...globals, ...variables]) scope.set(name, value);
    return render(body, new Scope(scope));
  };
}
