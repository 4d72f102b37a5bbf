/** Endings of names under which still pictures come; what a file is, its bytes say. A moving GIF is a video. */
export const stillEndings = ['png', 'jpg', 'jpeg', 'webp', 'bmp', 'tif', 'tiff', 'avif', 'gif'] as const;
