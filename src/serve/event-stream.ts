/** Where events are written. */
export interface EventSink {
  send(event: object): void;
  /** Ends the stream: with an error, or as OpenAI's streams end. */
  close(error?: object): void;
}

/** A stream of server-sent events. */
interface EventStream {
  readonly sink: EventSink;
  readonly body: ReadableStream<Uint8Array>;
  /** Resolves at the first event, or once it was long in coming: then the stream may begin without. */
  readonly begun: Promise<undefined>;
}

const patienceMs = 2000;
const betweenSignsMs = 10_000; // proxies end what is silent for half a minute

/**
 * A stream of server-sent events that shows signs of life while there is nothing to say.
 *
 * @param onLeave is called where the reader leaves before the end
 */
export function eventStream(onLeave: () => void): EventStream {
  const encoder = new TextEncoder();
  const begun = Promise.withResolvers<undefined>();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOpen = true;
  let unwritten = "";
  const flush = (): void => {
    if (isOpen && unwritten !== "") controller?.enqueue(encoder.encode(unwritten));
    unwritten = "";
  };
  /** What is told in one moment is one write. */
  const write = (text: string): void => {
    if (unwritten === "") setImmediate(flush);
    unwritten += text;
  };
  const patience = setTimeout(() => begun.resolve(undefined), patienceMs);
  const signs = setInterval(() => write(": still at it\n\n"), betweenSignsMs);
  const stop = (): void => {
    isOpen = false;
    clearTimeout(patience);
    clearInterval(signs);
    begun.resolve(undefined);
  };
  const body = new ReadableStream<Uint8Array>({
    start: (opened) => void (controller = opened),
    cancel() {
      stop();
      onLeave();
    },
  });
  const sink: EventSink = {
    send(event) {
      write(`data: ${JSON.stringify(event)}\n\n`);
      begun.resolve(undefined);
    },
    close(error) {
      if (!isOpen) return;
      write(error === undefined ? "data: [DONE]\n\n" : `data: ${JSON.stringify(error)}\n\n`);
      flush();
      stop();
      controller?.close();
    },
  };
  return { sink, body, begun: begun.promise };
}
