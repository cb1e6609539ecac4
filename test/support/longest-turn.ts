const SAMPLE_MS = 2;

/**
 * The most CPU time (ms) that this thread used between two ticks of a timer while something was done: for so long, no other
 * request was answered. A machine on which others work makes ticks late and adds little to it.
 */
export async function longestTurn(act: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = threadCpuMs();
  const sample = () => {
    const now = threadCpuMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(sample, SAMPLE_MS);
  try {
    await act();
  } finally {
    clearInterval(timer);
    sample();
  }
  return longest;
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
