/** Whether a body is a page of HTML: a web server, a proxy or a login answers, where an API was asked. */
export function isWebPage(body: Buffer | string): boolean {
  return /^\s*(<!--[^]*?-->\s*)*<(!doctype html|html|head|body|title)\b/i.test(body.toString().slice(0, 2000));
}

/** A page in a few words: what its title or its first heading says. */
export function wordsOfPage(body: Buffer | string): string {
  const page = body.toString().slice(0, 100_000);
  const [, titled = ""] = /<(?:title|h1)\b[^>]*>([^<]*)</i.exec(page) ?? [];
  const title = titled.replaceAll(/\s+/g, " ").trim().slice(0, 80);
  return title === "" ? "a web page" : `a web page, ${JSON.stringify(title)}`;
}
