import { describe, expect, test } from "vitest";
import { configDifference } from "../../store/index.ts";
import { inputsDifference } from "./inputs-difference.ts";
import type { RunInputs } from "./inputs.ts";

const inputs: RunInputs = {
  version: "1.0.0",
  grader: "g",
  train: { digest: "d", problems: [["a", "q", "1"], ["b", "q", "2"], ["c", "q", "3"]] }, // prettier-ignore
  test: { digest: "e" },
  model: { "chat_template.jinja": "{{ a }}\n{{ b }}", "tokenizer.json": "0123456789abcdef" },
  teacher: {},
};

const withFile = (name: string, text: string): RunInputs => ({ ...inputs, model: { ...inputs.model, [name]: text } });

describe("what differs is shown so that it is seen:", () => {
  test.each([
    ["a space at a line's end", "{{ a }} \n{{ b }}", 'line 1 was "{{ a }}", is now "{{ a }} "'],
    ["a line end of Windows", "{{ a }}\r\n{{ b }}", 'line 1 was "{{ a }}", is now "{{ a }}\\r"'],
    ["a space that does not break", "{{\u00a0a }}\n{{ b }}", 'line 1 was "{{ a }}", is now "{{\\u00a0a }}"'],
    ["a mark of the byte order", "\ufeff{{ a }}\n{{ b }}", 'line 1 was "{{ a }}", is now "\\ufeff{{ a }}"'],
    ["a space of no width", "{{ a }}\n{{ b\u200b }}", 'line 2 was "{{ b }}", is now "{{ b\\u200b }}"'],
    ["a tab", "{{\ta }}\n{{ b }}", 'line 1 was "{{ a }}", is now "{{\\ta }}"'],
    ["an empty line at the end", "{{ a }}\n{{ b }}\n", "it has 3 lines, had 2: line 3 is new"],
    ["a line less", "{{ a }}", "it has 1 lines, had 2: line 2 is gone"],
  ])("%s in a chat template", (_, text, words) => {
    const name = "chat_template.jinja";
    expect(inputsDifference(inputs, withFile(name, text))).toEqual([`the model's ${name}: ${words}`]);
  });

  test("a letter with its accent apart", () => {
    const [before, now] = [withFile("a", "caf\u00e9"), withFile("a", "cafe\u0301")];
    expect(inputsDifference(before, now)).toEqual(['the model\'s a: line 1 was "caf\\u00e9", is now "cafe\\u0301"']);
    expect(configDifference({ a: "x y" }, { a: "x\u2009y" })).toEqual(['a: the run has "x y", now "x\\u2009y"']);
  });

  test("a long file by its digests", () => {
    expect(inputsDifference(inputs, withFile("tokenizer.json", "fedcba9876543210"))).toEqual([
      "the model's tokenizer.json: its digest was 0123456789abcdef, is now fedcba9876543210",
    ]);
  });

  test("another order of the problems by the first place that is another's", () => {
    const [a, b, c] = inputs.train.problems ?? [];
    const train = { digest: "f", problems: [a, c, b].filter((one) => one !== undefined) };
    expect(inputsDifference(inputs, { ...inputs, train })).toEqual([
      "the train problems are the same in another order: number 2 was b, is now c",
    ]);
    expect(inputsDifference(inputs, { ...inputs, test: { digest: "f" } })).toEqual([
      "the test problems or their order are others (e, now f)",
    ]);
  });
});
