import { describe, expect, test } from "vitest";
import { masked, withMaskedWords, withoutSecrets } from "./masked.ts";

const key = "sk-planted/42+x";

test.each([
  ["the key itself", `refused ${key}!`, "refused ***!"],
  ["coded for an address", `see /v1?q=${encodeURIComponent(key)}`, "see /v1?q=***"],
  ["coded twice", `q=${encodeURIComponent(encodeURIComponent(key))}`, "q=***"],
  ["coded in small letters", "q=sk-planted%2f42%2bx", "q=***"],
  ["with slashes escaped", String.raw`"sk-planted\/42+x"`, '"***"'],
  ["in base64", `Basic ${Buffer.from(key).toString("base64")}`, "Basic ***"],
  ["cut short", `refused ${key.slice(0, 9)}...`, "refused ***..."],
  ["at the end of a cut text", `refused ${key.slice(0, 8)}`, "refused ***"],
  [
    "another key in an address",
    "moved to https://h/x?a=1&api_key=abc&token=def#g",
    "moved to https://h/x?a=1&api_key=***&token=***#g",
  ],
  ["a signed address", "https://h/x?X-Amz-Signature=0af&X-Amz-Date=1", "https://h/x?X-Amz-Signature=***&X-Amz-Date=1"],
  ["a password", "postgres://me:word@h/x", "postgres://***@h/x"],
  ["a header", "got Authorization: Bearer abcdef123", "got Authorization: Bearer ***"],
  [
    "nothing secret",
    "answered 500 to request 1/train-17/0/1: a token limit",
    "answered 500 to request 1/train-17/0/1: a token limit",
  ],
])("masks %s", (_, text, wanted) => {
  expect(masked(text, [key])).toBe(wanted);
});

test("no short word is a secret: else it would be masked in others", () => {
  expect(masked("an answer", ["an"])).toBe("an answer");
});

test("an error stays what it is, its causes and stacks masked with it", () => {
  const error = new TypeError(`no ${key}`, { cause: new Error(`for ${key}`) });
  const told = withMaskedWords(error, [key]);
  expect(told).toBe(error);
  expect([told.message, (told.cause as Error).message]).toEqual(["no ***", "for ***"]);
  expect(`${told.stack}${(told.cause as Error).stack}`).not.toContain("planted");
});

describe("an answer's bytes", () => {
  const without = (text: string): string => withoutSecrets(Buffer.from(text), [key]).toString();

  test("lose a secret in every form, and nothing else", () => {
    const forms = [key, encodeURIComponent(key), Buffer.from(key).toString("base64")];
    expect(without(`é ${forms.join(" ü ")} ?token=mine`)).toBe("é *** ü *** ü *** ?token=mine");
  });

  test("lose a secret in base64 whatever stands before and behind it", () => {
    for (const before of ["", "a", "ab", "Bearer ", "user:"]) {
      const left = Buffer.from(
        without(Buffer.from(`${before}${key}, and more`).toString("base64")),
        "base64",
      ).toString();
      expect(left, before).not.toContain("planted");
    }
  });

  test("are the same bytes where there is none", () => {
    const bytes = Buffer.from([0xff, 0, 0x80, 0x41]);
    expect(withoutSecrets(bytes, [key])).toBe(bytes);
    expect(withoutSecrets(Buffer.concat([bytes, Buffer.from(key), bytes]), [key])).toEqual(
      Buffer.concat([bytes, Buffer.from("***"), bytes]),
    );
  });
});
