const excerptChars = 300;

/** The beginning of a body, on one line, for a message. */
export function excerptOf(body: Buffer | string): string {
  const text = body.toString().replaceAll(/\s+/g, " ").trim();
  if (text === "") return "(empty)";
  return text.length <= excerptChars ? text : `${text.slice(0, excerptChars)}...`;
}

/** What a server says of an error: the words in its JSON, as most servers wrap them, else the body's beginning. */
export function wordsOfError(body: Buffer): string {
  const words = wordsIn(parsed(body.toString()));
  return excerptOf(words ?? body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // plain text, or a page
  }
}

/** `{error: {message}}`, `{error}`, `{message}` or `{detail}`. */
function wordsIn(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { error, message, detail } = value as Readonly<Record<string, unknown>>; // whatever it holds is looked at
  return wordsIn(error) ?? wordsIn(message) ?? wordsIn(detail);
}
