import type { Asset, DubLine } from '../../core/project/records.ts';
import type { RecordWish } from '../../core/project/record-change.ts';
import { newId } from './ids.ts';

/** A whole voice file as a line of a face, its first sample at a time of the picture. */
export function lineOfVoice(voice: Asset, faceNumber: number, startSec: number): DubLine {
  const takeId = newId('take');
  const { assetId, summary } = voice;
  return {
    lineId: newId('line'),
    faceNumber,
    text: '',
    startSec,
    gainDb: 0,
    isMuted: false,
    takes: [{ takeId, assetId, sourceStartSec: 0, durationSec: summary.durationSec }],
    activeTakeId: takeId,
    textDurationSec: 0,
  };
}

/** The line with the whole voice as its newest take, which is the one that plays from now on. */
export function withTakeOf(voice: Asset, line: DubLine): DubLine {
  const takeId = newId('take');
  const take = { takeId, assetId: voice.assetId, sourceStartSec: 0, durationSec: voice.summary.durationSec };
  return { ...line, takes: [...line.takes, take], activeTakeId: takeId };
}

/** The wish that a line be as given. */
export function lineWish(line: DubLine): RecordWish {
  return { collection: 'lines', id: line.lineId, after: line };
}
