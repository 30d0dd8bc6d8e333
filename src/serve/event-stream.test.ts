import { expect, test } from "vitest";
import { eventStream } from "./event-stream.ts";

const decoder = new TextDecoder();

async function piecesOf(body: ReadableStream<Uint8Array>): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const bytes of body) pieces.push(decoder.decode(bytes));
  return pieces;
}

test("events of one moment are one piece, those of another their own, and the end comes with the last", async () => {
  const { sink, body } = eventStream(() => {});
  const pieces = piecesOf(body);
  for (const n of [1, 2]) sink.send({ n });
  await new Promise((resolve) => setTimeout(resolve, 20));
  sink.send({ n: 3 });
  sink.close();
  sink.send({ n: 4 }); // nobody hears it
  expect(await pieces).toEqual(['data: {"n":1}\n\ndata: {"n":2}\n\n', 'data: {"n":3}\n\ndata: [DONE]\n\n']);
});

test("a reader that leaves is told of once, and events that come later trouble nobody", async () => {
  let left = 0;
  const { sink, body } = eventStream(() => void left++);
  const reader = body.getReader();
  sink.send({ n: 1 });
  await reader.cancel();
  sink.send({ n: 2 });
  sink.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(left).toBe(1);
});
