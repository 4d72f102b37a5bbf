/**
 * Tags that say to programs that parts of the picture are synthetic.
 * @source IPTC digital source type vocabulary, https://cv.iptc.org/newscodes/digitalsourcetype/
 */
export function syntheticMark(facetVersion: string): Readonly<Record<string, string>> {
  return {
    digital_source_type: 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
    synthetic_lips: `Facet ${facetVersion}`,
  };
}
