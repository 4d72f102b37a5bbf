import { factorHandles } from '../../../core/analysis/factor.ts';
import type { FactorHandle, FactorName } from '../../../core/analysis/factor.ts';

/** How a handle is shown: everything but radians in its own unit. */
export interface HandleDisplay {
  /** Shown value per unit of the track. */
  readonly factor: number;
  readonly unit: '' | '°' | 'px';
  readonly decimals: number;
  /** Ends of the slider and its step, in the shown unit. */
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

const degrees = 180 / Math.PI;

/** Reach of the handles that are lengths of the face (iod): what faces do in speech, with a margin. */
const reachOfIod: Readonly<Record<string, readonly [number, number]>> = {
  open: [-0.05, 0.45],
  wideRound: [-0.25, 0.25],
  jaw: [-0.1, 0.45],
  browRaise: [-0.15, 0.2],
  browFurrow: [-0.1, 0.15],
  smileFrown: [-0.15, 0.15],
  cheek: [-0.1, 0.12],
};

const reachOfAngle: Readonly<Record<string, number>> = { gazeYaw: 35, gazePitch: 25, yaw: 45, pitch: 35, roll: 35 };

/**
 * How to show a handle.
 *
 * @param value a value that must lie within the slider, in the track's unit; widens it where a face goes beyond what is usual
 */
export function displayOf(handle: FactorHandle, value = Number.NaN): HandleDisplay {
  const usual = usualDisplay(handle, value);
  if (Number.isNaN(value)) return usual;
  const shown = value * usual.factor;
  return { ...usual, low: Math.min(usual.low, shown), high: Math.max(usual.high, shown) };
}

function usualDisplay(handle: FactorHandle, value: number): HandleDisplay {
  switch (handle.unit) {
    case 'ratio':
      return { factor: 1, unit: '', decimals: 2, low: 0, high: 1, step: 0.01 };
    case 'rad': {
      const reach = reachOfAngle[handle.name] ?? 45;
      return { factor: degrees, unit: '°', decimals: 1, low: -reach, high: reach, step: 0.5 };
    }
    case 'iod': {
      const [low, high] = reachOfIod[handle.name] ?? [-0.3, 0.3];
      return { factor: 1, unit: '', decimals: 2, low, high, step: 0.01 };
    }
    case 'px': {
      // Pixels mean nothing by themselves: the slider goes a little to both sides of where the head is.
      const middle = Number.isNaN(value) ? 0 : value;
      const reach = handle.name === 'scale' ? Math.max(4, 0.15 * Math.abs(middle)) : 60;
      return { factor: 1, unit: 'px', decimals: 0, low: middle - reach, high: middle + reach, step: 1 };
    }
  }
}

/** The handle of a factor by its name; the first one when there is none of that name. */
export function handleOf(factor: FactorName, name: string | null): FactorHandle {
  const handles = factorHandles[factor];
  return handles.find((handle) => handle.name === name) ?? handles[0];
}
