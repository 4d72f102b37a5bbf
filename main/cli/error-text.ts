import { isStudioError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { Ink } from './ink.ts';

/** What to try on the command line; the sentence itself comes with the error and is the same in every host. */
const hints: Partial<Record<ErrorCode, string>> = {
  'cli.usage': 'Run the command with --help to see how it is used.',
  'cli.output-exists': 'Add --force to replace it, or choose another name with -o.',
  'media.not-found': 'Paths are relative to the folder that you are in.',
  'media.not-media': 'Open the file in a player: if it does not play there, it is damaged or not a media file.',
  'media.truncated':
    'Copy or download the file again; a recording that was cut off can often be repaired with "untrunc".',
  'media.ffmpeg-not-found': 'Run "facet doctor" to see what was looked for.',
  'media.still-picture': '"facet animate <picture> <voice>" makes a still picture speak.',
  'media.silent-voice': 'Check that the right file and the right channel were exported.',
  'analysis.no-face': 'Run "facet analyze" on the video to see what was found.',
  'analysis.face-not-chosen': 'Run "facet analyze" on the video to see its faces.',
  'analysis.face-too-small': 'Run "facet analyze" on the video to see sizes and times.',
  'analysis.profile-only': 'Run "facet analyze" on the video to see angles and times.',
  'synthesis.voice-length-mismatch': 'For "facet dub", --fit cut, silence, loop or bounce says what happens then.',
  'models.not-found': 'Run "facet packs list" to see what is installed.',
  'models.pack-exists': 'Add --force to replace it, or choose another id with --id.',
  'models.provider-missing': 'Run "facet doctor" to see what the networks can run on here, or leave --ep out.',
  'synthesis.no-portrait': 'Use a picture in which the face looks at the camera, or another stretch of the video.',
  'models.damaged': 'Run "facet packs verify" to see which file differs, then install the pack again.',
  'export.disk-full': 'Nothing half-written was left behind.',
};

/** The error as JSON data, for --json. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A failure as plain data; bugs get the code 'bug'. */
export function errorData(failure: unknown): ErrorData {
  if (isStudioError(failure)) {
    return {
      code: failure.code,
      message: failure.message,
      hint: hints[failure.code] ?? null,
      details: failure.details,
    };
  }
  const message = failure instanceof Error ? failure.message : String(failure);
  return { code: 'bug', message, hint: null, details: {} };
}

/**
 * A failure in words: `error: <sentence> [code]` and a hint on the next line. Stacks are shown only on request, or a bug could
 * not be reported.
 */
export function errorText(failure: unknown, ink: Ink, isDebugging: boolean): string {
  const { code, message, hint, details } = errorData(failure);
  // The user asked for it: no failure, and nothing to explain.
  if (code === 'job.cancelled') return 'Cancelled; nothing was written.\n';
  const lines =
    code === 'bug'
      ? [`${ink.bad('error:')} Something went wrong inside Facet: ${message} ${ink.dim('[bug]')}`]
      : [`${ink.bad('error:')} ${message} ${ink.dim(`[${code}]`)}`];
  const { path } = details;
  if (typeof path === 'string' && !message.includes(path)) lines.push(`       File: ${path}`);
  if (hint) lines.push(`       ${ink.dim(hint)}`);
  if (code === 'bug' && !isDebugging)
    lines.push(`       ${ink.dim('Run it again with FACET_DEBUG=1 to see where, and report it.')}`);
  if (isDebugging) lines.push(...stackLines(failure));
  return `${lines.join('\n')}\n`;
}

function stackLines(failure: unknown): string[] {
  const lines: string[] = [];
  for (let cause = failure; cause instanceof Error; cause = cause.cause) {
    lines.push(`${lines.length > 0 ? 'caused by ' : ''}${cause.stack ?? cause.message}`);
  }
  return lines;
}
