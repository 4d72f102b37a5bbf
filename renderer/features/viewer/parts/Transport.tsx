import {
  ChevronDown,
  Pause,
  Play,
  Repeat,
  ScanFace,
  SkipBack,
  SkipForward,
  StepBack,
  StepForward,
  Volume2,
  VolumeX,
  ZoomIn,
} from 'lucide-react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { ActionName } from '../../../state/keys/actions.ts';
import { shownCombination } from '../../../state/keys/key-combination.ts';
import { useKeyBindings, useMedia, usePlayhead, useStudio, useView } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { ToggleGroup } from '../../../ui/ToggleGroup.tsx';
import { listeningOf } from '../listening.ts';
import type { StageController } from '../stage-controller.ts';
import { viewerWords } from '../strings.ts';
import type { Picture } from '../use-picture.ts';
import { centreOf, viewModes, zoomStops } from '../view-layout.ts';
import type { ViewMode } from '../view-layout.ts';
import type { ViewerState } from '../viewer-store.ts';
import { TimecodeField } from './TimecodeField.tsx';

interface TransportProps {
  readonly viewer: StoreApi<ViewerState>;
  readonly picture: Picture;
  readonly controller: StageController | null;
}

const isMac = navigator.platform.startsWith('Mac');

/** The first key of an action as it is printed. */
function useKeysOf(): (name: ActionName) => string | undefined {
  const bindings = useKeyBindings();
  return (name) => (bindings[name].length > 0 ? shownCombination(bindings[name][0], isMac) : undefined);
}

export function Transport({ viewer, picture, controller }: TransportProps) {
  return (
    <div className="transport">
      <Motion viewer={viewer} />
      <TimecodeField rate={picture.rate} />
      <Compare viewer={viewer} />
      <span className="transport-space" />
      <Listen />
      <Volume viewer={viewer} />
      <Look {...{ viewer, picture, controller }} />
    </div>
  );
}

function Motion({ viewer }: { readonly viewer: StoreApi<ViewerState> }) {
  const words = useWords(viewerWords);
  const format = useFormat();
  const { actions } = useStudio();
  const keysOf = useKeysOf();
  const isPlaying = usePlayhead((now) => now.isPlaying);
  const rate = usePlayhead((now) => now.rate);
  const isLooping = useStore(viewer, (state) => state.isLooping);
  const press = (name: ActionName) => () => void actions.run(name);
  return (
    <div className="transport-motion">
      <IconButton
        icon={SkipBack}
        label={words.toStart}
        keys={keysOf('toStart')}
        onPress={press('toStart')}
        className="transport-wide"
      />
      <IconButton icon={StepBack} label={words.back} keys={keysOf('stepBack')} onPress={press('stepBack')} />
      <IconButton
        icon={isPlaying ? Pause : Play}
        label={isPlaying ? words.pause : words.play}
        keys={keysOf('playPause')}
        onPress={press('playPause')}
        className="transport-play"
      />
      <IconButton
        icon={StepForward}
        label={words.forward}
        keys={keysOf('stepForward')}
        onPress={press('stepForward')}
      />
      <IconButton
        icon={SkipForward}
        label={words.toEnd}
        keys={keysOf('toEnd')}
        onPress={press('toEnd')}
        className="transport-wide"
      />
      <IconButton
        icon={Repeat}
        label={words.loop}
        keys={keysOf('toggleLoop')}
        isOn={isLooping}
        onPress={press('toggleLoop')}
        className="transport-wide"
      />
      {isPlaying && rate !== 1 && (
        <span className="transport-rate numbers" role="status">
          {words.rate(format.number(rate))}
        </span>
      )}
    </div>
  );
}

interface ChoiceOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint: string;
  readonly keys?: string;
  readonly isDisabled?: boolean;
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly ChoiceOption<Value>[];
  readonly onChange: (value: Value) => void;
}

/** One of a few: side by side where there is room, else behind a button. */
function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  const items = options.map((option) => ({
    kind: 'check' as const,
    label: option.hint,
    isChecked: option.value === value,
    keys: option.keys,
    onSelect: () => option.isDisabled !== true && onChange(option.value),
  }));
  return (
    <>
      <div className="transport-choice">
        <ToggleGroup label={label} value={value} options={options} onChange={onChange} />
      </div>
      <Menu label={label} items={items}>
        <Button size="small" className="transport-choice-compact" aria-label={label}>
          {options.find((option) => option.value === value)?.label ?? '–'}
          <ChevronDown aria-hidden="true" className="transport-chevron" />
        </Button>
      </Menu>
    </>
  );
}

function Compare({ viewer }: { readonly viewer: StoreApi<ViewerState> }) {
  const words = useWords(viewerWords);
  const keysOf = useKeysOf();
  const mode = useStore(viewer, (state) => state.mode);
  const actionOf: Readonly<Record<ViewMode, ActionName>> = {
    original: 'compareOriginal',
    wipe: 'compareWipe',
    dub: 'compareDub',
    side: 'compareSide',
    difference: 'compareDifference',
    matte: 'compareMatte',
  };
  const options = viewModes.map((value) => {
    const keys = keysOf(actionOf[value]);
    return { value, label: words.modes[value], hint: words.modeHints[value], ...(keys === undefined ? {} : { keys }) };
  });
  const onChange = (next: ViewMode) => viewer.setState({ mode: next });
  return <Choice label={words.compare} value={mode} options={options} onChange={onChange} />;
}

function Listen() {
  const words = useWords(viewerWords);
  const keysOf = useKeysOf();
  const { actions } = useStudio();
  const hasDub = useMedia(({ dubSound }) => dubSound !== null);
  const mutedLanes = useView((view) => view.mutedLanes);
  const soloLane = useView((view) => view.soloLane);
  const listening = hasDub ? listeningOf({ mutedLanes, soloLane }) : 'original';
  const actionOf = { original: 'listenOriginal', dub: 'listenDub', both: 'listenBoth' } as const;
  const options = (['original', 'dub', 'both'] as const).map((value) => {
    const keys = keysOf(actionOf[value]);
    const shared = { value, label: words.listenTo[value], hint: words.listenHints[value] };
    return { ...shared, isDisabled: !hasDub && value !== 'original', ...(keys === undefined ? {} : { keys }) };
  });
  return (
    <Choice
      label={words.listen}
      value={listening as 'original' | 'dub' | 'both'}
      options={options}
      onChange={(next) => void actions.run(actionOf[next])}
    />
  );
}

function Volume({ viewer }: { readonly viewer: StoreApi<ViewerState> }) {
  const words = useWords(viewerWords);
  const keysOf = useKeysOf();
  const { actions } = useStudio();
  const volume = useStore(viewer, (state) => state.volume);
  const isMuted = useStore(viewer, (state) => state.isMuted);
  return (
    <div className="transport-volume">
      <IconButton
        icon={isMuted || volume === 0 ? VolumeX : Volume2}
        label={isMuted ? words.unmute : words.mute}
        keys={keysOf('toggleMute')}
        isOn={isMuted}
        onPress={() => actions.run('toggleMute')}
      />
      <div className="transport-volume-slider">
        <Slider
          isBare
          label={words.volume}
          value={isMuted ? 0 : volume}
          least={0}
          most={1}
          step={0.05}
          onChange={(next) => viewer.setState({ volume: next, isMuted: next === 0 })}
        />
      </div>
    </div>
  );
}

function Look({ viewer, picture, controller }: TransportProps) {
  const words = useWords(viewerWords);
  const format = useFormat();
  const keysOf = useKeysOf();
  const { actions } = useStudio();
  const hasLoupe = useStore(viewer, (state) => state.hasLoupe);
  const hasBoxes = useStore(viewer, (state) => state.hasBoxes);
  const zoom = useStore(viewer, (state) => state.view.zoom);
  const zoomTo = (next: number) => () => {
    const { view } = viewer.getState();
    const centre = view.zoom === 'fit' ? centreOf(picture.size) : view.centre;
    viewer.setState({ view: { zoom: next, centre } });
  };
  const fit = {
    kind: 'check',
    label: words.fit,
    isChecked: zoom === 'fit',
    keys: keysOf('viewerFit'),
    onSelect: () => void actions.run('viewerFit'),
  } as const;
  const stops = zoomStops.map(
    (stop) =>
      ({ kind: 'check', label: format.percent(stop), isChecked: zoom === stop, onSelect: zoomTo(stop) }) as const,
  );
  const full = {
    kind: 'item',
    label: words.fullScreen,
    keys: keysOf('viewerFull'),
    onSelect: () => void actions.run('viewerFull'),
  } as const;
  return (
    <div className="transport-look">
      <IconButton
        icon={ScanFace}
        className="transport-boxes"
        label={words.boxes}
        isOn={hasBoxes}
        isDisabled={controller === null}
        onPress={() => viewer.setState({ hasBoxes: !hasBoxes })}
      />
      <IconButton
        icon={ZoomIn}
        label={words.loupe}
        keys={keysOf('toggleLoupe')}
        isOn={hasLoupe}
        onPress={() => actions.run('toggleLoupe')}
      />
      <Menu label={words.zoom} align="end" items={[fit, { kind: 'separator' }, ...stops, { kind: 'separator' }, full]}>
        <Button variant="quiet" size="small" className="transport-zoom numbers" aria-label={words.zoom}>
          {zoom === 'fit' ? words.fit : format.percent(zoom)}
          <ChevronDown aria-hidden="true" className="transport-chevron" />
        </Button>
      </Menu>
    </div>
  );
}
