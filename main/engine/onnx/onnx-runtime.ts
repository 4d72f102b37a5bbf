/**
 * onnxruntime, silent. From 1.30 on it names the computer (a number in the user's cache folder), keeps a log of what it ran, and sends both to
 * its makers; it asks this variable when the first session is made. Nothing may leave the user's computer.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';

export { InferenceSession, Tensor } from 'onnxruntime-node';
