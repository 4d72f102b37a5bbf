import type { AbortSignalLike } from '../errors.ts';

/** 'ok'; 'warning' (works, but slower or with less); 'missing' (a dub cannot run). */
export type HealthStatus = 'ok' | 'warning' | 'missing';

/** What a {@link Doctor} looks at; 'engine' is the host's own word for an engine that cannot be asked. */
export type HealthCheckName =
  'node' | 'ffmpeg' | 'providers' | 'packs' | 'face models' | 'scratch' | 'computer' | 'engine';

/** One thing that the product needs, looked at. */
export interface HealthCheck {
  /** Stable name for programs, one of {@link HealthCheckName} or of a later version. */
  readonly name: string;
  readonly status: HealthStatus;
  /** What was found, in words. */
  readonly sentence: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly advice: string;
  readonly details: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

/** Looks at this computer: runs every check, one after the other, and never throws for what it finds. */
export interface Doctor {
  examine(signal?: AbortSignalLike): AsyncIterable<HealthCheck>;
}
