/** Digits whose Korean reading ends in a consonant: 영, 일, 삼, 육, 칠, 팔. */
const closedDigits = '013678';

/** Pairs of a particle: behind a consonant, behind a vowel. */
const pairs = { topic: ['은', '는'], subject: ['이', '가'], object: ['을', '를'], way: ['으로', '로'] } as const;

/**
 * A name with its particle. Behind Hangul and digits the right one; behind other letters, whose reading is not known, both as Korean
 * writes them: `harbour은(는)`.
 */
export function withParticle(name: string | number, kind: keyof typeof pairs): string {
  const text = String(name);
  const [closed, open] = pairs[kind];
  const last = text.at(-1) ?? '';
  const syllable = last.charCodeAt(0) - 0xac00;
  if (syllable >= 0 && syllable < 11172) {
    const final = syllable % 28;
    // Behind ㄹ it is 로, as behind a vowel.
    return text + (final === 0 || (kind === 'way' && final === 8) ? open : closed);
  }
  if (/\d/.test(last)) {
    const hasFinal = closedDigits.includes(last) && !(kind === 'way' && '178'.includes(last));
    return text + (hasFinal ? closed : open);
  }
  return `${text}${kind === 'way' ? '(으)로' : `${closed}(${open})`}`;
}
