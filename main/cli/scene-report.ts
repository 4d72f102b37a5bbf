import type { NetworkCost } from '../../core/ports/face-networks.ts';
import type { EncodePreset } from '../../core/ports/media.ts';
import type { Ink } from './ink.ts';
import { byteText, durationText } from './time-text.ts';

/** What a generative pack made; `--json` and `--report` write it. */
export interface SceneReport {
  readonly format: 'facet.scene-report';
  readonly formatVersion: 1;
  readonly command: 'dub' | 'animate';
  readonly inputs: {
    readonly picture: string;
    readonly voice: string;
    readonly mix: string | null;
    readonly drivers: readonly { readonly factor: string; readonly path: string; readonly faceNumber: number }[];
  };
  readonly picture: {
    readonly isStill: boolean;
    readonly widthPx: number;
    readonly heightPx: number;
    /** Exact, such as `30000/1001`. */
    readonly frameRate: string;
    readonly durationSec: number;
  };
  readonly faceNumbers: readonly number[];
  readonly fit: { readonly policy: string; readonly offsetSec: number; readonly sentence: string };
  readonly strength: number;
  readonly expressionWindowFrames: number;
  readonly pack: {
    readonly id: string;
    readonly version: string;
    readonly licence: string;
    readonly precision: string | null;
    readonly executionProvider: string;
  };
  readonly frames: { readonly total: number; readonly changed: number; readonly untouched: number };
  /** Work of the networks in this run; what was kept from earlier runs is not in it. */
  readonly networks: readonly (NetworkCost & { readonly msPerItem: number | null })[];
  readonly notices: readonly string[];
  readonly output: {
    readonly path: string;
    readonly sizeBytes: number;
    readonly preset: EncodePreset;
    readonly encoder: string;
  };
  readonly elapsedSec: number;
  /** Video seconds per second of work, everything included. */
  readonly realTimeFactor: number;
  readonly peakMemoryBytes: number;
  readonly facet: string;
}

/** Costs of networks as a report tells them. */
export function reportCosts(costs: readonly NetworkCost[]): SceneReport['networks'] {
  return costs.map((cost) => ({
    ...cost,
    totalMs: rounded(cost.totalMs, 1),
    msPerItem: cost.items > 0 ? rounded(cost.totalMs / cost.items, 2) : null,
  }));
}

/** What came out, in a few lines for a terminal. */
export function sceneSummary(report: SceneReport, ink: Ink): string {
  const { frames, output, pack, networks, elapsedSec, realTimeFactor, peakMemoryBytes, facet } = report;
  const made = report.command === 'animate' ? 'animated' : 'dubbed';
  const untouched = frames.untouched > 0 ? `, ${String(frames.untouched)} untouched` : '';
  const precision = pack.precision === null ? '' : ` ${pack.precision}`;
  const used = networks.filter(({ items }) => items > 0);
  const costs = used.map(({ network, items, msPerItem }) => `${network} ${String(items)} x ${msText(msPerItem ?? 0)}`);
  return [
    `${ink.good('done')}  ${ink.bold(output.path)}`,
    `      ${String(frames.total)} frames: ${String(frames.changed)} ${made}${untouched}; ${output.preset} quality with ${output.encoder}, ${byteText(output.sizeBytes)}`,
    `      ${durationText(elapsedSec)}, ${realTimeFactor.toFixed(2)} x real time, ${byteText(peakMemoryBytes)} of memory; facet ${facet}, ${pack.id} ${pack.version}${precision} on ${pack.executionProvider}`,
    costs.length === 0
      ? `      ${ink.dim('every frame was there from an earlier run')}`
      : `      ${ink.dim(costs.join(', '))}`,
  ].join('\n');
}

function msText(ms: number): string {
  return `${ms >= 10 ? String(Math.round(ms)) : ms.toFixed(1)} ms`;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
