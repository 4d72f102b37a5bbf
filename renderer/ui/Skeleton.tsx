interface SkeletonProps {
  readonly width?: string;
  readonly height?: string;
}

/** Holds the place of something that is on its way. */
export function Skeleton({ width = '100%', height = '1em' }: SkeletonProps) {
  return <span className="skeleton" aria-hidden="true" style={{ width, height }} />;
}
