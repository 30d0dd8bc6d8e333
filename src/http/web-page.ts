/** Whether a body is a page of HTML: a web server, a proxy or a login answers, where an API was asked. */
export function isWebPage(body: Buffer | string): boolean {
  return /^\s*(?:<!--(?:(?!-->)[^])*-->\s*)*<(?:!doctype html|html|head|body|title)\b/i.test(beginningOf(body, 2000));
}

/** A page in a few words: what its title or its first heading says. */
export function wordsOfPage(body: Buffer | string): string {
  const page = beginningOf(body, 100_000);
  const [, titled = ""] = /<(?:title|h1)\b[^<>]*>([^<]*)</i.exec(page) ?? [];
  const title = titled.replaceAll(/\s+/g, " ").trim().slice(0, 80);
  return title === "" ? "a web page" : `a web page, ${JSON.stringify(title)}`;
}

/** The first characters of a body, or fewer: the rest of it, which may be hundreds of megabytes, is not decoded. */
export function beginningOf(body: Buffer | string, chars: number): string {
  return (typeof body === "string" ? body : body.subarray(0, chars).toString()).slice(0, chars);
}
