import { parseSubtitles } from '../../../core/media/subtitles.ts';
import type { SubtitleCue } from '../../../core/media/subtitles.ts';
import type { RecordWish } from '../../../core/project/record-change.ts';
import { newId } from '../../state/ids.ts';

/** Lines without a voice for the cues of a subtitle file; what lies behind the end of the picture is kept, for the user to see. */
export function linesFromCues(
  cues: readonly SubtitleCue[],
  faceNumber: number,
  makeId: () => string = () => newId('line'),
): RecordWish[] {
  return cues.map(({ startSec, endSec, text }) => {
    const lineId = makeId();
    const after = {
      lineId,
      faceNumber,
      text,
      startSec,
      gainDb: 0,
      isMuted: false,
      takes: [],
      activeTakeId: null,
      textDurationSec: endSec - startSec,
    };
    return { collection: 'lines', id: lineId, after };
  });
}

/** Reads a subtitle file of the user: UTF-8, UTF-16 with a mark, else Windows-1252. Throws 'media.not-media' when it holds none. */
export async function readSubtitleFile(file: Blob): Promise<ReturnType<typeof parseSubtitles>> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return parseSubtitles(decodeText(bytes));
}

function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: what old subtitle programs write.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
