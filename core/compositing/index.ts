export { renderMouth } from './render-mouth.ts';
export { renderFaceEdits } from './face-edits.ts';
