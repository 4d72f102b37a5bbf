export { renderMouth } from './render-mouth.ts';
