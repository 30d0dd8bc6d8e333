/**
 * Writes a date as Python's strftime does in English, in UTC: the codes that chat templates use.
 *
 * @throws RangeError for any other code
 */
export function strftime(format: string, date: Date): string {
  const english = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" }).format(date);
  const two = (x: number): string => String(x).padStart(2, "0");
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const codes: Readonly<Record<string, string>> = {
    "%Y": String(year),
    "%y": two(year % 100),
    "%m": two(month),
    "%-m": String(month),
    "%B": english({ month: "long" }),
    "%b": english({ month: "short" }),
    "%d": two(day),
    "%-d": String(day),
    "%A": english({ weekday: "long" }),
    "%a": english({ weekday: "short" }),
    "%H": two(date.getUTCHours()),
    "%M": two(date.getUTCMinutes()),
    "%S": two(date.getUTCSeconds()),
    "%%": "%",
  };
  return format.replaceAll(/%-?./gsu, (code) => {
    const text = codes[code];
    if (text === undefined) throw new RangeError(`strftime must be given ${Object.keys(codes).join(" ")}, got ${code}`);
    return text;
  });
}
