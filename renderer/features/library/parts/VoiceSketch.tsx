import { barHeights } from '../asset-facts.ts';

const bars = 15;

/** A voice at a glance. */
export function VoiceSketch({ peaks }: { readonly peaks: Float32Array }) {
  const heights = barHeights(peaks, bars);
  const loudest = Math.max(0.05, ...heights);
  return (
    <svg viewBox={`0 0 ${bars * 3} 30`} aria-hidden="true">
      {heights.map((height, bar) => {
        const size = Math.max(2, (height / loudest) * 26);
        return <rect key={bar} x={bar * 3 + 0.5} y={15 - size / 2} width={2} height={size} rx={1} />;
      })}
    </svg>
  );
}
