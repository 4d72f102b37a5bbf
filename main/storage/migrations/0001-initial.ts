import type { Database } from '../sqlite.ts';

const tables = `
CREATE TABLE project (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  created_ms INTEGER NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 0),
  history_position INTEGER NOT NULL CHECK (history_position >= 0)
) STRICT;

CREATE TABLE asset (
  asset_id TEXT NOT NULL PRIMARY KEY CHECK (asset_id <> ''),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  size_bytes REAL NOT NULL CHECK (size_bytes >= 0),
  modified_ms REAL NOT NULL,
  content_key TEXT NOT NULL,
  summary TEXT NOT NULL CHECK (json_valid(summary))
) STRICT;

CREATE TABLE settings (
  id TEXT NOT NULL PRIMARY KEY CHECK (id = 'project'),
  name TEXT NOT NULL,
  video_asset_id TEXT REFERENCES asset (asset_id) DEFERRABLE INITIALLY DEFERRED,
  original_sound_db REAL,
  can_adapt INTEGER NOT NULL CHECK (can_adapt IN (0, 1)),
  is_marked INTEGER NOT NULL CHECK (is_marked IN (0, 1)),
  preset TEXT NOT NULL
) STRICT;

CREATE TABLE face (
  face_number INTEGER PRIMARY KEY CHECK (face_number >= 1),
  name TEXT NOT NULL,
  is_locked INTEGER NOT NULL CHECK (is_locked IN (0, 1))
) STRICT;

CREATE TABLE dub_line (
  line_id TEXT NOT NULL PRIMARY KEY CHECK (line_id <> ''),
  face_number INTEGER NOT NULL CHECK (face_number >= 1),
  text TEXT NOT NULL,
  start_sec REAL NOT NULL,
  gain_db REAL NOT NULL,
  is_muted INTEGER NOT NULL CHECK (is_muted IN (0, 1)),
  active_take_id TEXT
) STRICT;

CREATE TABLE take (
  line_id TEXT NOT NULL REFERENCES dub_line (line_id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
  take_id TEXT NOT NULL CHECK (take_id <> ''),
  asset_id TEXT NOT NULL REFERENCES asset (asset_id) DEFERRABLE INITIALLY DEFERRED,
  source_start_sec REAL NOT NULL CHECK (source_start_sec >= 0),
  duration_sec REAL NOT NULL CHECK (duration_sec > 0),
  PRIMARY KEY (line_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX take_by_asset ON take (asset_id);

CREATE TABLE factor_edit (
  edit_id TEXT NOT NULL PRIMARY KEY CHECK (edit_id <> ''),
  kind TEXT NOT NULL,
  face_number INTEGER NOT NULL CHECK (face_number >= 1),
  factor TEXT NOT NULL,
  handle TEXT,
  start_sec REAL NOT NULL,
  end_sec REAL NOT NULL,
  ramp_in_sec REAL NOT NULL,
  ramp_out_sec REAL NOT NULL,
  is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
  position REAL NOT NULL,
  asset_id TEXT REFERENCES asset (asset_id) DEFERRABLE INITIALLY DEFERRED,
  parameters TEXT NOT NULL CHECK (json_valid(parameters))
) STRICT;
CREATE INDEX factor_edit_by_asset ON factor_edit (asset_id);

CREATE TABLE keyframe (
  edit_id TEXT NOT NULL REFERENCES factor_edit (edit_id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
  time_sec REAL NOT NULL,
  value REAL NOT NULL,
  interpolation TEXT NOT NULL,
  PRIMARY KEY (edit_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE marker (
  marker_id TEXT NOT NULL PRIMARY KEY CHECK (marker_id <> ''),
  time_sec REAL NOT NULL,
  label TEXT NOT NULL
) STRICT;

CREATE TABLE history (
  step INTEGER PRIMARY KEY CHECK (step >= 1),
  label TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  changes TEXT NOT NULL CHECK (json_valid(changes))
) STRICT;
`;

/** Version 1: the tables of the first format. */
export function createInitialTables(database: Database): void {
  database.exec(tables);
}
