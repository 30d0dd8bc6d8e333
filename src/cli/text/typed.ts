/**
 * A command of `rise` that can be typed as it stands wherever the package is installed: through npx, arguments quoted for the
 * shell where they need it.
 *
 * @param args the verb and its arguments, unquoted
 */
export function typed(...args: readonly string[]): string {
  return ["npx rise-lm", ...args.map((arg) => quoted(arg))].join(" ");
}

/** An argument as a shell takes it: POSIX shells by single quotes, the two of Windows by double ones. */
export function quoted(arg: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\p{L}\p{N}@%+=:,./\\_-]+$/u.test(arg) && (platform === "win32" || !arg.includes("\\"))) return arg;
  return platform === "win32" ? `"${arg.replaceAll('"', '\\"')}"` : `'${arg.replaceAll("'", String.raw`'\''`)}'`;
}
