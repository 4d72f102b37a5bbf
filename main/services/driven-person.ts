import type { LipBasis } from '../../core/analysis/lip-motion.ts';
import type { PersonShapeDefaults } from '../../core/analysis/person-shape.ts';
import type { CanonicalFace } from '../../core/geometry/canonical-face.ts';

/** What the model pack says of faces and lips in general. */
export interface MouthVocabulary {
  readonly face: CanonicalFace;
  readonly basis: LipBasis;
  readonly defaults: PersonShapeDefaults;
}
