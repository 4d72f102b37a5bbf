import type { ReactNode } from 'react';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly isPrimary?: boolean;
  readonly isDisabled?: boolean;
}

export function Button({ children, onPress, isPrimary = false, isDisabled = false }: ButtonProps) {
  const className = isPrimary ? 'button button-primary' : 'button';
  return (
    <button type="button" className={className} disabled={isDisabled} onClick={onPress}>
      {children}
    </button>
  );
}
