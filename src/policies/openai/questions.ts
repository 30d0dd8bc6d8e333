import { jsonOf, type HttpReply, type Transport } from "../../http/index.ts";

/** A question to one server. */
interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Requests to a server other than sampling, such as for its models; made once. */
export interface Questions {
  call(url: string, question: Question): Promise<HttpReply>;
  /** The same, answered in JSON. */
  json(url: string, question: Question): Promise<unknown>;
}

const defaultMs = 20_000;
const maxBytes = 2 ** 24; // a list of thousands of models is a few megabytes

/** Questions over a transport. */
export function openQuestions(
  transport: Transport,
  headers: Readonly<Record<string, string>>,
  urlOf: (url: string, path: string) => string,
): Questions {
  const requestOf = (url: string, { method, path, body }: Question): Parameters<Transport["send"]>[0] => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    return { method, url: urlOf(url, path), headers, what: `${method} ${path}`, ...content };
  };
  const call = (url: string, question: Question): Promise<HttpReply> => {
    const { deadlineMs = defaultMs, signal } = question;
    return transport.send(requestOf(url, question), { deadlineMs, signal, maxBytes });
  };
  return {
    call,
    async json(url, question) {
      const reply = await call(url, question);
      try {
        return jsonOf(reply, requestOf(url, question));
      } catch (error) {
        throw transport.withoutSecrets(error); // what came in place of an answer may repeat the key
      }
    },
  };
}
