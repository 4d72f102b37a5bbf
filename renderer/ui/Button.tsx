import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Tooltip } from './Tooltip.tsx';

interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'onClick' | 'disabled'> {
  readonly children: ReactNode;
  readonly onPress?: (() => void) | undefined;
  readonly variant?: 'default' | 'primary' | 'quiet' | 'danger';
  readonly size?: 'small' | 'medium';
  readonly icon?: LucideIcon | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Shown on hover; required where the text alone does not say why the button is disabled. */
  readonly hint?: string | undefined;
  readonly keys?: string | undefined;
}

export function Button({
  children,
  onPress,
  variant = 'default',
  size = 'medium',
  icon: Icon,
  isDisabled = false,
  hint,
  keys,
  className = '',
  ...rest
}: ButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      className={`button button-${variant} button-${size} ${className}`}
      aria-disabled={isDisabled || undefined}
      onClick={isDisabled ? undefined : onPress}
    >
      {Icon !== undefined && <Icon aria-hidden="true" className="button-icon" />}
      <span className="button-text">{children}</span>
    </button>
  );
  return hint === undefined && keys === undefined ? (
    button
  ) : (
    <Tooltip label={hint ?? ''} keys={keys}>
      {button}
    </Tooltip>
  );
}
