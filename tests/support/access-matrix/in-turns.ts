/** How many requests are under way at once. */
const abreast = 8;

/** Runs `work` on each, so many at once. */
export async function inTurns<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: abreast }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
