import type { DubLine } from '../../../../core/project/records.ts';

/** Where the lines of a face lie in the dub lane: its row, of how many. */
export interface SpeakerRow {
  readonly row: number;
  readonly rowCount: number;
}

/**
 * A row for each face that speaks, in the order of face numbers: people who talk over each other must not hide each other. With one
 * speaker the lane has one row.
 */
export function speakerRowsOf(lines: readonly Pick<DubLine, 'faceNumber'>[]): ReadonlyMap<number, SpeakerRow> {
  const speakers = [...new Set(lines.map(({ faceNumber }) => faceNumber))].sort((a, b) => a - b);
  return new Map(speakers.map((faceNumber, row) => [faceNumber, { row, rowCount: speakers.length }]));
}
