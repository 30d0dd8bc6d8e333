/** The name closest to what was typed, by edit distance, or undefined where none is close enough to be meant. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  const least = typed.length > 2 ? 2 : 1; // of two letters nothing is left once both are others
  let bestDistance = Math.max(least, Math.floor(typed.length / 2)) + 1; // beyond half of its letters it is another word
  for (const name of names) {
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** "; did you mean X?" where a name is close, else the list of names. */
export function suggestion(typed: string, names: readonly string[]): string {
  const name = nearest(typed, names);
  return name === undefined ? `one of: ${names.join(", ")}` : `did you mean ${name}?`;
}

/** Levenshtein's distance: how many letters to insert, delete or replace. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j); // shape [b + 1]: from a's first i letters
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
