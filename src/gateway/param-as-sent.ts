/** Where a client refers to what the gateway inserted before its own items: earlier answers, instructions of its class. */
const INSERTED: Readonly<Record<string, string>> = { input: 'previous_response_id', messages: 'messages' };

/**
 * The name of a parameter of what is checked or sent, in the body that the client sent: `messages[1]` may be its
 * `messages[0]`.
 * @param itemsBefore items that stand before the client's own
 */
export function paramAsSent(param: string, itemsBefore: number): string {
  const [start, list, index] = /^(input|messages)\[(\d+)\]/.exec(param) ?? [];
  if (itemsBefore === 0 || start === undefined || list === undefined) return param;
  const at = Number(index) - itemsBefore;
  return at < 0 ? (INSERTED[list] ?? list) : `${list}[${at}]${param.slice(start.length)}`;
}

/** The same for each such name in a sentence of the provider. */
export function paramsAsSent(text: string, itemsBefore: number): string {
  if (itemsBefore === 0) return text;
  return text.replace(/\b(?:input|messages)\[\d+\]/g, (param) => paramAsSent(param, itemsBefore));
}
