import { describe, expect, it } from 'vitest';
import {
  commandFrom,
  emptyForm,
  quoteArgument,
  rangesProblem,
  suggestedOutput,
} from '../../../../renderer/features/dub-command/command-line.ts';

describe('the command that a form means', () => {
  it('names placeholders for an empty form and no option that has its default', () => {
    expect(commandFrom(emptyForm, 'posix')).toBe('npm run facet -- dub video.mp4 voice.wav -o video-dub.mp4');
  });

  it('gives the strength as the share that the command line takes', () => {
    expect(commandFrom({ ...emptyForm, strengthPercent: 35 }, 'posix')).toContain('--strength 0.35');
    expect(commandFrom({ ...emptyForm, strengthPercent: 0 }, 'posix')).toContain('--strength 0');
  });

  it('takes the spaces out of ranges', () => {
    expect(commandFrom({ ...emptyForm, ranges: '1:02 - 1:10, 3-4' }, 'posix')).toContain('--range 1:02-1:10,3-4');
  });

  it('suggests an output beside the video, whatever dots its folder has', () => {
    expect(suggestedOutput('/films.2024/take')).toBe('/films.2024/take-dub.mp4');
    expect(suggestedOutput(String.raw`C:\films\take.one.mov`)).toBe(String.raw`C:\films\take.one-dub.mp4`);
  });
});

describe('quoting for a shell', () => {
  it('leaves plain paths as they are', () => {
    expect(quoteArgument('/films/take-1_b.mp4', 'posix')).toBe('/films/take-1_b.mp4');
    expect(quoteArgument(String.raw`C:\films\a.mp4`, 'windows')).toBe(String.raw`C:\films\a.mp4`);
  });

  it('keeps a POSIX shell from reading anything into a path', () => {
    expect(quoteArgument('$(rm -rf ~).mp4', 'posix')).toBe(`'$(rm -rf ~).mp4'`);
    expect(quoteArgument("it's.mp4", 'posix')).toBe(String.raw`'it'\''s.mp4'`);
    expect(quoteArgument(String.raw`a\b.mp4`, 'posix')).toBe(String.raw`'a\b.mp4'`);
  });

  it('puts a Windows path with spaces into double quotes', () => {
    expect(quoteArgument(String.raw`C:\my films\a.mp4`, 'windows')).toBe(String.raw`"C:\my films\a.mp4"`);
  });
});

describe('ranges as text', () => {
  it.each(['', '3-7.5', '1:02-1:10', '1:00:02-1:00:10', '3-4, 5-6'])('accepts "%s"', (text) => {
    expect(rangesProblem(text)).toBeNull();
  });

  it.each(['3', '3-', 'from 3 to 7', '3-4,', '1:-5'])('refuses "%s"', (text) => {
    expect(rangesProblem(text)).toMatch(/start-end/);
  });
});
