interface StatusDotProps {
  readonly status: 'pending' | 'ok' | 'warning' | 'missing';
}

const words = { pending: 'Looking', ok: 'Fine', warning: 'Limited', missing: 'Missing' };

/** The colour is doubled by the shape and by a word for screen readers. */
export function StatusDot({ status }: StatusDotProps) {
  return <span className={`dot dot-${status}`} role="img" aria-label={words[status]} />;
}
