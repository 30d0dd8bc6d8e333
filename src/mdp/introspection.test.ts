import { expect, test } from "vitest";
import { introspectionMessage } from "./introspection.ts";

test("a question is put in as it is, whatever replacement patterns it holds", () => {
  const question = "What is $& of $1 {problem} $'?";
  const { content } = introspectionMessage({ template: "Again: {problem} | {problem}" }, question);
  expect(content).toBe(`Again: ${question} | ${question}`);
});

test("the paper's prompt says nothing of the problem, the authors' code's restates it", () => {
  expect(introspectionMessage("paper", "Q?").content).not.toContain("Q?");
  expect(introspectionMessage("authors-code", "Q?").content).toContain("Q?");
});
