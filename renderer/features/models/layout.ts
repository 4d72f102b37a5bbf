/** Size of a pack in words; a pack with absent files says so instead of showing a sum that is too small. */
export function packSizeText(files: readonly { readonly sizeBytes: number | null }[]): string {
  const absent = files.filter((file) => file.sizeBytes === null).length;
  if (absent > 0) return `${absent} of ${files.length} files absent`;
  const bytes = files.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0);
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
