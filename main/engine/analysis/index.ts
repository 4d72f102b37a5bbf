export { createVideoAnalyser, type VideoAnalyserParts } from './video-analyser.ts';
