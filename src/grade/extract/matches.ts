/** The matches of a global pattern that begin at or after a place; what stands before it is still seen by its look-behinds. */
export function matchesFrom(pattern: RegExp, text: string, from: number): RegExpExecArray[] {
  pattern.lastIndex = from; // matchAll begins there, on a copy
  const matches = [...text.matchAll(pattern)];
  pattern.lastIndex = 0;
  return matches;
}
