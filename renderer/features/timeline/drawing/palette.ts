import type { FactorName } from '../../../../core/analysis/factor.ts';

/** Colours of the drawings, from the tokens of the page. */
export interface Palette {
  readonly text: string;
  readonly quiet: string;
  readonly faint: string;
  readonly line: string;
  readonly strong: string;
  readonly accent: string;
  readonly bad: string;
  readonly good: string;
  readonly panel: string;
  readonly field: string;
  readonly dub: string;
  readonly original: string;
  readonly factors: Readonly<Record<FactorName, string>>;
  readonly font: string;
}

let known: Palette | null = null;

/** The palette; read once, because a read asks for the whole page's style. */
export function palette(): Palette {
  known ??= readPalette();
  return known;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token('text'),
    quiet: token('text-quiet'),
    faint: token('text-faint'),
    line: token('line'),
    strong: token('line-strong'),
    accent: token('accent'),
    bad: token('bad'),
    good: token('good'),
    panel: token('panel'),
    field: token('field'),
    dub: token('voice-dub'),
    original: token('voice-original'),
    factors: {
      lip: token('factor-lip'),
      eye: token('factor-eye'),
      headPose: token('factor-head-pose'),
      expression: token('factor-expression'),
    },
    font: `11px ${token('font')}`,
  };
}

/** A colour with less strength; share in [0, 1]. Takes the `#rrggbb` of the tokens. */
export function withAlpha(colour: string, share: number): string {
  return `${colour}${Math.round(share * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
