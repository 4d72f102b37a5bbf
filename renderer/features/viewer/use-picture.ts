import { useMemo } from 'react';
import type { Asset } from '../../../core/project/records.ts';
import { framesPerSecond } from '../../../core/time/frame-rate.ts';
import type { FrameRate } from '../../../core/time/frame-rate.ts';
import type { LocatedAsset } from '../../state/media-store.ts';
import { useMedia, useProject, useTracks } from '../../state/studio.ts';
import { evenFrameTimes } from './frame-identification.ts';
import type { Size } from './view-layout.ts';

/** The picture that is dubbed, as far as it is known. */
export interface Picture {
  readonly asset: Asset;
  readonly size: Size;
  readonly rate: FrameRate;
  readonly framesPerSec: number;
  readonly frameTimesSec: Float64Array;
  readonly isMissing: boolean;
  /** Null while the host has not said where it is. */
  readonly located: LocatedAsset | null;
}

/** The project's video; null while it has none. */
export function usePicture(): Picture | null {
  const asset = useProject(({ document }) => {
    const id = document.settings['project']?.videoAssetId ?? null;
    return id === null ? null : (document.assets[id] ?? null);
  });
  const isMissing = useProject(({ missingAssetIds }) => asset !== null && missingAssetIds.includes(asset.assetId));
  const located = useMedia((state) => (asset === null ? null : (state.located[asset.assetId] ?? null)));
  const measured = useTracks((state) => state.frameTimesSec);
  return useMemo(() => {
    const picture = asset?.summary.picture ?? null;
    if (asset === null || picture === null) return null;
    return {
      asset,
      isMissing,
      located,
      size: { widthPx: picture.widthPx, heightPx: picture.heightPx },
      rate: picture.frameRate,
      framesPerSec: framesPerSecond(picture.frameRate),
      frameTimesSec: measured.length > 0 ? measured : evenFrameTimes(picture.frameCount, picture.frameRate),
    };
  }, [asset, isMissing, located, measured]);
}
