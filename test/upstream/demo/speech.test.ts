import { describe, expect, test } from 'vitest';
import { DemoError } from '../../../src/upstream/demo/read-body.ts';
import { answerSpeech } from '../../../src/upstream/demo/speech.ts';

function soundOf(body: object): Buffer {
  const { frames, status, contentType } = answerSpeech(Buffer.from(JSON.stringify({ model: 'tts-1', ...body })));
  expect([status, contentType]).toEqual([200, 'audio/wav']);
  return Buffer.concat(frames.map((frame) => Buffer.from(frame)));
}

describe('the sound of the demo', () => {
  test.each(['a', '지갑을 열어요', '👛'.repeat(4096), '\ud800'])('is a WAV file of one to two seconds: %#', (input) => {
    const wav = soundOf({ input });
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.toString('latin1', 8, 16)).toBe('WAVEfmt ');
    // PCM, mono, 8,000 samples of 16 bits.
    expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([
      1, 1, 8000, 16,
    ]);
    expect([wav.readUInt32LE(28), wav.readUInt16LE(32)]).toEqual([16_000, 2]);
    expect(wav.toString('latin1', 36, 40)).toBe('data');
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
    const seconds = (wav.length - 44) / 16_000;
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(2);
  });

  test('is the same for the same text, another for another, and never silent', () => {
    expect(soundOf({ input: 'one' })).toEqual(soundOf({ input: 'one', voice: 'nova', response_format: 'mp3' }));
    expect(soundOf({ input: 'one' })).not.toEqual(soundOf({ input: 'two' }));
    const samples = soundOf({ input: 'one' }).subarray(44);
    expect(
      Math.max(...new Int16Array(samples.buffer.slice(samples.byteOffset, samples.byteOffset + samples.length))),
    ).toBeGreaterThan(3000);
  });

  test.each([{}, { input: '' }, { input: 7 }])('is refused without a text: %j', (body) => {
    expect(() => soundOf(body)).toThrow(DemoError);
  });
});
