/** What the form holds, as the user typed it. */
export interface DubForm {
  readonly videoPath: string;
  readonly voicePath: string;
  readonly outputPath: string;
  readonly face: 'prominent' | 'all';
  /** Per cent, 0 to 100. */
  readonly strengthPercent: number;
  /** `start-end[,start-end]` in seconds or minutes:seconds; empty means everywhere. */
  readonly ranges: string;
}

/** An empty form: the most prominent face, everywhere, at full strength. */
export const emptyForm: DubForm = {
  videoPath: '',
  voicePath: '',
  outputPath: '',
  face: 'prominent',
  strengthPercent: 100,
  ranges: '',
};

/** Shells whose quoting differs. */
export type Shell = 'posix' | 'windows';

/** The command that the form means; places that are still empty are shown by their meaning. */
export function commandFrom(form: DubForm, shell: Shell): string {
  const path = (value: string, placeholder: string) => quoteArgument(value.trim() || placeholder, shell);
  const words = ['npm run facet -- dub', path(form.videoPath, 'video.mp4'), path(form.voicePath, 'voice.wav')];
  words.push('-o', path(form.outputPath, suggestedOutput(form.videoPath)));
  if (form.face === 'all') words.push('--face all');
  if (form.strengthPercent !== 100) words.push(`--strength ${form.strengthPercent / 100}`);
  const ranges = form.ranges.replaceAll(/\s/g, '');
  if (ranges !== '') words.push(`--range ${ranges}`);
  return words.join(' ');
}

/** A name beside the video that says what it is. */
export function suggestedOutput(videoPath: string): string {
  const stem = videoPath.trim().replace(/\.[^./\\]+$/, '');
  return stem === '' ? 'video-dub.mp4' : `${stem}-dub.mp4`;
}

/** What is wrong with the ranges, or null. */
export function rangesProblem(text: string): string | null {
  const compact = text.replaceAll(/\s/g, '');
  if (compact === '') return null;
  const time = String.raw`(?:(?:\d+:)?\d{1,2}:)?\d+(?:\.\d+)?`;
  const isList = new RegExp(`^${time}-${time}(?:,${time}-${time})*$`).test(compact);
  return isList ? null : 'Write start-end, such as 3-7.5 or 1:02-1:10';
}

/** One argument as the shell must be given it. */
export function quoteArgument(argument: string, shell: Shell): string {
  if (/^[\w./:\\@%+-]+$/.test(argument) && !(shell === 'posix' && argument.includes('\\'))) return argument;
  return shell === 'windows' ? `"${argument}"` : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
