import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { useWords } from '../../../state/strings/words.ts';
import { Slider } from '../../../ui/Slider.tsx';
import { viewerWords } from '../strings.ts';
import type { ViewerState } from '../viewer-store.ts';

/** How much the difference is amplified; it lies over the picture, because it belongs to this way of looking only. */
export function DifferenceGain({ viewer }: { readonly viewer: StoreApi<ViewerState> }) {
  const words = useWords(viewerWords);
  const gain = useStore(viewer, (state) => state.differenceGain);
  return (
    <div className="stage-gain" onPointerDown={(event) => event.stopPropagation()}>
      <span>{words.gain}</span>
      <Slider
        isBare
        label={words.gain}
        {...{ value: gain, least: 1, most: 32, step: 1 }}
        onChange={(next) => viewer.setState({ differenceGain: next })}
      />
      <span className="numbers stage-gain-number">{words.rate(String(gain))}</span>
    </div>
  );
}
