/** The number in a typed text, with either minus and either decimal sign; null when there is none. */
export function parseNumber(text: string): number | null {
  const plain = text
    .replace('−', '-')
    .replace(',', '.')
    .replace(/[^\d.+-]+$/, '')
    .trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  return Number(plain);
}
