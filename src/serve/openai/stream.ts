import type { Thought, Watcher } from "../think/index.ts";
import type { Asked } from "./asked.ts";
import type { TellLogprobs } from "./logprobs.ts";
import { answerOf, finishReason, outcomeDocument, turnDocument, usageOfThoughts, type ReplyHead } from "./reply.ts";

/** The chunks of an answer that is streamed, one thought after another or side by side. */
interface ChunkWriter {
  /** Watches the thought of one choice. */
  watcher(index: number): Watcher;
  /** Begins the choices. */
  begin(): void;
  /** The end of one choice. */
  finish(index: number, thought: Thought): void;
  /** The usage, where it was asked for. */
  end(thoughts: readonly Thought[]): void;
}

/** The text of one choice that is still to be sent, and when the last was. */
interface Held {
  readonly turn: number;
  readonly text: string;
  readonly sentMs: number;
}

/** How an answer is streamed. */
interface StreamedAs {
  /** Whether its text can be sent as it is sampled. */
  readonly isSingle: boolean;
  readonly strategy: string;
  readonly logprobs: TellLogprobs;
  /** How long text is held back, so that it comes in fewer pieces. */
  readonly betweenPiecesMs: () => number;
}

/**
 * Writes the chunks of a streamed answer. The standard fields hold the answer alone: of a single turn as it is sampled, else once
 * it is chosen, and its tokens' log-probabilities at its end. The turns come in the extension `rise` of a choice.
 *
 * @param write takes one chunk
 */
export function chunkWriter(
  asked: Asked,
  head: ReplyHead,
  { isSingle, strategy, logprobs, betweenPiecesMs }: StreamedAs,
  write: (chunk: object) => void,
): ChunkWriter {
  const isChat = asked.kind === "chat";
  const wantsUsage = asked.stream_options?.include_usage === true;
  const object = isChat ? "chat.completion.chunk" : "text_completion";
  const sent = new Map<number, number>(); // characters of each choice's answer
  const held = new Map<number, Held>();
  const chunk = (choices: readonly object[], usage: object | null = null): void =>
    write({ ...head, object, choices, ...(wantsUsage ? { usage } : {}) });
  const choice = (index: number, content: string, rest: object = {}): void => {
    const delta = isChat ? { delta: content === "" ? {} : { content } } : { text: content };
    chunk([{ index, ...delta, logprobs: null, finish_reason: null, ...rest }]);
  };
  const send = (index: number, content: string): void => {
    sent.set(index, (sent.get(index) ?? 0) + content.length);
    choice(index, content);
  };
  return {
    begin() {
      if (!isChat) return;
      const delta = { role: "assistant", content: "" };
      for (let index = 0; index < asked.n; index++) choice(index, "", { delta });
    },
    watcher: (index) => ({
      text(piece, turn) {
        const before = held.get(index);
        const isSameTurn = before?.turn === turn;
        const text = isSameTurn ? before.text + piece : piece; // of a turn that is over all was told at its end
        const nowMs = performance.now();
        const isDue = !isSameTurn || nowMs - before.sentMs >= betweenPiecesMs();
        held.set(index, { turn, text: isDue ? "" : text, sentMs: isDue ? nowMs : before.sentMs });
        if (!isDue || text === "") return;
        if (isSingle) send(index, text);
        else choice(index, "", { rise: { strategy, turn, piece: text } });
      },
      turn: (turn, place) => choice(index, "", { rise: { strategy, ...turnDocument(turn, place) } }),
    }),
    finish(index, thought) {
      const attempt = answerOf(thought);
      const rest = attempt.text.slice(sent.get(index) ?? 0);
      if (rest !== "") send(index, rest);
      choice(index, "", {
        logprobs: logprobs(attempt),
        finish_reason: finishReason(attempt),
        rise: { strategy, ...outcomeDocument(thought) },
      });
    },
    end(thoughts) {
      if (wantsUsage) chunk([], usageOfThoughts(thoughts));
    },
  };
}
