const POLL_MS = 20;

/** Returns when it is done, or when the time is over. */
export async function waitUntil(isDone: () => boolean, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!isDone() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
