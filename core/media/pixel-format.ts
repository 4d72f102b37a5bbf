/** Bits per component of a picture in ffmpeg's pixel format; 8 for every name that does not say otherwise. */
export function bitDepthOf(pixelFormat: string): number {
  const name = pixelFormat.replace(/(le|be)$/, '');
  if (/^(x2rgb10|x2bgr10|p010|p210|p410|y210)$/.test(name)) return 10;
  if (/^(p012|p212|p412|y212|xyz12|xv36)$/.test(name)) return 12;
  if (/^(p016|p216|p416|rgb48|bgr48|rgba64|bgra64|ya16)$/.test(name)) return 16;
  if (/f(16|32)$/.test(name)) return Number(/\d+$/.exec(name)?.[0]);
  // Planar and grey names carry the depth after their layout: yuv420p10, gbrap12, gray16, bayer_rggb16.
  const depth = /(?:p|gray|bayer_[a-z]{4})(9|10|12|14|16)$/.exec(name);
  return depth ? Number(depth[1]) : 8;
}

/** True for pictures stored as red, green and blue (or a palette of them), which need a matrix to become Y'CbCr. */
export function isRgbPixelFormat(pixelFormat: string): boolean {
  return /^(rgb|bgr|gbr|argb|abgr|rgba|bgra|0rgb|0bgr|pal8|x2rgb|x2bgr|monob|monow|bayer)/.test(pixelFormat);
}

/** The 4:2:0 layout that frames of a stream have after reading: yuvj420p says full range, yuv420p limited or unknown. */
export function readFormatOf(pixelFormat: string, range: string): 'yuv420p' | 'yuvj420p' {
  if (isRgbPixelFormat(pixelFormat)) return 'yuv420p';
  return pixelFormat.startsWith('yuvj') || range === 'pc' ? 'yuvj420p' : 'yuv420p';
}
