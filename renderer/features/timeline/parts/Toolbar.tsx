import { Captions, Magnet, ListEnd, ZoomIn, ZoomOut } from 'lucide-react';
import { shownCombination } from '../../../state/keys/key-combination.ts';
import type { ActionName } from '../../../state/keys/actions.ts';
import { useKeyBindings, useStudio, useView } from '../../../state/studio.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { timelineWords } from '../strings.ts';

const isMac = navigator.platform.startsWith('Mac');

/** Switches of the timeline and its zoom. */
export function Toolbar() {
  const { actions, view } = useStudio();
  const words = useWords(timelineWords);
  const { actions: names } = useStrings();
  const bindings = useKeyBindings();
  const canSnap = useView((state) => state.canSnap);
  const canRipple = useView((state) => state.canRipple);
  const pxPerSec = useView((state) => state.pxPerSec);
  const keysOf = (name: ActionName) =>
    bindings[name].length > 0 ? shownCombination(bindings[name][0], isMac) : undefined;
  return (
    <div className="timeline-tools" role="toolbar" aria-label={names.focusTimeline}>
      <IconButton
        icon={Magnet}
        size="small"
        label={names.toggleSnap}
        keys={keysOf('toggleSnap')}
        isOn={canSnap}
        onPress={() => actions.run('toggleSnap')}
      />
      <IconButton
        icon={ListEnd}
        size="small"
        label={names.toggleRipple}
        keys={keysOf('toggleRipple')}
        isOn={canRipple}
        onPress={() => actions.run('toggleRipple')}
      />
      <IconButton
        icon={Captions}
        size="small"
        label={names.importSubtitles}
        onPress={() => actions.run('importSubtitles')}
      />
      <span className="timeline-space" />
      <IconButton
        icon={ZoomOut}
        size="small"
        label={names.zoomOut}
        keys={keysOf('zoomOut')}
        onPress={() => actions.run('zoomOut')}
      />
      <div className="timeline-zoom">
        <Slider
          isBare
          label={words.zoom}
          value={Math.log2(pxPerSec)}
          least={-2}
          most={12.2}
          step={0.05}
          onChange={(value) => view.zoomAround(2 ** value / pxPerSec, middleSec())}
        />
      </div>
      <IconButton
        icon={ZoomIn}
        size="small"
        label={names.zoomIn}
        keys={keysOf('zoomIn')}
        onPress={() => actions.run('zoomIn')}
      />
    </div>
  );

  function middleSec(): number {
    const { scrollSec, widthPx, pxPerSec: now } = view.store.getState();
    return scrollSec + widthPx / now / 2;
  }
}
