/** Text that is safe to put into a page: made by {@link html} alone, so that no other text gets there unescaped (I11). */
export interface Html {
  readonly safe: string;
}

/** A template's values: text and numbers are escaped, markup is not, lists are joined, undefined is nothing. */
export type Fragment = Html | string | number | undefined | readonly Fragment[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Escapes text for an element's content or a quoted attribute. Control characters, which HTML forbids, become U+FFFD;
 * so do the marks that turn the reading direction round, which could show an answer other than the one that was graded.
 */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? "")
    .replace(/\p{Bidi_Control}|(?![\t\n\r])\p{Cc}/gu, "\ufffd");
}

function markup(fragment: Fragment): string {
  if (fragment === undefined) return "";
  if (typeof fragment === "string" || typeof fragment === "number") return escapeHtml(String(fragment));
  return "safe" in fragment ? fragment.safe : fragment.map(markup).join("");
}

/** Template of a piece of a page: everything put in is escaped, unless it was made by this template. */
export function html(strings: TemplateStringsArray, ...fragments: readonly Fragment[]): Html {
  return { safe: strings.map((string, i) => string + markup(fragments[i])).join("") };
}

/** Markup that a trusted library made (a chart, the style sheet). Never for text of a model or a data set. */
export function trusted(markup: string): Html {
  return { safe: markup };
}
