import { pieceSec, type SoundtrackFitPlan } from '../../core/export/soundtrack-fit.ts';
import type { PlacedVoice, SceneFile } from '../../core/project/scene.ts';

/** A sound that is shorter than a sample is rounding. */
const negligibleSec = 1e-5;

/** Opens a sound turned round, with its exact length; asked only where a plan runs backwards. */
export type OpenReversed = () => Promise<{ readonly file: SceneFile; readonly durationSec: number }>;

/** The pieces of a plan as placed voices on the picture's time; silence is where there is none. */
export async function placeVoice(
  { pieces }: SoundtrackFitPlan,
  file: SceneFile,
  openReversed: OpenReversed,
): Promise<readonly PlacedVoice[]> {
  const placed: PlacedVoice[] = [];
  let startSec = 0;
  for (const piece of pieces) {
    const durationSec = pieceSec(piece);
    if (piece.kind === 'voice' && durationSec > negligibleSec) {
      const place = { startSec, durationSec, gainDb: 0 };
      if (piece.isReversed) {
        const reversed = await openReversed();
        const sourceStartSec = Math.max(0, reversed.durationSec - piece.endSec);
        placed.push({ ...place, file: reversed.file, sourceStartSec });
      } else placed.push({ ...place, file, sourceStartSec: piece.startSec });
    }
    startSec += durationSec;
  }
  return placed;
}
