import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';
import { Tooltip } from './Tooltip.tsx';

interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'onClick' | 'disabled' | 'children'> {
  readonly icon: LucideIcon;
  /** Name for screen readers, and the tooltip. */
  readonly label: string;
  readonly onPress?: (() => void) | undefined;
  readonly keys?: string | undefined;
  /** Makes it a switch. */
  readonly isOn?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly size?: 'small' | 'medium';
}

export function IconButton({
  icon: Icon,
  label,
  onPress,
  keys,
  isOn,
  isDisabled = false,
  size = 'medium',
  className = '',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <button
        type="button"
        {...rest}
        className={`icon-button icon-button-${size} ${className}`}
        aria-label={label}
        aria-pressed={isOn}
        aria-disabled={isDisabled || undefined}
        onClick={isDisabled ? undefined : onPress}
      >
        <Icon aria-hidden="true" />
      </button>
    </Tooltip>
  );
}
