import { timecodeOf } from '../../../../core/time/timecode.ts';
import { frameIndexAt } from '../../../state/playhead.ts';
import { useStudio, useTracks } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { missedClosures } from '../closure-state.ts';
import { closureFix } from '../quick-fixes.ts';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import { useFixPlace } from '../use-fix-place.ts';
import type { Inspected } from '../use-inspected.ts';

const noClosures: readonly { readonly timeSec: number; readonly isReached: boolean }[] = [];

/** The moment next to the playhead at which the lips should touch and do not, with the button that closes them. */
export function Closures({ inspected }: { readonly inspected: Inspected }) {
  const words = useWords(factorWords);
  const { playhead } = useStudio();
  const commands = useEditCommands();
  const placeOf = useFixPlace(inspected);
  const { faceNumber, range, timeSec, edited, frameTimesSec, rate } = inspected;
  const closures = useTracks(
    ({ dubTracks }) => dubTracks?.faces.find((face) => face.faceNumber === faceNumber)?.closures ?? noClosures,
  );
  const missed = missedClosures(closures, range, edited, frameTimesSec);
  const distance = (at: number) => Math.abs(at - timeSec);
  const open = missed.filter(({ isClosed }) => !isClosed);
  const nearest = [...open].sort((a, b) => distance(a.timeSec) - distance(b.timeSec))[0];
  const code = (at: number) => timecodeOf(frameIndexAt(frameTimesSec, at), rate);
  if (nearest === undefined) {
    const done = missed.find((each) => distance(each.timeSec) < 0.2);
    return done === undefined ? null : <p className="callout callout-good">{words.closed(code(done.timeSec))}</p>;
  }
  const close = (times: readonly number[]) => {
    const edits = times.flatMap((at, i) => closureFix(at, { ...placeOf(), position: commands.nextPosition() + 2 * i }));
    commands.write(words.closeStep, edits);
  };
  return (
    <div className="callout callout-bad" role="note">
      <p className="callout-text">{words.missed(code(nearest.timeSec))}</p>
      <div className="callout-actions">
        <Button size="small" isDisabled={!commands.canEdit} onPress={() => close([nearest.timeSec])}>
          {words.close}
        </Button>
        {distance(nearest.timeSec) > inspected.frameSec && (
          <Button size="small" variant="quiet" onPress={() => playhead.seek(nearest.timeSec)}>
            {words.goThere}
          </Button>
        )}
        {open.length > 1 && (
          <Button
            size="small"
            variant="quiet"
            hint={words.missedMore(open.length - 1)}
            isDisabled={!commands.canEdit}
            onPress={() => close(open.map((each) => each.timeSec))}
          >
            {words.closeAll(open.length)}
          </Button>
        )}
      </div>
    </div>
  );
}
