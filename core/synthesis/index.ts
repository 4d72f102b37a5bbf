export { planAtlas, type AtlasFrame, type AtlasPlan, type AtlasRequest } from './atlas-plan.ts';
export { createMouthAtlas, type MouthAtlas } from './mouth-atlas.ts';
export { planMouth, type MouthPlan } from './mouth-plan.ts';
export { makeFaceEditMotion, type FaceEditMotion } from './face-edit-motion.ts';
export { type FaceEditLimit } from './face-edit-limits.ts';
export { planFaceEditAtlas, type FaceEditAtlasPlan, type FaceEditAtlasRequest } from './eye-atlas-plan.ts';
export { createFaceEditAtlas, type FaceEditAtlas } from './eye-atlas.ts';
export { planFaceEdits, type FaceEditPlan } from './face-edit-plan.ts';
