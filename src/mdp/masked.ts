const shortestSecret = 6; // chars: what is shorter is not a secret, and stands in other words
const keyNames = String.raw`[\w.-]*(?:key|token|secret|sig|signature|password|passwd|pwd|auth|authorization|credential|credentials|code)`;
const inQuery = new RegExp(String.raw`([?&;]${keyNames}=)[^&;#\s"'<>\\]+`, "gi");
const inHeader = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi;
const inUserInfo = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/@\s"'<>]+@/gi;

/**
 * A text without the secrets that it may bear: those that are given, as such, coded as in addresses or headers, or cut short by an
 * ellipsis; and whatever an address, wherever it leads, or an authorization bears as key, token or password.
 */
export function masked(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret.length >= shortestSecret).flatMap(forms);
  const without = known.reduce((rest, secret) => withoutBeginning(rest.replaceAll(secret, "***"), secret), text);
  return without
    .replaceAll(inUserInfo, "$1***@")
    .replaceAll(inQuery, "$1***")
    .replaceAll(inHeader, (found, scheme: string) => (found.includes("***") ? found : `${scheme} ***`));
}

/** How a secret may be written, the longest first. */
function forms(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString("base64");
  const coded = [encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64, base64.replace(/=+$/, "")];
  return [...new Set([secret, ...coded])].toSorted((a, b) => b.length - a.length);
}

/** What is cut in the middle of a secret ends with its beginning. */
function withoutBeginning(text: string, secret: string): string {
  for (let length = secret.length - 1; length >= shortestSecret; length--) {
    const beginning = secret.slice(0, length);
    for (const end of ["...", "…"]) text = text.replaceAll(`${beginning}${end}`, `***${end}`);
    if (text.endsWith(beginning)) text = `${text.slice(0, -length)}***`;
  }
  return text;
}

/** An error with all that it says masked, and what caused it as well. It is changed, not copied: it stays what it is to those who catch it. */
export function withMaskedWords<T>(error: T, secrets: readonly string[]): T {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    at.message = masked(at.message, secrets);
    if (at.stack !== undefined) at.stack = masked(at.stack, secrets);
  }
  return error;
}
