import type { PlainValue } from './errors.ts';

/**
 * Everything that the host and the engine tell a user besides failures: a code, and the kinds of the values that its sentence is made
 * of. The English sentence travels along; a page of another language makes its own from code and values. Bytes, seconds and pixels are
 * plain numbers, so that each language writes them its own way.
 */
export const sayings = {
  'analysis.no-face': {},
  'analysis.frames-without-face': { count: 'number', total: 'number' },
  'analysis.face-too-small': { iodPx: 'number', neededPx: 'number' },
  'analysis.profile-only': { degrees: 'number' },
  'analysis.small-frames': { count: 'number' },
  'analysis.turned-away': { degrees: 'number', count: 'number' },
  'analysis.small-face': { iodPx: 'number' },
  'analysis.mouth-never-opens': {},
  'analysis.dark': { count: 'number' },
  'analysis.blurred': { count: 'number' },
  'analysis.mouth-covered': { count: 'number' },
  'analysis.several-faces': { count: 'number' },
  'analysis.cuts': { count: 'number' },
  'analysis.short-video': { durationSec: 'number' },
  'export.file-missing': { name: 'string' },
  'export.no-room': { freeBytes: 'number', neededBytes: 'number' },
  'export.nothing-changes': {},
  'export.not-analysed': {},
  'export.face-absent': { faceNumber: 'number' },
  'export.face-not-drivable': { faceNumber: 'number' },
  'export.line-without-voice': { text: 'string', startSec: 'number' },
  'export.line-outside': { text: 'string', startSec: 'number' },
  'export.line-cut': { text: 'string', startSec: 'number', cutSec: 'number', isAtEnd: 'boolean' },
  'export.face-not-seen': { text: 'string', startSec: 'number', faceNumber: 'number' },
  'export.lines-overlap': { faceNumber: 'number', overlapSec: 'number', startSec: 'number' },
  'export.pack-damaged': { packId: 'string' },
  'export.still-needs-generator': { name: 'string', packId: 'string' },
  'export.edits-left-out': { faceNumber: 'number', count: 'number', packId: 'string' },
  'plan.still-format': {
    durationSec: 'number',
    frameCount: 'number',
    widthPx: 'number',
    heightPx: 'number',
    rate: 'number',
  },
  'plan.pack': { packId: 'string', licence: 'string', provider: 'string' },
  'plan.rough-time': {},
  'plan.no-sound': {},
  'plan.format': { frameCount: 'number', widthPx: 'number', heightPx: 'number', rate: 'number', isVariable: 'boolean' },
  'plan.face': { name: 'string', faceNumber: 'number', lines: 'number', edits: 'number' },
  'plan.changed-frames': { count: 'number' },
  'plan.only-voices': {},
  'plan.original-sound': { soundDb: 'number', hasVoices: 'boolean' },
  'plan.marked': {},
  'plan.unmarked': {},
  'import.still-pack-chosen': { name: 'string', packId: 'string' },
  'import.still-needs-pack': { name: 'string' },
  'adaptation.learned': { speechSec: 'number', before: 'number', after: 'number' },
  'adaptation.average': { speechSec: 'number' },
  'adaptation.little-speech': { speechSec: 'number', neededSec: 'number' },
  'adaptation.no-match': {},
  'adaptation.no-gain': {},
  'adaptation.no-speech': {},
  'voice.not-heard': { count: 'number' },
  'voice.no-mouth': {},
  'voice.clipped': { percent: 'number' },
  'voice.quiet': { loudestDbfs: 'number' },
  'voice.no-speech': {},
  'job.interrupted': {},
  'job.engine-restarted': {},
  'job.export-changed': { changedFrames: 'number', frameCount: 'number', encoder: 'string' },
  'job.voice-not-heard': { faceNumber: 'number' },
  'job.edits-left-out': { faceNumber: 'number', count: 'number', packId: 'string' },
  'job.network-costs': {
    provider: 'string',
    motionItems: 'number',
    motionMs: 'number',
    soundItems: 'number',
    soundMs: 'number',
    generatorItems: 'number',
    generatorMs: 'number',
  },
  'project.pack-absent': { packId: 'string' },
  'project.damaged-file': { isRestorable: 'boolean', snapshotMs: 'number' },
  'project.shown-from-copy': { snapshotMs: 'number' },
  'project.open-elsewhere': { processId: 'number', host: 'string' },
  'project.not-writable': {},
  'project.blank-name': {},
  'project.foreign-journal': {},
  'project.cannot-be-edited': { isOlder: 'boolean' },
  'project.became-damaged': {},
  'project.taken-over': {},
  'project.changed-elsewhere': {},
  'project.no-safety-copy': {},
  'project.history-damaged': {},
  'engine.stopped': {},
  'engine.not-started': {},
  'engine.gave-up': {},
  'engine.on-processor': { provider: 'string' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, keyof Kinds>>>>;

interface Kinds {
  readonly number: number;
  readonly string: string;
  readonly boolean: boolean;
}

/** One of the codes of {@link sayings}. */
export type SayingCode = keyof typeof sayings;

/** The values that the sentence of a code is made of. */
export type SayingValues<Code extends SayingCode> = {
  readonly [Name in keyof (typeof sayings)[Code]]: (typeof sayings)[Code][Name] extends keyof Kinds
    ? Kinds[(typeof sayings)[Code][Name]]
    : never;
};

/** A sentence as code and values; it crosses process borders as JSON beside the English sentence. */
export interface Saying {
  readonly code: SayingCode;
  readonly values: Readonly<Record<string, PlainValue>>;
}

/** Puts a code and its values together. */
export function sayingOf<Code extends SayingCode>(code: Code, values: SayingValues<Code>): Saying {
  return { code, values };
}

/** True when the values of a saying are those that its code names, each of its kind: what arrives may be of another version. */
export function hasItsValues({ code, values }: Saying): boolean {
  return Object.entries(sayings[code]).every(([name, kind]) => typeof values[name] === kind);
}
