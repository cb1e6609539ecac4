/** The text of a model that stops at these strings: the simplest implementation. */
export function cutAtStop(text: string, stops: readonly string[]): { text: string; stopped: boolean } {
  for (let end = 1; end <= text.length; end++) {
    const written = text.slice(0, end);
    const found = stops.filter((stop) => written.endsWith(stop)).map((stop) => end - stop.length);
    if (found.length > 0) return { text: text.slice(0, Math.min(...found)), stopped: true };
  }
  return { text, stopped: false };
}
