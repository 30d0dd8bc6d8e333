import { expect, test } from "vitest";
import { readChat } from "./chat-fields.ts";
import { chunkWriter } from "./stream.ts";

test("text is held back for as long as the server says, the first piece never", () => {
  const asked = readChat({ model: "m", messages: [{ role: "user", content: "?" }], stream: true });
  const head = { id: "1", created: 0, model: "m", system_fingerprint: "fp" };
  const textsWith = (betweenPiecesMs: number): readonly unknown[] => {
    const sent: unknown[] = [];
    const as = { isSingle: true, strategy: "plain", logprobs: () => null, betweenPiecesMs: () => betweenPiecesMs };
    const watcher = chunkWriter(asked, head, as, (chunk) => sent.push(chunk)).watcher(0);
    for (const piece of ["a", "b", "c"]) watcher.text?.(piece, 0);
    return sent.map((chunk) => (chunk as { choices: { delta: { content: string } }[] }).choices[0]?.delta.content); // as it writes them
  };
  expect(textsWith(0)).toEqual(["a", "b", "c"]);
  expect(textsWith(60_000)).toEqual(["a"]); // the rest comes when it is due, or with the end
});
