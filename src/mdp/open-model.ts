/**
 * Opens something, uses it and closes it, whether the use succeeds or not.
 *
 * @returns what the use returns
 */
export async function withOpen<T extends { close(): Promise<void> }, R>(
  opening: Promise<T>,
  use: (open: T) => Promise<R>,
): Promise<R> {
  const open = await opening;
  try {
    return await use(open);
  } finally {
    await open.close();
  }
}
