/** Columns aligned by spaces: the first to the left, the others as `align` says. */
export function aligned(rows: readonly (readonly string[])[], align: "left" | "right"): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  const cell = (text: string, c: number): string =>
    c === 0 || align === "left" ? text.padEnd(widths[c] ?? 0) : text.padStart(widths[c] ?? 0);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}
