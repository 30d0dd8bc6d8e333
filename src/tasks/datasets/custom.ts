import type { TaskConfig } from "../task-schema.ts";
import { textGrading } from "../text-grader.ts";
import { firstCell } from "./cell.ts";
import type { DataSet } from "./data-set.ts";
import { boxedGold, plainGold } from "./gold.ts";
import { questionIn } from "./question.ts";

type CustomOptions = Pick<TaskConfig, "columns" | "extract" | "instruction">;

/**
 * A data set of the user's own columns and extraction. Golds are taken from the answer column, after its last `####`
 * where it has one; in a file without one, from the solution's last box.
 */
export function customSet({ columns, extract, instruction }: CustomOptions): DataSet {
  const asked = columns.question === undefined ? [["problem"], ["question"]] : [[columns.question]];
  const places = { answer: [columns.answer ?? "answer"], solution: [columns.solution ?? "solution"] };
  const plain = plainGold(places);
  const boxed = columns.answer === undefined ? boxedGold(places) : plain;
  return {
    name: "custom",
    about: "your own file, columns by name, a chosen extraction",
    readQuestion: questionIn(asked),
    id: [columns.id ?? "id"],
    readGold: (row) => (firstCell(row, places.answer) === undefined ? boxed(row) : plain(row)),
    flaws: "refuse",
    ...(instruction === undefined ? {} : { instruction }),
    grading: textGrading(extract),
  };
}
