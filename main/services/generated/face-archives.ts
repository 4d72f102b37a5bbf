import type { ArtifactFiles } from '../../../core/ports/artifact-files.ts';
import { makeAppearanceArchive, type AppearanceArchive } from './appearance-archive.ts';
import type { GeneratedFace } from './generated-face.ts';
import { makeMelArchive, type LipSound } from './mel-archive.ts';
import { makeMotionArchive, type MotionArchive } from './motion-archive.ts';
import type { SharedNetworks } from './network-queue.ts';
import { makeSoundCodes, type SoundCodes } from './sound-codes.ts';

/** Tracks whose codes stay in memory: up to 15 MB an hour each. */
const keptMotions = 12;

/** Sounds whose latest lip codes stay in memory: 4 MB each. */
const keptSounds = 12;

/** All that generative packs made of videos and sounds, for all scenes: what one scene encoded, the next finds. */
export interface FaceArchives {
  readonly appearances: AppearanceArchive;
  motionOf(networks: SharedNetworks, face: GeneratedFace): MotionArchive;
  soundOf(networks: SharedNetworks, sound: LipSound): SoundCodes;
}

/** Makes {@link FaceArchives} on the artifact cache. */
export function makeFaceArchives(artifacts: ArtifactFiles): FaceArchives {
  const mel = makeMelArchive(artifacts);
  const motions = new Map<string, MotionArchive>();
  const sounds = new Map<string, SoundCodes>();
  return {
    appearances: makeAppearanceArchive(artifacts),
    motionOf: (networks, face) =>
      lately(motions, `${face.key} ${networks.pack.key}`, keptMotions, () =>
        makeMotionArchive({ face, networks, artifacts }),
      ),
    soundOf: (networks, sound) =>
      lately(sounds, `${sound.key} ${networks.pack.key}`, keptSounds, () => makeSoundCodes(networks, mel, sound)),
  };
}

/** The value of a key, made when it is not there; what was used longest ago goes. */
function lately<T>(values: Map<string, T>, key: string, limit: number, make: () => T): T {
  const value = values.get(key) ?? make();
  values.delete(key);
  values.set(key, value);
  if (values.size > limit) values.delete(values.keys().next().value as string);
  return value;
}
