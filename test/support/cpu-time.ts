/** CPU time that this process has used so far, all of its threads, in ms. A machine that stands still adds nothing. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
