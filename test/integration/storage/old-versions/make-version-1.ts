import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { migrate } from '../../../../main/storage/schema-versions.ts';

/**
 * Writes `version-1.facet`: a project as the first version of the format has it. The file is committed and stays as it is; this
 * program says how it came to be.
 */
const path = join(import.meta.dirname, 'version-1.facet');
rmSync(path, { force: true });
const database = new Sqlite(path);
database.pragma('page_size = 1024');
migrate(database, 1);
const summary = JSON.stringify({
  durationSec: 4,
  picture: null,
  sound: { sampleRateHz: 16000, channels: 1, codec: 'pcm_s16le' },
});
const line = {
  lineId: 'line-1',
  faceNumber: 1,
  text: 'Hello',
  startSec: 0.5,
  gainDb: 0,
  isMuted: false,
  takes: [{ takeId: 'take-1', assetId: 'voice', sourceStartSec: 0, durationSec: 2 }],
  activeTakeId: 'take-1',
};
const face = { faceNumber: 1, name: 'Ann', isLocked: false };
const steps = [
  ['Add a line', [{ collection: 'lines', id: 'line-1', before: null, after: line }]],
  ['Name a face', [{ collection: 'faces', id: '1', before: null, after: face }]],
] as const;

database.exec(`
INSERT INTO project VALUES (1, 1760000000000, 3, 2);
INSERT INTO settings VALUES ('project', 'An old film', NULL, -12.5, 1, 0, 'draft');
INSERT INTO asset VALUES ('voice', 'voice', 'voice.wav', '/films/voice.wav', 128044, 1760000000000.5, 'abc', '${summary}');
INSERT INTO face VALUES (1, 'Ann', 0);
INSERT INTO dub_line VALUES ('line-1', 1, 'Hello', 0.5, 0, 0, 'take-1');
INSERT INTO take VALUES ('line-1', 0, 'take-1', 'voice', 0, 2);
INSERT INTO factor_edit VALUES
  ('edit-1', 'keyframes', 1, 'eye', 'gazeYaw', 0, 2, 0.1, 0.1, 1, 1, NULL, '{"mode":"relative"}');
INSERT INTO keyframe VALUES ('edit-1', 0, 0.5, 0.1, 'ease'), ('edit-1', 1, 1.5, -0.1, 'linear');
INSERT INTO marker VALUES ('marker-1', 1.25, 'here');
`);
const addStep = database.prepare('INSERT INTO history VALUES (?, ?, 1760000000000, ?)');
steps.forEach(([label, changes], index) => addStep.run(index + 1, label, JSON.stringify(changes)));
database.exec('VACUUM');
database.close();
