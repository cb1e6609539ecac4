/**
 * ms that this thread ran until something was done. The event loop never sleeps meanwhile, so a wait (a timer, an answer
 * that comes late) counts in full, and only what the machine gave to other processes does not.
 */
export async function scheduledMs(act: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  let isDone = false;
  const spin = () => {
    if (!isDone) setImmediate(spin);
  };
  spin();
  try {
    await act();
  } finally {
    isDone = true;
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
