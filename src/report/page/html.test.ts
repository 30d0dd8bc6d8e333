import * as fc from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml, html } from "./html.ts";

test("text is escaped, markup of the template is not, lists are joined, undefined is nothing", () => {
  const item = (text: string) => html`<i>${text}</i>`;
  const list = html`<b title="${'"&'}">${["<b>", "x"].map(item)}${undefined}${7}</b>`;
  expect(list.safe).toBe('<b title="&quot;&amp;"><i>&lt;b&gt;</i><i>x</i>7</b>');
});

test("whatever the text, nothing of it can open a tag, close a quote or start an entity of its own", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"']/);
      expect(escaped.replace(/&(amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
    }),
  );
});

test("marks that turn the reading direction round are replaced: 54 must not be shown as 45", () => {
  expect(escapeHtml("\u202e54\u2066\u0000")).toBe("\ufffd54\ufffd\ufffd");
  expect(escapeHtml("a\tb\nc")).toBe("a\tb\nc");
});
