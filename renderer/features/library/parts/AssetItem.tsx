import {
  Clapperboard,
  EllipsisVertical,
  FileQuestion,
  Image as ImageIcon,
  MapPinPlus,
  Search,
  Star,
  Trash2,
  Layers,
} from 'lucide-react';
import type { Asset } from '../../../../core/project/records.ts';
import { settingsOf } from '../../../../core/project/document.ts';
import { relinkAsset } from '../../../state/relink-asset.ts';
import { lineOfVoice, lineWish, withTakeOf } from '../../../state/place-voice.ts';
import { useMedia, useProject, useSelection, useStudio, useTracks } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useLanguage, useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { ContextMenu } from '../../../ui/ContextMenu.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import type { MenuItem } from '../../../ui/menu-item.ts';
import { assetFacts, facesDrivenBy, isInUse } from '../asset-facts.ts';
import { libraryWords } from '../strings.ts';
import { StillLength } from './StillLength.tsx';
import { VoiceSketch } from './VoiceSketch.tsx';

/** A file of the project: picture or sound, what it is, what it does, what is wrong with it. */
export function AssetItem({ asset }: { readonly asset: Asset }) {
  const words = useWords(libraryWords);
  const studio = useStudio();
  const isChosen = useSelection((state) => state.assetId === asset.assetId);
  const isMissing = useProject(({ missingAssetIds }) => missingAssetIds.includes(asset.assetId));
  const items = useAssetMenu(asset);
  const locate = () => void relinkAsset(studio, asset.assetId, words.relink).catch(studio.notices.tellFailure);
  return (
    <ContextMenu items={items}>
      <li
        className="asset"
        data-chosen={isChosen || undefined}
        draggable
        onDragStart={(event) => event.dataTransfer.setData('application/x-facet-asset', asset.assetId)}
      >
        <button
          type="button"
          className="asset-open"
          title={asset.path}
          aria-pressed={isChosen}
          onClick={() => studio.selection.chooseAsset(asset.assetId)}
        >
          <AssetPicture asset={asset} isMissing={isMissing} />
          <span className="asset-text">
            <span className="asset-name">{asset.name}</span>
            <AssetNote asset={asset} isMissing={isMissing} />
          </span>
        </button>
        <Menu label={words.more(asset.name)} align="end" items={items}>
          <IconButton icon={EllipsisVertical} size="small" className="asset-more" label={words.more(asset.name)} />
        </Menu>
        {isChosen && !isMissing && asset.stillSec !== null && <StillLength asset={asset} stillSec={asset.stillSec} />}
        {isMissing && (
          <Button size="small" icon={Search} className="asset-locate" onPress={locate}>
            {words.locate}
          </Button>
        )}
      </li>
    </ContextMenu>
  );
}

function AssetPicture({ asset, isMissing }: { readonly asset: Asset; readonly isMissing: boolean }) {
  const words = useWords(libraryWords);
  const thumbnails = useMedia((media) => media.located[asset.assetId]?.thumbnailUrls ?? null);
  const peaks = useMedia((media) => media.peaks[asset.assetId]?.values ?? null);
  const isPlaced = useProject(({ document }) => facesDrivenBy(asset.assetId, document.lines).length > 0);
  if (isMissing) {
    return (
      <span className="asset-picture asset-picture-missing">
        <FileQuestion aria-hidden="true" />
      </span>
    );
  }
  if (asset.kind === 'voice') {
    return (
      <span className="asset-picture asset-picture-voice" data-placed={isPlaced || undefined}>
        {peaks !== null && <VoiceSketch peaks={peaks} />}
      </span>
    );
  }
  const NoPicture = asset.stillSec === null ? Clapperboard : ImageIcon;
  // The middle says more than a black first frame.
  const url = thumbnails?.[Math.floor((thumbnails.length - 1) / 2)];
  return (
    <span className="asset-picture">
      {url === undefined ? <NoPicture aria-hidden="true" /> : <img src={url} alt="" draggable={false} />}
      {asset.stillSec !== null && url !== undefined && (
        <span className="asset-still">
          <ImageIcon role="img" aria-label={words.stillPicture} />
        </span>
      )}
    </span>
  );
}

function AssetNote({ asset, isMissing }: { readonly asset: Asset; readonly isMissing: boolean }) {
  const words = useWords(libraryWords);
  const format = useFormat();
  const language = useLanguage();
  const document = useProject((project) => project.document);
  if (isMissing) return <span className="asset-note asset-problem">{words.missing}</span>;
  const facts = assetFacts(asset, format, words).join(' · ');
  if (asset.kind === 'video') {
    const isMain = settingsOf(document).videoAssetId === asset.assetId;
    return (
      <span className="asset-note numbers">
        {facts}
        {isMain && <Star className="asset-main" role="img" aria-label={words.main} />}
      </span>
    );
  }
  const driven = facesDrivenBy(asset.assetId, document.lines);
  const names = driven.map((number) => document.faces[String(number)]?.name || words.faceName(number));
  const use = names.length === 0 ? words.unused : words.drives(new Intl.ListFormat(language).format(names));
  return <span className="asset-note numbers">{`${facts} · ${use}`}</span>;
}

function useAssetMenu(asset: Asset): readonly MenuItem[] {
  const words = useWords(libraryWords);
  const studio = useStudio();
  const { project, notices, playhead } = studio;
  const document = useProject((state) => state.document);
  const canEdit = useProject(({ mode }) => mode === 'editing');
  const factorsByFace = useTracks((tracks) => tracks.factorsByFace);
  const lineIds = useSelection((state) => state.lineIds);
  const apply = (...step: Parameters<typeof project.applyWishes>) =>
    void project.applyWishes(...step).catch(notices.tellFailure);
  const settings = settingsOf(document);
  const isMain = settings.videoAssetId === asset.assetId;
  const remove: MenuItem = {
    kind: 'item',
    icon: Trash2,
    label: isInUse(asset.assetId, document.lines) ? words.inUse : words.remove,
    isDanger: true,
    isDisabled: !canEdit || isMain || isInUse(asset.assetId, document.lines),
    onSelect: () => apply(words.removeStep, [{ collection: 'assets', id: asset.assetId, after: null }]),
  };
  const locate: MenuItem = {
    kind: 'item',
    icon: Search,
    label: words.locate,
    isDisabled: !canEdit,
    onSelect: () => void relinkAsset(studio, asset.assetId, words.relink).catch(notices.tellFailure),
  };
  if (asset.kind === 'video') {
    const after = { ...settings, videoAssetId: asset.assetId };
    const choose: MenuItem = {
      kind: 'item',
      icon: Clapperboard,
      label: isMain ? words.main : asset.stillSec === null ? words.dubThis : words.animateThis,
      isDisabled: isMain || !canEdit,
      onSelect: () => apply(words.dubThisStep, [{ collection: 'settings', id: 'project', after }]),
    };
    return [choose, locate, { kind: 'separator' }, remove];
  }
  const numbers = factorsByFace.size > 0 ? [...factorsByFace.keys()] : [1];
  const nameOf = (number: number) => document.faces[String(number)]?.name || words.faceName(number);
  const places = numbers.map((number): MenuItem => ({
    kind: 'item',
    icon: MapPinPlus,
    label: numbers.length === 1 ? words.place : words.placeFor(nameOf(number)),
    isDisabled: !canEdit,
    onSelect: () => apply(words.placeStep, [lineWish(lineOfVoice(asset, number, playhead.now.timeSec))]),
  }));
  const line = lineIds.length === 1 ? document.lines[lineIds[0]] : undefined;
  const take: MenuItem = {
    kind: 'item',
    icon: Layers,
    label: words.addTake,
    isDisabled: !canEdit || line === undefined,
    onSelect: () => line !== undefined && apply(words.addTakeStep, [lineWish(withTakeOf(asset, line))]),
  };
  return [...places, take, { kind: 'separator' }, locate, remove];
}
