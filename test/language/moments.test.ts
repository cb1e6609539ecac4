import { describe, expect, it } from 'vitest';
import { dayInSentence, momentInSentence, zoneName } from '../../src/language/moments.ts';

const MIDNIGHT_IN_SEOUL = Date.parse('2026-11-29T15:00:00Z');

describe('a day in a sentence', () => {
  it('has the day of the week, and is the same in every time zone', () => {
    expect(dayInSentence('2027-03-02', 'ko')).toBe('3월 2일(화)');
    expect(dayInSentence('2027-03-02', 'en')).toBe('Tuesday 2 March');
  });
});

describe('an instant in a sentence', () => {
  it('has the hour, and the minutes where there are any', () => {
    const korean = (at: number, zone = 'Asia/Seoul') => momentInSentence(at, zone, 'ko');
    expect(korean(MIDNIGHT_IN_SEOUL)).toBe('11월 30일(월) 0시');
    expect(korean(MIDNIGHT_IN_SEOUL - 1)).toBe('11월 29일(일) 23시 59분');
    expect(korean(MIDNIGHT_IN_SEOUL, 'UTC')).toBe('11월 29일(일) 15시');
    expect(korean(MIDNIGHT_IN_SEOUL, 'Asia/Kolkata')).toBe('11월 29일(일) 20시 30분');
    expect(momentInSentence(MIDNIGHT_IN_SEOUL, 'Asia/Seoul', 'en')).toBe('Monday 30 November at 00:00');
  });
});

describe('the name of a zone', () => {
  it.each([
    ['Asia/Seoul', '대한민국 시간'],
    ['Europe/Berlin', '독일 시간'],
    ['America/New_York', '뉴욕 시간'],
    ['UTC', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('of %s is %s in Korean', (zone, name) => {
    expect(zoneName(zone, 'ko')).toBe(name);
  });

  it('is a word for every zone with a place', () => {
    for (const zone of Intl.supportedValuesOf('timeZone').filter(
      (each) => each.includes('/') && !each.startsWith('Etc/'),
    ))
      expect(zoneName(zone, 'ko'), zone).toMatch(/시간$/);
  });

  it('is the id in English', () => {
    expect(zoneName('Asia/Seoul', 'en')).toBe('Asia/Seoul');
  });
});
