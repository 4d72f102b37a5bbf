interface StatusDotProps {
  readonly status: 'pending' | 'ok' | 'warning' | 'missing';
  /** What the colour means, for screen readers. */
  readonly label: string;
}

/** The colour is doubled by the shape. */
export function StatusDot({ status, label }: StatusDotProps) {
  return <span className={`dot dot-${status}`} role="img" aria-label={label} />;
}
