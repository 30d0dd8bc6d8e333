const shortestSecret = 6; // chars: what is shorter is not a secret, and stands in other words
const shortestCoded = 10; // chars of base64
const keyNames = String.raw`[\w.-]*(?:key|token|secret|sig|signature|password|passwd|pwd|auth|authorization|credential|credentials|code)`;
const inQuery = new RegExp(String.raw`([?&;]${keyNames}=)[^&;#\s"'<>\\]+`, "gi");
const inHeader = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi;
const inUserInfo = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/@\s"'<>]+@/gi;

/**
 * A text without the secrets that it may bear: those that are given, as such, coded as in addresses or headers, or cut short by an
 * ellipsis; and whatever an address, wherever it leads, or an authorization bears as key, token or password.
 */
export function masked(text: string, secrets: readonly string[] = []): string {
  const known = formsOf(secrets);
  const without = known.reduce((rest, secret) => withoutBeginning(rest.replaceAll(secret, "***"), secret), text);
  return without
    .replaceAll(inUserInfo, "$1***@")
    .replaceAll(inQuery, "$1***")
    .replaceAll(inHeader, (found, scheme: string) => (found.includes("***") ? found : `${scheme} ***`));
}

/**
 * Bytes without the secrets that are given, in whatever form: for what others answer, of which nothing else is changed. Nobody
 * reads it before, so that no secret is cut in two.
 */
export function withoutSecrets(bytes: Buffer, secrets: readonly string[]): Buffer {
  const found = formsOf(secrets).filter((form) => bytes.includes(form));
  if (found.length === 0) return bytes;
  const latin1 = (text: string): string => Buffer.from(text).toString("latin1"); // a character for each byte
  const text = found.reduce((rest, form) => rest.replaceAll(latin1(form), "***"), bytes.toString("latin1"));
  return Buffer.from(text, "latin1");
}

/** How secrets may be written, the longest first. */
function formsOf(secrets: readonly string[]): readonly string[] {
  const all = secrets.filter((secret) => secret.length >= shortestSecret).flatMap(forms);
  return [...new Set(all)].toSorted((a, b) => b.length - a.length);
}

function forms(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const inAddress = encodeURIComponent(secret);
  const lower = inAddress.replaceAll(/%../g, (code) => code.toLowerCase());
  return [
    secret,
    json,
    json.replaceAll("/", String.raw`\/`), // as some servers write it
    inAddress,
    lower,
    encodeURIComponent(inAddress), // an address within an address
    ...inBase64(secret),
  ];
}

/** In base64, whatever stands before and behind it; what is too short might be a part of something else. */
function inBase64(secret: string): readonly string[] {
  const whole = Buffer.from(secret).toString("base64");
  const within = [0, 1, 2].map((before) => {
    const coded = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString("base64");
    return coded.replace(/=+$/, "").slice(before === 0 ? 0 : before + 1, -1); // the ends mix with what stands beside
  });
  const all = [whole, whole.replace(/=+$/, ""), ...within.filter(({ length }) => length >= shortestCoded)];
  return all.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
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
