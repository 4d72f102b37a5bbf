import { describe, expect, it } from 'vitest';
import { parseSubtitles } from '../../../../core/media/subtitles.ts';
import { isStudioError } from '../../../../core/errors.ts';

const srt =
  '1\r\n00:00:01,000 --> 00:00:02,500\r\nHello <i>you</i>\r\nthere\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nBye\r\n';

describe('reading subtitles', () => {
  it('reads SubRip with any line ends', () => {
    const wanted = [
      { startSec: 1, endSec: 2.5, text: 'Hello you\nthere' },
      { startSec: 3, endSec: 4, text: 'Bye' },
    ];
    for (const text of [srt, srt.replaceAll('\r\n', '\n'), srt.replaceAll('\r\n', '\r'), `\uFEFF${srt}`]) {
      expect(parseSubtitles(text)).toEqual({ cues: wanted, skippedCount: 0 });
    }
  });

  it('reads WebVTT with notes, styles, settings, speakers and no hours', () => {
    const text =
      'WEBVTT - talk\n\nNOTE not shown\n\nSTYLE\n::cue { color: red }\n\nid1\n00:01.000 --> 00:02.000 align:start position:10%\n<v Anna>Fish &amp; chips\n\n01:00:03.250 --> 01:00:04.000\nBye';
    expect(parseSubtitles(text).cues).toEqual([
      { startSec: 1, endSec: 2, text: 'Fish & chips' },
      { startSec: 3603.25, endSec: 3604, text: 'Bye' },
    ]);
  });

  it('reads dots for commas, short fractions, missing counters and missing empty lines', () => {
    const text =
      '0:00:01.5 --> 0:00:02,25\nOne\n2\n00:00:03,000 --> 00:00:04,000\nTwo\n3 pigs\n00:00:05,000 --> 00:00:06,000\nThree';
    expect(parseSubtitles(text).cues.map(({ startSec, endSec, text: said }) => [startSec, endSec, said])).toEqual([
      [1.5, 2.25, 'One'],
      [3, 4, 'Two\n3 pigs'],
      [5, 6, 'Three'],
    ]);
  });

  it('puts cues in order of time', () => {
    const text = '1\n00:00:05,000 --> 00:00:06,000\nLate\n\n2\n00:00:01,000 --> 00:00:02,000\nEarly\n';
    expect(parseSubtitles(text).cues.map((cue) => cue.text)).toEqual(['Early', 'Late']);
  });

  it('counts blocks that cannot be read and keeps the rest', () => {
    const text = `${srt}\n3\n00:00:09,000 --> 00:00:08,000\nBackwards\n\n4\nsoon --> later\nNever\n\n5\n00:00:10,000 --> 00:00:11,000\n\n`;
    const { cues, skippedCount } = parseSubtitles(text);
    expect([cues.length, skippedCount]).toEqual([2, 3]);
  });

  it('says so when there are none', () => {
    for (const text of ['', 'A letter to a friend', 'WEBVTT\n\n']) {
      let failure: unknown;
      try {
        parseSubtitles(text);
      } catch (error) {
        failure = error;
      }
      expect(isStudioError(failure, 'media.not-media')).toBe(true);
    }
  });
});
