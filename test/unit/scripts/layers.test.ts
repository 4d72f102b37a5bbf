import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { afterAll, describe, expect, it } from 'vitest';
import { explicitExtensions, noInnerBarrel } from '../../../scripts/lint/import-paths.ts';
import { forbiddenFile, forbiddenPackage, packageNameOf, roomOf } from '../../../scripts/lint/layer-map.ts';
import { layers } from '../../../scripts/lint/layers.ts';

// ESLint's own types leave afterAll out.
Object.assign(RuleTester, { describe, it, afterAll });

const parser = tseslint.parser as never;
const tester = new RuleTester({ languageOptions: { parser, sourceType: 'module' } });
const at = (file: string) => `${process.cwd()}/${file}`;

tester.run('layers', layers, {
  valid: [
    { name: 'a stage may import a kernel', filename: at('core/edit/a.ts'), code: `import { x } from '../time/t.ts'` },
    { name: 'a stage may import leftward', filename: at('core/edit/a.ts'), code: `import '../analysis/b.ts'` },
    { name: 'a service may import a port', filename: at('main/services/s.ts'), code: `import '../../core/ports/p.ts'` },
    {
      name: 'the door to onnxruntime may import it',
      filename: at('main/engine/onnx/onnx-runtime.ts'),
      code: `import 'onnxruntime-node'`,
    },
    {
      name: 'a test may import anything',
      filename: at('test/unit/a.test.ts'),
      code: `import '../../main/engine/x.ts'`,
    },
  ],
  invalid: [
    {
      name: 'a stage may not import rightward',
      filename: at('core/analysis/a.ts'),
      code: `import { x } from '../edit/b.ts'`,
      errors: [{ messageId: 'forbidden' }],
    },
    {
      name: 'core may not import Node, not even for a type',
      filename: at('core/media/a.ts'),
      code: `import type { Stats } from 'node:fs'`,
      errors: [{ messageId: 'forbidden' }],
    },
    {
      name: 'a service may not import the engine by a dynamic import',
      filename: at('main/services/s.ts'),
      code: `const load = () => import('../engine/media/probe.ts')`,
      errors: [{ messageId: 'forbidden' }],
    },
    {
      name: 'the engine may not re-export a service',
      filename: at('main/engine/media/e.ts'),
      code: `export * from '../../services/s.ts'`,
      errors: [{ messageId: 'forbidden' }],
    },
    {
      name: 'onnxruntime stays behind its door',
      filename: at('main/engine/models/m.ts'),
      code: `import * as ort from 'onnxruntime-node'`,
      errors: [{ messageId: 'forbidden' }],
    },
    {
      name: 'not even its neighbours may pass the door by',
      filename: at('main/engine/onnx/session.ts'),
      code: `import { Tensor } from 'onnxruntime-node'`,
      errors: [{ messageId: 'forbidden' }],
    },
    {
      name: 'one feature may not reach into another',
      filename: at('renderer/features/viewer/Viewer.tsx'),
      code: `import { lane } from '../timeline/layout.ts'`,
      errors: [{ messageId: 'forbidden' }],
    },
  ],
});

tester.run('explicit-extensions', explicitExtensions, {
  valid: [`import '../time/frame-rate.ts'`, `import './tokens.css'`, `import 'zod'`],
  invalid: [{ code: `export { x } from './frame-rate'`, errors: [{ messageId: 'missing' }] }],
});

tester.run('no-inner-barrel', noInnerBarrel, {
  valid: [{ name: 'another room enters by the door', filename: at('main/a.ts'), code: `import '../core/index.ts'` }],
  invalid: [
    {
      name: 'the room itself does not',
      filename: at('core/time/a.ts'),
      code: `import '../index.ts'`,
      errors: [{ messageId: 'barrel' }],
    },
  ],
});

describe('the layer map', () => {
  it('answers with the innermost room of a path', () => {
    expect(roomOf('main/engine/onnx/session.ts')?.path).toBe('main/engine/onnx');
    expect(roomOf('main/engine/media/probe.ts')?.path).toBe('main/engine');
    expect(roomOf('vitest.config.ts')).toBeNull();
  });

  it('does not take a longer name for a folder of the room', () => {
    expect(forbiddenFile('core/analysis/a.ts', 'core/media-extras/b.ts')).not.toBeNull();
  });

  it('names the package of a deep import', () => {
    expect(packageNameOf('@ffmpeg/core/dist/esm/ffmpeg-core.js')).toBe('@ffmpeg/core');
    expect(packageNameOf('node:fs/promises')).toBe('node:fs/promises');
  });

  it('keeps services away from the file system', () => {
    expect(forbiddenPackage('main/services/dub/dub-service.ts', 'node:fs')).toMatch(/main\/services/);
    expect(forbiddenPackage('main/storage/cache.ts', 'node:fs')).toBeNull();
  });
});
