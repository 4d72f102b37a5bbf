/** Rows of mesh points that a face moves together; each row runs from the subject's right to left (image left to right). */

/** Lip rows of 11 points, from the outer edge of the upper lip down to the outer edge of the lower lip. */
export const lipRows = {
  upper: [
    [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291],
    [76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306],
    [62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292],
    [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
  ],
  lower: [
    [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
    [76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306],
    [62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292],
    [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
  ],
} as const;

/** The rows of one eye, each of 9 points from outer to inner corner. */
export interface EyeRows {
  readonly upper: readonly number[];
  readonly lower: readonly number[];
  /** The fold above the upper lid, and the row above that. */
  readonly crease: readonly number[];
  readonly orbit: readonly number[];
  readonly below: readonly number[];
}

/** The subject's right eye (image left). */
export const rightEyeRows: EyeRows = {
  upper: [33, 246, 161, 160, 159, 158, 157, 173, 133],
  lower: [33, 7, 163, 144, 145, 153, 154, 155, 133],
  crease: [130, 247, 30, 29, 27, 28, 56, 190, 243],
  orbit: [226, 113, 225, 224, 223, 222, 221, 189, 244],
  below: [130, 25, 110, 24, 23, 22, 26, 112, 243],
};

/** The subject's left eye (image right). */
export const leftEyeRows: EyeRows = {
  upper: [263, 466, 388, 387, 386, 385, 384, 398, 362],
  lower: [263, 249, 390, 373, 374, 380, 381, 382, 362],
  crease: [359, 467, 260, 259, 257, 258, 286, 414, 463],
  orbit: [446, 342, 445, 444, 443, 442, 441, 413, 464],
  below: [359, 255, 339, 254, 253, 252, 256, 341, 463],
};

/** Upper and lower edges of the brows, from the temple to the nose. */
export const browRows = {
  right: { upper: [70, 63, 105, 66, 107], lower: [46, 53, 52, 65, 55] },
  left: { upper: [300, 293, 334, 296, 336], lower: [276, 283, 282, 295, 285] },
} as const;

/** The outline of the mesh, once round. */
export const faceOval = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
  172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
] as const;

/** The closed contour of the mouth hole: upper inner lip left to right, then lower inner lip back. */
export const mouthContour: readonly number[] = [...lipRows.upper[3], ...[...lipRows.lower[3]].reverse().slice(1, -1)];

/** The closed contour of an eye hole. */
export function eyeContour(eye: EyeRows): number[] {
  return [...eye.upper, ...[...eye.lower].reverse().slice(1, -1)];
}
