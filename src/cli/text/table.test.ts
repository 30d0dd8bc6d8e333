import { expect, test } from "vitest";
import { formatTable } from "./table.ts";

test("words begin where their column begins, figures end where it ends", () => {
  const table = formatTable([
    ["id", "outcome", "answer", "why"],
    ["7", "wrong", "a long answer", "not equal"],
    ["1001", "noAnswer", "", "nothing is boxed"],
  ]);
  expect(table.split("\n")).toEqual([
    "id     outcome    answer          why",
    "7      wrong      a long answer   not equal",
    "1001   noAnswer                   nothing is boxed",
  ]);
  expect(
    formatTable([
      ["stage", "tokens"],
      ["a", "7"],
      ["b", "1,200"],
    ]),
  ).toBe("stage   tokens\na            7\nb        1,200");
});

test("letters of two cells take two", () => {
  expect(
    formatTable([
      ["a", "b"],
      ["漢字", "x"],
      ["é", "y"],
    ]),
  ).toBe("a      b\n漢字   x\ne\u0301      y".replace("e\u0301", "é"));
});
