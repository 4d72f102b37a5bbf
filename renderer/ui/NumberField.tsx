import { useEffect, useState } from 'react';
import { parseNumber } from './parse-number.ts';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly digits: number;
  readonly suffix?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly id?: string | undefined;
  readonly onCommit: (value: number) => void;
}

/** A number to type; Enter or leaving takes it, Escape brings the old one back, the arrows step. What is no number is not taken. */
export function NumberField(props: NumberFieldProps) {
  const { value, least, most, step, digits, suffix = '', onCommit } = props;
  const shown = `${value.toFixed(digits).replace('-', '−')}${suffix}`;
  const [text, setText] = useState<string | null>(null);
  useEffect(() => setText(null), [value]);
  const clamp = (number: number) => Math.min(Math.max(number, least), most);
  const commit = () => {
    const typed = parseNumber(text ?? '');
    setText(null);
    if (typed !== null && clamp(typed) !== value) onCommit(clamp(typed));
  };
  return (
    <input
      id={props.id}
      className="number-field"
      type="text"
      inputMode="decimal"
      role="spinbutton"
      aria-label={props.label}
      aria-valuenow={value}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuetext={shown}
      disabled={props.isDisabled}
      value={text ?? shown}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setText(null);
        const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        if (direction === 0) return;
        event.preventDefault();
        onCommit(clamp(value + direction * step * (event.shiftKey ? 10 : 1)));
      }}
    />
  );
}
