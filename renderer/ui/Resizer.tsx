import { useRef } from 'react';

interface ResizerProps {
  readonly label: string;
  /** Of the divider itself: a vertical one is moved sideways. */
  readonly orientation: 'vertical' | 'horizontal';
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** -1 where the panel lies right of or below the divider. */
  readonly direction: 1 | -1;
  readonly onChange: (value: number) => void;
}

/** A divider between panels: dragged, or moved with the arrows. */
export function Resizer({ label, orientation, value, least, most, direction, onChange }: ResizerProps) {
  const drag = useRef<{ readonly at: number; readonly value: number } | null>(null);
  const isVertical = orientation === 'vertical';
  const placeOf = (event: { clientX: number; clientY: number }) => (isVertical ? event.clientX : event.clientY);
  const keys = isVertical ? { ArrowLeft: -1, ArrowRight: 1 } : { ArrowUp: -1, ArrowDown: 1 };
  return (
    <div
      className={`resizer resizer-${orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={value}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { at: placeOf(event), value };
      }}
      onPointerMove={(event) => {
        const { current } = drag;
        if (current !== null) onChange(current.value + (placeOf(event) - current.at) * direction);
      }}
      onPointerUp={() => void (drag.current = null)}
      onPointerCancel={() => void (drag.current = null)}
      onKeyDown={(event) => {
        const step = keys[event.key as keyof typeof keys] as number | undefined;
        if (step === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        onChange(value + step * direction * (event.shiftKey ? 64 : 16));
      }}
    />
  );
}
