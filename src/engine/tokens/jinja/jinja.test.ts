import { describe, expect, test } from "vitest";
import { compileJinja, toValue } from "./index.ts";

// What is rendered as Python does is compared with Python in test/parity/tokens and by `npm run templates`.
const render = (template: string, variables: Readonly<Record<string, unknown>> = {}): string =>
  compileJinja(template)(new Map(Object.entries(variables).map(([name, value]) => [name, toValue(value)])));

test("every line end counts as a line feed, also within a text, and one behind a block is dropped", () => {
  const template = "a\n{% if true %}\n{{ 'x\ny' }}\n{% endif %}\nb\n";
  for (const end of ["\r\n", "\r"]) expect(render(template.replaceAll("\n", end))).toBe(render(template));
  expect(render(template)).toBe("a\nx\ny\nb");
});

test("what the model says, between the tags that mark it, is a block: trimmed and scoped as one", () => {
  // by hand, with blocks trimmed: the line end before the tag stays, for the minus behind it ends there
  expect(render("{{ 'a' }}\n  {% generation %}\n  {%- if true %}b{% endif %}\n{% endgeneration %}\nc")).toBe("a\nbc");
  expect(render("a \n{%- generation -%}\n b \n{%- endgeneration -%}\n c")).toBe("abc");
  expect(render("{% set x = 1 %}{% generation %}{% set x = 2 %}{{ x }}{% endgeneration %}{{ x }}")).toBe("21");
});

test("a round of a loop that ends early keeps what it had written", () => {
  expect(render("{% for i in range(4) %}a{{ i }}{% if i == 1 %}{% break %}{% endif %}b{% endfor %}")).toBe("a0ba1");
  expect(render("{% for i in range(3) %}a{{ i }}{% if i == 1 %}{% continue %}{% endif %}b{% endfor %}")).toBe(
    "a0ba1a2b",
  );
});

describe("what would be rendered otherwise than in Python is refused by name:", () => {
  test.each([
    ["{{ 1 < 2 < 3 }}", "a chain of comparisons (< ... <)"],
    ["{{ a == b not in c }}", "a chain of comparisons (== ... in)"],
    ["{{ x | truncate(3) }}", 'the filter "truncate" is not supported'],
    ["{% filter urlencode %}a b{% endfilter %}", 'the filter "urlencode" is not supported'],
    ["\ufeff{% if true %}a{% endif %}", "the character U+FEFF"],
    ["{% include 'other' %}", "include"],
    ["{% raw %}{{ x }}{% endraw %}", "raw"],
  ])("%s", (template, message) => {
    expect(() => compileJinja(template)).toThrow(message);
  });

  test("comparisons that stand apart are not a chain", () => {
    expect(render("{{ (1 == 1) != (2 == 3) and 1 < 2 }}{% for a in [1] if a == 1 %}{{ a in [1] }}{% endfor %}")).toBe(
      "TrueTrue",
    );
  });
});

test("a template that would take the memory, or change what it is given, is refused", () => {
  expect(() => render("{{ range(10 ** 9) }}")).toThrow("range must have at most");
  expect(() => render("{{ 'a' * 10 ** 9 }}")).toThrow("must not be repeated");
  expect(() => render("{{ list.append(1) }}", { list: [] })).toThrow("unsafe");
});
