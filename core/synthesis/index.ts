export { planAtlas, type AtlasFrame, type AtlasPlan, type AtlasRequest } from './atlas-plan.ts';
export { createMouthAtlas, type MouthAtlas } from './mouth-atlas.ts';
export { planMouth, type MouthPlan } from './mouth-plan.ts';
