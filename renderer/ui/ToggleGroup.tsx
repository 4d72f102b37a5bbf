import type { LucideIcon } from 'lucide-react';
import { ToggleGroup as Radix } from 'radix-ui';
import { Tooltip } from './Tooltip.tsx';

interface ToggleOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly hint?: string;
  readonly keys?: string;
  readonly isDisabled?: boolean;
}

interface ToggleGroupProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly ToggleOption<Value>[];
  readonly onChange: (value: Value) => void;
}

/** One of a few; the arrows go through them. */
export function ToggleGroup<Value extends string>({ label, value, options, onChange }: ToggleGroupProps<Value>) {
  return (
    <Radix.Root
      className="toggle-group"
      type="single"
      aria-label={label}
      value={value}
      // Pressing the chosen one again would leave none.
      onValueChange={(next) => next !== '' && onChange(next as Value)}
    >
      {options.map(({ icon: Icon, ...option }) => (
        <Tooltip key={option.value} label={option.hint ?? option.label} keys={option.keys}>
          {/* The tooltip would overwrite the item's own data-state; the wrapper keeps them apart. */}
          <span className="toggle-wrap">
            <Radix.Item
              className="toggle"
              value={option.value}
              disabled={option.isDisabled === true}
              aria-label={option.label}
            >
              {Icon === undefined ? option.label : <Icon aria-hidden="true" className="button-icon" />}
            </Radix.Item>
          </span>
        </Tooltip>
      ))}
    </Radix.Root>
  );
}
