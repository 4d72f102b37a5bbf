import { describe, expect, it } from 'vitest';
import { describePlacement, placementFrom } from '../../../scripts/providers/placement.ts';

const line = (text: string) =>
  `2026-01-01 [V:onnxruntime:, session_state.cc:1383 VerifyEachNodeIsAssignedToAnEp] ${text}`;

describe('where onnxruntime says that nodes lie', () => {
  it('is one place for a graph that is covered', () => {
    const log = ['something else', line('All nodes placed on [WebGpuExecutionProvider]. Number of nodes: 90')].join(
      '\n',
    );
    expect(describePlacement(placementFrom(log), 0, log)).toBe('all 90 nodes');
  });

  it('is told by operator for what is left to the processor', () => {
    const log = [
      line(' Node(s) placed on [CPUExecutionProvider]. Number of nodes: 3'),
      line('  Slice (/a/Slice)'),
      line('  Slice (/b/Slice)'),
      line('  Gather (Gather)'),
      line(' Node(s) placed on [WebGpuExecutionProvider]. Number of nodes: 1'),
      line('  Relu (/c/Relu)'),
    ].join('\n');
    expect(describePlacement(placementFrom(log), 0, log)).toBe('1 of 4 nodes; on the processor: Slice 2, Gather 1');
  });

  it('is a reason when the graph could not be loaded', () => {
    const log = 'at something\nError: Failed to load shared library\n    at somewhere';
    expect(describePlacement(placementFrom(log), 1, log)).toBe('does not load: Failed to load shared library');
  });
});
