/** PostgreSQL takes at most 65,535 values a statement. */
const chunkLength = 1000;

export async function inChunks<T>(
  items: readonly T[],
  work: (chunk: T[]) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += chunkLength) {
    await work(items.slice(at, at + chunkLength));
  }
}
