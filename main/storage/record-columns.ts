import type { CollectionName } from '../../core/project/records.ts';

/** How a column's value becomes a field: as it is, 0/1, or JSON. */
type ColumnKind = 'plain' | 'flag' | 'json';

/** One column and the field of the record that it holds. */
export interface RecordColumn {
  readonly column: string;
  readonly field: string;
  readonly kind: ColumnKind;
}

/** A table of records, or of the parts of a record. */
export interface RecordTable {
  readonly table: string;
  readonly key: string;
  readonly columns: readonly RecordColumn[];
}

/** Rows of a second table that belong to a record, in order: the takes of a line, the keyframes of a curve. */
export interface PartTable extends RecordTable {
  /** Field of the record that holds the list. */
  readonly listField: string;
}

const plain = (column: string, field: string): RecordColumn => ({ column, field, kind: 'plain' });
const flag = (column: string, field: string): RecordColumn => ({ column, field, kind: 'flag' });
const json = (column: string, field: string): RecordColumn => ({ column, field, kind: 'json' });

/** Where the records of each collection lie. Fields of an edit that only its kind has are in `parameters`. */
export const recordTables: Readonly<Record<CollectionName, RecordTable>> = {
  settings: {
    table: 'settings',
    key: 'id',
    columns: [
      plain('name', 'name'),
      plain('video_asset_id', 'videoAssetId'),
      plain('original_sound_db', 'originalSoundDb'),
      flag('can_adapt', 'canAdapt'),
      flag('is_marked', 'isMarked'),
      plain('preset', 'preset'),
      plain('pack_id', 'packId'),
      plain('expression_window_frames', 'expressionWindowFrames'),
    ],
  },
  assets: {
    table: 'asset',
    key: 'asset_id',
    columns: [
      plain('asset_id', 'assetId'),
      plain('kind', 'kind'),
      plain('name', 'name'),
      plain('path', 'path'),
      plain('size_bytes', 'sizeBytes'),
      plain('modified_ms', 'modifiedMs'),
      plain('content_key', 'contentKey'),
      json('summary', 'summary'),
      plain('still_sec', 'stillSec'),
    ],
  },
  faces: {
    table: 'face',
    key: 'face_number',
    columns: [
      plain('face_number', 'faceNumber'),
      plain('name', 'name'),
      plain('consent_note', 'consentNote'),
      flag('is_locked', 'isLocked'),
    ],
  },
  lines: {
    table: 'dub_line',
    key: 'line_id',
    columns: [
      plain('line_id', 'lineId'),
      plain('face_number', 'faceNumber'),
      plain('text', 'text'),
      plain('start_sec', 'startSec'),
      plain('gain_db', 'gainDb'),
      flag('is_muted', 'isMuted'),
      plain('active_take_id', 'activeTakeId'),
      plain('text_duration_sec', 'textDurationSec'),
    ],
  },
  edits: {
    table: 'factor_edit',
    key: 'edit_id',
    columns: [
      plain('edit_id', 'editId'),
      plain('kind', 'kind'),
      plain('face_number', 'faceNumber'),
      plain('factor', 'factor'),
      plain('handle', 'handle'),
      plain('start_sec', 'startSec'),
      plain('end_sec', 'endSec'),
      plain('ramp_in_sec', 'rampInSec'),
      plain('ramp_out_sec', 'rampOutSec'),
      flag('is_enabled', 'isEnabled'),
      plain('position', 'position'),
    ],
  },
  markers: {
    table: 'marker',
    key: 'marker_id',
    columns: [plain('marker_id', 'markerId'), plain('time_sec', 'timeSec'), plain('label', 'label')],
  },
};

/** The lists inside records, by collection. */
export const partTables: Readonly<Partial<Record<CollectionName, PartTable>>> = {
  lines: {
    table: 'take',
    key: 'line_id',
    listField: 'takes',
    columns: [
      plain('take_id', 'takeId'),
      plain('asset_id', 'assetId'),
      plain('source_start_sec', 'sourceStartSec'),
      plain('duration_sec', 'durationSec'),
    ],
  },
  edits: {
    table: 'keyframe',
    key: 'edit_id',
    listField: 'keyframes',
    columns: [plain('time_sec', 'timeSec'), plain('value', 'value'), plain('interpolation', 'interpolation')],
  },
};

/** A column's value for a field's. */
export function columnValue(kind: ColumnKind, value: unknown): unknown {
  if (kind === 'flag') return value === true ? 1 : 0;
  return kind === 'json' ? JSON.stringify(value) : value;
}

/** A field's value for a column's. @throws SyntaxError for a JSON column that is not JSON */
export function fieldValue(kind: ColumnKind, value: unknown): unknown {
  if (kind === 'flag') return value === 1 ? true : value === 0 ? false : value;
  return kind === 'json' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
}
