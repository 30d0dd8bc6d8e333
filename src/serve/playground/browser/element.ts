/** What an element may hold. Text stays text: nothing here reads markup, and a model's words are hostile. */
export type Child = Node | string | undefined;

/** Makes an element. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child !== undefined) made.append(typeof child === "string" ? shown(child) : child);
  return made;
}

/** Marks that turn the reading direction round could show another answer than the one that was given: they are replaced. */
export const shown = (text: string): string => text.replace(/\p{Bidi_Control}|(?![\t\n\r])\p{Cc}/gu, "\ufffd");

/** The element of the page that has this id. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} ${id}`);
}
