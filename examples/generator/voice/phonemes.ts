/** Centre, bandwidth (Hz) and strength of a band of turbulence. */
export type NoiseBand = readonly [number, number, number];

/** Formant frequencies F1 to F3 of an adult voice with a tract of average length, Hz. */
export type Formants = readonly [number, number, number];

/** How the mouth is held for a sound; fields as in `SampleFactors`. */
export interface MouthTarget {
  readonly open: number;
  readonly wideRound: number;
  readonly protrude: number;
  readonly tongue: number;
}

/** One speech sound. */
export interface Phoneme {
  readonly kind: 'vowel' | 'approximant' | 'nasal' | 'stop' | 'affricate' | 'fricative' | 'breath';
  readonly isVoiced: boolean;
  readonly formants: Formants;
  /** Where a diphthong ends. */
  readonly glideTo?: Formants;
  readonly durationSec: number;
  readonly noise?: readonly NoiseBand[];
  readonly mouth: MouthTarget;
  readonly mouthTo?: MouthTarget;
  /** The lips touch each other (p, b, m). */
  readonly isBilabial?: boolean;
}

const mouth = (open: number, wideRound: number, protrude = 0, tongue = 0): MouthTarget => ({
  open,
  wideRound,
  protrude,
  tongue,
});

function vowel(formants: Formants, durationSec: number, shape: MouthTarget): Phoneme {
  return { kind: 'vowel', isVoiced: true, formants, durationSec, mouth: shape };
}

function diphthong(from: Formants, to: Formants, mouthFrom: MouthTarget, mouthTo: MouthTarget): Phoneme {
  return { kind: 'vowel', isVoiced: true, formants: from, glideTo: to, durationSec: 0.175, mouth: mouthFrom, mouthTo };
}

function consonant(
  kind: Phoneme['kind'],
  isVoiced: boolean,
  formants: Formants,
  durationSec: number,
  shape: MouthTarget,
  noise: readonly NoiseBand[] = [],
): Phoneme {
  return { kind, isVoiced, formants, durationSec, mouth: shape, noise };
}

const hiss: readonly NoiseBand[] = [
  [5600, 1500, 0.75],
  [8200, 2400, 0.65],
];
const hush: readonly NoiseBand[] = [
  [2700, 700, 0.5],
  [4300, 1800, 0.5],
];
const lipNoise: readonly NoiseBand[] = [
  [1500, 3000, 0.04],
  [7500, 5000, 0.13],
];
const toothNoise: readonly NoiseBand[] = [[5500, 5000, 0.1]];
const lipBurst: readonly NoiseBand[] = [
  [700, 900, 0.35],
  [1600, 1800, 0.12],
];
const ridgeBurst: readonly NoiseBand[] = [
  [3900, 1800, 0.5],
  [6200, 2500, 0.35],
];
const velarBurst: readonly NoiseBand[] = [
  [1900, 550, 0.6],
  [3400, 1500, 0.15],
];
const bilabial = { isBilabial: true } as const;

/**
 * Sounds of General American English by their ARPABET names.
 * Vowel formants follow the averages of Peterson and Barney 1952; consonant loci and noise bands the ranges in Stevens, Acoustic Phonetics (1998).
 */
export const phonemes: Readonly<Record<string, Phoneme>> = {
  IY: vowel([300, 2290, 3010], 0.12, mouth(0.075, 0.075)),
  IH: vowel([410, 1970, 2550], 0.09, mouth(0.095, 0.05)),
  EH: vowel([550, 1830, 2480], 0.11, mouth(0.135, 0.045)),
  AE: vowel([680, 1720, 2420], 0.15, mouth(0.18, 0.06)),
  AA: vowel([740, 1120, 2440], 0.14, mouth(0.205, 0)),
  AO: vowel([580, 860, 2410], 0.14, mouth(0.155, -0.065, 0.5)),
  AH: vowel([620, 1220, 2450], 0.1, mouth(0.13, 0)),
  AX: vowel([510, 1420, 2480], 0.065, mouth(0.085, 0)),
  UH: vowel([440, 1040, 2240], 0.09, mouth(0.08, -0.09, 0.6)),
  UW: vowel([320, 920, 2240], 0.13, mouth(0.05, -0.15, 1)),
  ER: vowel([480, 1340, 1690], 0.13, mouth(0.08, -0.05, 0.4)),
  AY: diphthong([720, 1200, 2450], [380, 2050, 2620], mouth(0.195, 0.02), mouth(0.09, 0.06)),
  EY: diphthong([500, 1880, 2530], [330, 2220, 2780], mouth(0.13, 0.055), mouth(0.08, 0.07)),
  OW: diphthong([540, 1000, 2400], [370, 800, 2280], mouth(0.125, -0.09, 0.6), mouth(0.05, -0.14, 1)),
  OY: diphthong([560, 880, 2400], [370, 1980, 2550], mouth(0.14, -0.09, 0.7), mouth(0.08, 0.05)),
  AW: diphthong([720, 1260, 2450], [420, 960, 2280], mouth(0.19, 0), mouth(0.07, -0.11, 0.8)),
  W: consonant('approximant', true, [310, 680, 2180], 0.07, mouth(0.03, -0.165, 1)),
  Y: consonant('approximant', true, [280, 2220, 2950], 0.06, mouth(0.07, 0.06)),
  R: consonant('approximant', true, [340, 1150, 1560], 0.07, mouth(0.06, -0.075, 0.6)),
  L: consonant('approximant', true, [360, 1100, 2650], 0.065, mouth(0.1, 0.01, 0, 1)),
  M: { ...consonant('nasal', true, [290, 1000, 2200], 0.075, mouth(0, 0)), ...bilabial },
  N: consonant('nasal', true, [290, 1520, 2500], 0.065, mouth(0.06, 0.02, 0, 1)),
  NG: consonant('nasal', true, [290, 1980, 2580], 0.075, mouth(0.085, 0.02)),
  P: { ...consonant('stop', false, [320, 900, 2200], 0.07, mouth(0, 0), lipBurst), ...bilabial },
  B: { ...consonant('stop', true, [300, 900, 2200], 0.065, mouth(0, 0), lipBurst), ...bilabial },
  T: consonant('stop', false, [330, 1750, 2680], 0.055, mouth(0.055, 0.02, 0, 1), ridgeBurst),
  D: consonant('stop', true, [300, 1750, 2680], 0.05, mouth(0.06, 0.02, 0, 1), ridgeBurst),
  K: consonant('stop', false, [330, 1880, 2320], 0.065, mouth(0.085, 0.01), velarBurst),
  G: consonant('stop', true, [300, 1880, 2320], 0.055, mouth(0.085, 0.01), velarBurst),
  CH: consonant('affricate', false, [320, 1830, 2650], 0.13, mouth(0.06, -0.085, 0.8), hush),
  JH: consonant('affricate', true, [300, 1830, 2650], 0.11, mouth(0.06, -0.085, 0.8), hush),
  F: consonant('fricative', false, [330, 1150, 2180], 0.1, mouth(0.022, 0.01), lipNoise),
  V: consonant('fricative', true, [300, 1150, 2180], 0.07, mouth(0.022, 0.01), lipNoise),
  TH: consonant('fricative', false, [330, 1400, 2550], 0.1, mouth(0.055, 0.01, 0, 0.8), toothNoise),
  DH: consonant('fricative', true, [300, 1400, 2550], 0.05, mouth(0.055, 0.01, 0, 0.8), toothNoise),
  S: consonant('fricative', false, [330, 1500, 2600], 0.11, mouth(0.045, 0.035), hiss),
  Z: consonant('fricative', true, [300, 1500, 2600], 0.085, mouth(0.045, 0.035), hiss),
  SH: consonant('fricative', false, [330, 1830, 2650], 0.11, mouth(0.06, -0.09, 0.8), hush),
  HH: consonant('breath', false, [500, 1450, 2480], 0.065, mouth(0.1, 0), [[1200, 2500, 0.05]]),
};
