import { RotateCcw } from 'lucide-react';
import { Slider as Radix } from 'radix-ui';
import { useRef } from 'react';
import { IconButton } from './IconButton.tsx';
import { NumberField } from './NumberField.tsx';
import { useUiWords } from './ui-words.ts';

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly digits?: number;
  readonly suffix?: string | undefined;
  /** Where the filled part begins; `least` when absent. */
  readonly origin?: number | undefined;
  /** Value of the reset; no reset when absent. */
  readonly neutral?: number | undefined;
  /** A CSS colour of the filled part. */
  readonly colour?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Hides label and number for places that show them themselves. */
  readonly isBare?: boolean | undefined;
  /** All values of one drag come with one gesture id. */
  readonly onChange: (value: number, gestureId: string) => void;
  readonly onEnd?: (() => void) | undefined;
}

/** Key presses that follow each other within this time are one gesture. */
const gestureMs = 800;
let gestures = 0;

export function Slider(props: SliderProps) {
  const { label, value, least, most, step, digits = 2, suffix, neutral, isDisabled = false, onChange } = props;
  const words = useUiWords();
  const gesture = useRef({ id: '', atMs: 0, isDragging: false });
  const gestureId = () => {
    const { current } = gesture;
    if (current.id === '' || (!current.isDragging && Date.now() - current.atMs > gestureMs)) {
      current.id = `slider-${Date.now()}-${++gestures}`;
    }
    current.atMs = Date.now();
    return current.id;
  };
  const endDrag = () => {
    gesture.current = { id: '', atMs: 0, isDragging: false };
    props.onEnd?.();
  };
  const track = (
    <Radix.Root
      className="slider"
      value={[value]}
      min={least}
      max={most}
      step={step}
      disabled={isDisabled}
      onPointerDown={() => void (gesture.current = { id: '', atMs: 0, isDragging: true })}
      onPointerUp={endDrag}
      onValueChange={([next]) => onChange(next, gestureId())}
      onDoubleClick={() => neutral !== undefined && !isDisabled && onChange(neutral, gestureId())}
    >
      <Radix.Track className="slider-track">
        <span className="slider-fill" style={fillOf(props)} />
      </Radix.Track>
      <Radix.Thumb className="slider-thumb" aria-label={label} />
    </Radix.Root>
  );
  if (props.isBare === true) return track;
  return (
    <div className="slider-row">
      <span className="slider-label" title={label}>
        {label}
      </span>
      {track}
      <NumberField
        label={label}
        {...{ value, least, most, step, digits, suffix, isDisabled }}
        onCommit={(next) => {
          onChange(next, gestureId());
          props.onEnd?.();
        }}
      />
      {neutral !== undefined && (
        <IconButton
          icon={RotateCcw}
          size="small"
          className="slider-reset"
          label={`${words.reset} ${label}`}
          isDisabled={isDisabled || Math.abs(value - neutral) < step / 2}
          onPress={() => {
            onChange(neutral, gestureId());
            endDrag();
          }}
        />
      )}
    </div>
  );
}

function fillOf({ value, least, most, origin = least, colour }: SliderProps) {
  const share = (at: number) => (Math.min(Math.max(at, least), most) - least) / (most - least);
  const from = Math.min(share(origin), share(value));
  const to = Math.max(share(origin), share(value));
  return { left: `${from * 100}%`, width: `${(to - from) * 100}%`, background: colour };
}
