import { InfrastructureError } from "../../mdp/index.ts";
import { type HubClient, request } from "./request.ts";

/** A page of a list of a thousand files takes about 300 KB. */
const mostBytes = 2 ** 25;
/** An answer may come slowly, but not for ever: this many times the longest silence. */
const mostSilences = 10;

/** An answer of the hub's API, and where its next page is. */
export interface ReplyText {
  readonly text: string;
  readonly link: string | null;
}

/**
 * Asks the hub's API and reads the whole answer, which is small and soon here.
 *
 * @throws InfrastructureError where it is neither, or the connection breaks; others as `request`
 */
export async function replyText(
  client: HubClient,
  url: string,
  what: string,
  signal?: AbortSignal,
): Promise<ReplyText> {
  const giveUp = new AbortController();
  const stop = (reason: string) => (): void => giveUp.abort(new Error(reason));
  const either = signal === undefined ? giveUp.signal : AbortSignal.any([signal, giveUp.signal]);
  const response = await request(client, url, what, { signal: either });
  const listen = (): NodeJS.Timeout => setTimeout(stop("it fell silent"), client.silenceMs);
  let timer = listen();
  const deadline = setTimeout(stop("it does not come to an end"), mostSilences * client.silenceMs);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = listen();
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Error(`it is longer than ${mostBytes} bytes`);
    }
    return { text: Buffer.concat(chunks).toString(), link: response.headers.get("link") };
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const cure = "try again, or name a local file: --data or task.files";
    throw new InfrastructureError(`the hub's answer about ${what} could not be read: ${reason}; ${cure}`, { cause });
  } finally {
    clearTimeout(timer);
    clearTimeout(deadline);
  }
}
