import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grade } from "../grade.ts";
import { pairsOf } from "../testing/pairs.ts";
import { extractAnswer } from "./extract-answer.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/grading.md"), "utf8");
const examples = [...page.matchAll(/^\| `(".*")` \| (?:`(.*)`|none) \| (\w*) ?\|$/gm)].map(
  ([, text = "", answer, rule = ""]) => [JSON.parse(text) as string, answer, rule] as const, // a string by the page's rule
);

describe("docs/grading.md", () => {
  test("shows an example of each rule", () => {
    expect(new Set(examples.map(([, , rule]) => rule))).toEqual(
      new Set(["tag", "json", "hashes", "boxed", "phrase", "table", "choice", "whole", "bold", "sentence", ""]),
    );
  });

  test.each(examples)("%j gives %s", (text, answer, rule) => {
    const found = extractAnswer(text);
    if (answer === undefined) return expect(found.kind).toBe("noAnswer");
    return expect(found).toMatchObject({ kind: "answer", answer, rule });
  });
});

const policies = [...page.matchAll(/^\| `([^`]*)` \| `([^`]*)` \| (correct|wrong|error) \|$/gm)].map(
  ([, gold = "", answer = "", outcome = ""]) => [gold, answer, outcome] as const,
);

describe("the policies of docs/grading.md", () => {
  test("have their examples", () => expect(policies.length).toBeGreaterThan(15));

  test.each(policies)("beside %s, %s is %s", (gold, answer, outcome) => {
    expect(grade({ gold, prediction: `\\boxed{${answer}}` }).outcome).toBe(outcome);
  });
});

/** Responses that end in an explicit answer, with their answers. */
const explicit = pairsOf(String.raw`
The answer is 63. || 63
So \boxed{63}. || 63
#### 63 || 63
<answer>63</answer> || 63
**Final Answer:** $63$ || 63
Therefore the correct option is (B). || B
因此答案是 63。 || 63
La respuesta es 63. || 63
The answer is not 64, it is 63. || 63
The roots are $\boxed{4}$ and $\boxed{9}$. || 4, 9
`);

/** What may stand before it, or in a thought. */
const said = fc.array(
  fc.constantFrom(
    "\\boxed{4}",
    "The answer is 5.",
    "#### 6",
    "<answer>7</answer>",
    "**8**",
    "So $x = 11$.",
    "The answer is not 63.",
    "Wait, that is wrong.",
    "Answer: no",
    "option (C) is correct",
    "\\boxed{",
    "{",
    "$",
    "答案是 12。",
    '{"answer": 13}',
    "A thought:",
    "Tom says the answer is 64.",
    "I cannot determine it.",
    "We need to add 3 and 4.",
    "If we forgot one, the answer would be 62.",
    "How many are there?",
    "Reponse : 9",
    "| Answer | 9 |",
    "**5** **6**",
    "- Given: 17",
    "63",
    "x",
  ),
  { maxLength: 6 },
);
const runs = { numRuns: 100, seed: 20_240_718 };

describe("laws of extraction", () => {
  test("what stands before the last explicit answer changes nothing", () => {
    fc.assert(
      fc.property(said, fc.constantFrom(...explicit), (before, [text, gold]) => {
        expect(grade({ gold, prediction: `${before.join(" ")}\n\n${text}` }).outcome).toBe("correct");
      }),
      runs,
    );
  });

  test("three claims in a row are a spray within a paragraph, never across a blank line", () => {
    const before = "The answer is $a$La respuesta es ";
    expect(grade({ gold: "63", prediction: `${before}\n\nThe answer is 63.` }).outcome).toBe("correct");
    expect(extractAnswer("The answer is 4. The answer is 5. The answer is 6.")).toMatchObject({
      answer: "4 \\text{ or } 5 \\text{ or } 6",
    });
  });

  test("what stands in a thought changes nothing, and is no answer", () => {
    fc.assert(
      fc.property(said, fc.constantFrom(...explicit), (thought, [text, gold]) => {
        const prediction = `<think>${thought.join(" ")}</think>\n${text}`;
        expect(grade({ gold, prediction }).outcome).toBe("correct");
        expect(extractAnswer(`<think>${thought.join(" ")}</think>`).kind).toBe("noAnswer");
        expect(extractAnswer(`<think>${thought.join(" ")}`).kind).toBe("noAnswer");
      }),
      runs,
    );
  });

  test("to add that the answer is not X never makes X count", () => {
    const denials = [
      "The answer is not 77.",
      "The answer isn't $77$.",
      "The answer is not \\boxed{77}.",
      "答案不是77。",
      "La respuesta no es 77.",
      "Die Antwort ist nicht 77.",
      "答えは77ではありません。",
      "La réponse n'est pas 77.",
      "A resposta não é 77.",
      "La risposta non è 77.",
      "Ответ не 77.",
      "Het antwoord is niet 77.",
      "정답은 77이 아닙니다.",
      "उत्तर 77 नहीं है।",
      "الإجابة ليست 77.",
      "The answer cannot be 77.",
      "The answer is anything but 77.",
      "I doubt that the answer is 77.",
      "77 is not the answer.",
    ];
    fc.assert(
      fc.property(said, fc.constantFrom(...denials), (before, denial) => {
        expect(grade({ gold: "77", prediction: `${before.join(" ")}\n${denial}` }).outcome).not.toBe("correct");
        expect(grade({ gold: "77", prediction: denial }).outcome).not.toBe("correct");
      }),
      runs,
    );
  });

  test("to deny the answer that was given takes it back", () => {
    fc.assert(
      fc.property(fc.constantFrom("The answer is 77.", "So \\boxed{77}.", "**Answer:** 77", "#### 77"), (text) => {
        expect(grade({ gold: "77", prediction: `${text}\nThe answer is not 77.` }).outcome).not.toBe("correct");
      }),
      runs,
    );
  });

  test("to rename what anyone may name, throughout, changes nothing, and what is wrong stays wrong", () => {
    const families: readonly (readonly [letters: string, right: string, wrong: string])[] = [
      ["klmn", "\\frac{\\pi}{5}+#\\pi", "\\frac{\\pi}{5}+2#\\pi"],
      ["klmn", "x = 30^\\circ + 360^\\circ #", "x = 30^\\circ + 180^\\circ #"],
      ["ABCDKc", "y = #e^{-2x}", "y = #e^{2x}"],
      ["ABCDK", "y = x^2 + #", "y = x^3 + #"],
      ["xytnmu", "f(#) = 3#^2 + 4", "f(#) = 3#^2 - 4"],
      ["jklmnrst", "a_# = 3# - 1", "a_# = 3# + 1"],
      ["srtu", "(1 + 2#, 3 - #, 4#)", "(1 + 2#, 3 + #, 4#)"],
      ["jklm", "\\sum_{#=1}^{n} #^2", "\\sum_{#=1}^{n} #^3"],
      ["xyztu", "\\{# \\mid # > 2\\}", "\\{# \\mid # \\ge 2\\}"],
      ["klm", "\\{3# \\mid # \\in \\mathbb{Z}\\}", "\\{2# \\mid # \\in \\mathbb{Z}\\}"],
      ["xtu", "\\int_0^1 f(#)\\,d#", "\\int_0^2 f(#)\\,d#"],
    ];
    const drawn = fc
      .constantFrom(...families)
      .chain(([letters, right, wrong]) =>
        fc.tuple(fc.constant(right), fc.constant(wrong), fc.constantFrom(...letters), fc.constantFrom(...letters)),
      );
    fc.assert(
      fc.property(drawn, ([right, wrong, one, other]) => {
        const gold = right.replaceAll("#", one);
        const prediction = (text: string): string => `\\boxed{${text.replaceAll("#", other)}}`;
        expect(grade({ gold, prediction: prediction(right) }).outcome).toBe("correct");
        expect(grade({ gold, prediction: prediction(wrong) }).outcome).not.toBe("correct");
      }),
      runs,
    );
  });

  test("a span says where the answer stands", () => {
    fc.assert(
      fc.property(said, fc.constantFrom(...explicit), (before, [text]) => {
        const prediction = `𝟙 ${before.join(" ")}\n\n${text}`;
        const found = extractAnswer(prediction);
        if (found.kind !== "answer") throw new Error("no answer");
        expect(found.start).toBeGreaterThanOrEqual(prediction.length - text.length);
        expect(text).toContain(prediction.slice(found.start, found.end));
      }),
      runs,
    );
  });
});
