import { createHash } from 'node:crypto';
import { invalid, parseBody } from './read-body.ts';
import type { DemoReply } from './reply.ts';
import { countCharacters } from './words.ts';

const SAMPLES_PER_SECOND = 8000;
const BYTES_PER_SAMPLE = 2;
const HEADER_BYTES = 44;
const SAMPLES_PER_TONE = SAMPLES_PER_SECOND / 5;
const MIN_TONES = 5;
const MAX_TONES = 10;
/** One tone for so many characters. */
const CHARACTERS_PER_TONE = 10;
/** Of 32,767. */
const LOUDNESS = 6000;
/** Hz: a pentatonic scale, in which any order sounds well. */
const SCALE = [262, 294, 330, 392, 440, 523, 587, 659];
/** A tone swells and fades for so long, so that nothing clicks. */
const FADE_SAMPLES = SAMPLES_PER_SECOND / 50;
const SAMPLES_PER_FRAME = SAMPLES_PER_TONE;

/**
 * Some tones in place of a voice, one to two seconds long: the same for the same text, whatever the voice. Always a WAV
 * file (PCM, mono), also where another format was requested: its content type says so. @throws DemoError
 */
export function answerSpeech(bytes: Buffer): DemoReply {
  const { input } = parseBody(bytes);
  if (typeof input !== 'string' || input === '') throw invalid('input must be a text.', 'input');
  const samples = samplesOf(input);
  const frames = [wavHeader(samples.length)];
  for (let from = 0; from < samples.length; from += SAMPLES_PER_FRAME) {
    frames.push(littleEndian(samples.subarray(from, from + SAMPLES_PER_FRAME)));
  }
  return { status: 200, contentType: 'audio/wav', frames, candidates: 1 };
}

function samplesOf(text: string): Int16Array {
  const hash = createHash('sha256').update(text).digest();
  const tones = Math.min(Math.max(Math.ceil(countCharacters(text) / CHARACTERS_PER_TONE), MIN_TONES), MAX_TONES);
  const samples = new Int16Array(tones * SAMPLES_PER_TONE);
  for (let at = 0; at < samples.length; at++) {
    const inTone = at % SAMPLES_PER_TONE;
    const hertz = SCALE[(hash[Math.floor(at / SAMPLES_PER_TONE)] ?? 0) % SCALE.length] ?? 0;
    const fade = Math.min(1, inTone / FADE_SAMPLES, (SAMPLES_PER_TONE - inTone) / FADE_SAMPLES);
    samples[at] = Math.round(LOUDNESS * fade * Math.sin((2 * Math.PI * hertz * inTone) / SAMPLES_PER_SECOND));
  }
  return samples;
}

function littleEndian(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * BYTES_PER_SAMPLE);
  samples.forEach((sample, at) => {
    bytes.writeInt16LE(sample, at * BYTES_PER_SAMPLE);
  });
  return bytes;
}

/** RIFF with one chunk "fmt " and one chunk "data". */
function wavHeader(samples: number): Buffer {
  const dataBytes = samples * BYTES_PER_SAMPLE;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  // Uncompressed, one channel.
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
