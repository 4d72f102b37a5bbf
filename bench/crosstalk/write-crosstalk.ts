import { factorNames, type FactorName } from '../../core/analysis/factor.ts';
import { editedHandles, handles, type Handle, type Response } from './measure-crosstalk.ts';

/** One edit of one clip and what was measured of it. */
export interface CrosstalkRow {
  readonly clip: string;
  readonly handle: Handle;
  readonly response: Response;
  /** px per iod of the clip. */
  readonly iodPx: number;
}

/** What was measured, and by which command. */
export interface CrosstalkReport {
  readonly command: string;
  readonly clips: readonly { readonly name: string; readonly text: string }[];
  readonly rows: readonly CrosstalkRow[];
}

/** The typical edit of a handle in the handle's own unit. */
export function typicalOf({ factor, index, typical }: Handle, iodPx: number): number {
  return factor === 'headPose' && index >= 3 ? typical * iodPx : typical;
}

/** Changes in units of each measured handle's typical edit. [18] */
function inTypicalEdits({ response, iodPx }: CrosstalkRow): number[] {
  return handles.map((handle, h) => response.change[h] / typicalOf(handle, iodPx));
}

function ownResponse(row: CrosstalkRow): number {
  const h = handles.indexOf(row.handle);
  return row.response.change[h] / row.response.asked[h];
}

const two = (value: number): string => value.toFixed(2).replace(/^-0\.00$/, '0.00');
const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function factorTable(rows: readonly CrosstalkRow[]): string[] {
  const edited = factorNames.filter((factor) => factor !== 'lip');
  /** Mean over edits and clips of the largest change among the handles of a factor; the diagonal is the mean own response. */
  const cell = (from: FactorName, to: FactorName): string => {
    const chosen = rows.filter(({ handle }) => handle.factor === from);
    if (from === to) return `**${two(mean(chosen.map(ownResponse)))}**`;
    const sizes = chosen.map((row) =>
      Math.max(...inTypicalEdits(row).map((value, h) => (handles[h].factor === to ? Math.abs(value) : 0))),
    );
    return `${two(mean(sizes))} (${two(Math.max(...sizes))})`;
  };
  return [
    line(['edited', ...factorNames]),
    line(['---', ...factorNames.map(() => '---')]),
    ...edited.map((from) => line([from, ...factorNames.map((to) => cell(from, to))])),
  ];
}

function handleTable(rows: readonly CrosstalkRow[]): string[] {
  return [
    line(['edited by', 'own response, clip by clip', 'others over 0.10, mean of the clips']),
    line(['---', '---', '---']),
    ...editedHandles.map((handle) => {
      const chosen = rows.filter((row) => row.handle === handle);
      const others = handles
        .map((other, h) => ({ other, value: mean(chosen.map((row) => inTypicalEdits(row)[h])) }))
        .filter(({ other, value }) => other !== handle && Math.abs(value) >= 0.1)
        .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
        .map(({ other, value }) => `${other.name} ${two(value)}`);
      const unit = handle.factor === 'headPose' && handle.index >= 3 ? ' iod' : '';
      return line([
        `${handle.name} ${handle.typical}${unit}`,
        chosen.map((row) => two(ownResponse(row))).join(', '),
        others.join(', ') || '-',
      ]);
    }),
  ];
}

function speedTable(rows: readonly CrosstalkRow[], clips: CrosstalkReport['clips']): string[] {
  const edited = factorNames.filter((factor) => factor !== 'lip');
  return [
    line(['clip', ...edited]),
    line(['---', ...edited.map(() => '---')]),
    ...clips.map(({ name, text }) => {
      const times = edited.map((factor) =>
        mean(
          rows
            .filter(({ clip, handle }) => clip === name && handle.factor === factor)
            .map(({ response }) => response.msPerFrame),
        ).toFixed(1),
      );
      return line([text, ...times]);
    }),
  ];
}

/** The page docs/crosstalk.md. */
export function crosstalkText({ command, clips, rows }: CrosstalkReport): string {
  return [
    '# Cross-talk of the face edits',
    '',
    `Written by \`${command}\`. Each handle of eye, head pose and expression was changed by a typical edit in every frame of`,
    'real clips, the frames were analysed again from their pixels, and each of the 18 handles was compared with its value before,',
    'against the same rest of the person. How much to move for what is asked was set on four people of other clips, for blinks on',
    'the people shown here and one other; the drawing of lids, irises and brows was looked at on the clips shown here, too.',
    '',
    ...clips.map(({ text }) => `- ${text}`),
    '',
    '## Factor by factor',
    '',
    'Diagonal: what was measured over what was asked for (1 = exactly), mean over handles and clips. Beside it: the change of the',
    "factor's most changed handle, as a share of that handle's own typical edit; mean over edits and clips (the worst of them).",
    '',
    ...factorTable(rows),
    '',
    '## Handle by handle',
    '',
    'Changes of other handles as a share of their own typical edit: lip open .05, wideRound .04, press .3, jaw .05 (iod, ratio);',
    'the others as in the first column (blink: ratio; gaze, yaw, pitch, roll: rad; the rest: iod).',
    '',
    ...handleTable(rows),
    '',
    '## What the table says',
    '',
    ...readings,
    '',
    '## Processor time',
    '',
    'Milliseconds a frame for one edit, mean of the handles of a factor.',
    '',
    ...speedTable(rows, clips),
    '',
  ].join('\n');
}

/** What stays true however often it is measured again. */
const readings = [
  '- The landmark model leans on what faces usually look like. Part of what it reports after an edit is its own guess: when brows',
  '  rise it moves the bridge of the nose up too (y, pitch), although the skin there hardly moves; when the mouth bends it reads the',
  '  cheeks as raised; when lids come down it sees the gaze lowered.',
  '- Cheeks it does not see apart from mouth and eyes: `cheek` moves the picture as asked, but is measured as next to nothing.',
  '  Of brows that draw together it sees a fifth, more or less by person: `browFurrow` moves five times as much, and still misses some.',
  '- Vertical gaze is measured mostly by the lids. With lids that may not move, `gazePitch` reaches a part of what is asked.',
  '- Blinks are read unlike from person to person (the same half-shut lids as .25 or as .5); the figure is right for the mean.',
  '- Where the chin touches the lower edge of the frame (clip 1), a head that is moved down or grown keeps its chin in the frame,',
  '  which is read as a moved jaw.',
  '- `browFurrow` and `cheek` have a typical edit of .015 iod, little more than the landmarks shake: a share of .3 of it is .005 iod.',
];
