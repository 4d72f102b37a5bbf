import { describe, expect, it } from 'vitest';
import { stillEndings } from '../../../core/media/still-endings.ts';
import { resourceTypeOf } from '../../../main/delivery/content-type.ts';

describe('the content type of a resource', () => {
  it('is a picture for every kind of still that can be imported', () => {
    for (const ending of stillEndings) expect(resourceTypeOf(`/media/portrait.${ending}`)).toMatch(/^image\/[a-z]+$/);
  });

  it('is never a page, a script or a drawing that could hold one', () => {
    for (const ending of ['html', 'js', 'svg', 'xml', 'pdf'])
      expect(resourceTypeOf(`/media/file.${ending}`)).toBe('application/octet-stream');
  });
});
