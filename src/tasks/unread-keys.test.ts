import { expect, test } from "vitest";
import { taskSchema, type TaskConfig } from "./task-schema.ts";
import { refuseUnread } from "./unread-keys.ts";

const task = (config: object): TaskConfig => taskSchema.parse(config);

test("a key that the task would not read is refused by name, with the task", () => {
  expect(() => refuseUnread(task({ name: "gsm8k", columns: { question: "q" } }))).toThrow(
    /task\.columns must be left out: task gsm8k has columns and a form of its own/,
  );
  expect(() => refuseUnread(task({ name: "math", extract: { style: "boxed" } }))).toThrow("task.extract");
  expect(() => refuseUnread(task({ name: "gsm8k", instruction: "Box it." }))).toThrow("task.instruction");
  expect(() => refuseUnread(task({ name: "word-problems", files: { train: "a.jsonl" } }))).toThrow("task.files");
});

test("what a task reads, and what only says the default again, is let be", () => {
  refuseUnread(task({ name: "custom", columns: { question: "q" }, instruction: "Box it.", files: { train: "a" } }));
  refuseUnread(task({ name: "gsm8k", files: { test: "gsm8k_test.jsonl" }, extract: { style: "auto" }, columns: {} }));
  refuseUnread(task({ name: "word-problems", level: "hard" }));
});
