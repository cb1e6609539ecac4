import { parseJson } from '../../upstream/json/parse-json.ts';
import { StopCut } from './stop-cut.ts';

const DONE = '[DONE]';
/** The blank line that ends an event, whichever of LF, CRLF and CR ends the lines. */
const BLANK_LINE = /(?<=\r\n\r\n|\n\n|\r\r)/;
const LINE_END = /\r\n|\r|\n/;

/** Cuts the choices of a stream at stop strings while its events pass. */
export class StopStream {
  readonly #cut: StopCut;

  constructor(stops: readonly string[]) {
    this.#cut = new StopCut(stops);
  }

  /** @param events whole events of a chat or completions stream; returns what may pass of them now */
  push(events: Buffer): Buffer {
    if (events.length === 0) return events;
    const passing = events
      .toString('utf8')
      .split(BLANK_LINE)
      .map((event) => this.#event(event));
    return Buffer.from(passing.join(''));
  }

  /** The stream ended, with or without [DONE]. */
  end(): Buffer {
    return Buffer.from(serialiseEvents(this.#cut.end()));
  }

  #event(event: string): string {
    const data = dataOf(event);
    if (data === null) return event;
    if (data === DONE) return serialiseEvents(this.#cut.end()) + event;
    const chunk = parseJson(data);
    const passing = this.#cut.chunk(chunk);
    return passing.length === 1 && passing[0] === chunk ? event : serialiseEvents(passing);
  }
}

/** null for an event without data, such as a comment. */
function dataOf(event: string): string | null {
  const lines = event.split(LINE_END).filter((line) => line.startsWith('data:'));
  return lines.length === 0
    ? null
    : lines
        .map((line) => line.slice('data:'.length))
        .join('\n')
        .trim();
}

function serialiseEvents(chunks: readonly unknown[]): string {
  try {
    return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
  } catch (error) {
    // Nested too deeply to be serialised: no chunk of a model.
    if (error instanceof RangeError) return '';
    throw error;
  }
}
