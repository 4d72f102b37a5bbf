import { ArrowUp, File, Folder, Image as ImageIcon, Upload } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FileRequest } from '../../state/file-choice.ts';
import { importFiles } from '../../state/import-files.ts';
import { useAction, useStudio, useStudioStore } from '../../state/studio.ts';
import { useFormat } from '../../state/strings/format.ts';
import { useWords } from '../../state/strings/words.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { isOfFolder, isOfPurpose, isPicture, isSaving, joinPath, splitPath, withEnding } from './file-kinds.ts';
import { libraryWords } from './strings.ts';
import './library.css';

/** Chooses files of the host where it has no dialogs of its own: a browser of its folders. */
export function FileBrowser() {
  const studio = useStudio();
  const { files, notices } = studio;
  const request = useStudioStore(files.store, (state) => state.request);
  const importMedia = async () => importFiles(studio, await files.choose('media'));
  // Here and not in the library, which can be hidden.
  useAction('importMedia', () => void importMedia().catch(notices.tellFailure));
  return request === null ? null : <Browser key={`${request.purpose} ${request.suggestedPath}`} request={request} />;
}

function Browser({ request }: { readonly request: FileRequest }) {
  const words = useWords(libraryWords).browser;
  const { client } = useStudio();
  const { purpose, settle } = request;
  const suggested = request.suggestedPath === null ? null : splitPath(request.suggestedPath);
  const [folder, setFolder] = useState<string | null>(suggested?.folder ?? null);
  const [name, setName] = useState(suggested?.name ?? '');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const home = useAnswer(useCallback((signal: AbortSignal) => client.files.describe({}, { signal }), [client]));
  const shownFolder =
    folder ?? (home.state === 'known' ? (home.value.places[0]?.path ?? home.value.projectFolder) : null);
  const saves = isSaving(purpose);
  const ofFolder = isOfFolder(purpose);
  const folderChosen = ofFolder && shownFolder !== null ? [shownFolder] : null;
  const paths =
    folderChosen ??
    (saves && shownFolder !== null && name.trim() !== ''
      ? [joinPath(shownFolder, withEnding(name.trim(), purpose))]
      : chosen);
  const go = (next: string) => {
    setFolder(next);
    setChosen([]);
  };
  const confirm = ofFolder
    ? words.useFolder
    : saves
      ? words.save
      : purpose === 'media'
        ? words.chooseMany(paths.length)
        : words.choose;
  return (
    <Dialog
      isOpen
      size="large"
      title={words[purpose]}
      description={words.onHost}
      onClose={() => settle([])}
      footer={
        <>
          {purpose === 'media' && <UploadButton onDone={settle} />}
          <Button variant="primary" isDisabled={paths.length === 0} onPress={() => settle(paths)}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="browser">
        <nav className="browser-places" aria-label={words.places}>
          {home.state === 'known' &&
            home.value.places.map((place) => (
              <button key={place.path} type="button" className="browser-place" onClick={() => go(place.path)}>
                <Folder aria-hidden="true" className="button-icon" />
                {place.name}
              </button>
            ))}
        </nav>
        <div className="browser-main">
          {shownFolder === null ? (
            <Skeleton height="200px" />
          ) : (
            <FolderList
              {...{ purpose, chosen }}
              folder={shownFolder}
              onGo={go}
              onChoose={setChosen}
              onName={setName}
              onTake={settle}
            />
          )}
          {saves && <TextField label={words.name} value={name} onChange={setName} />}
        </div>
      </div>
    </Dialog>
  );
}

interface FolderListProps {
  readonly purpose: FileRequest['purpose'];
  readonly folder: string;
  readonly chosen: readonly string[];
  readonly onGo: (folder: string) => void;
  readonly onChoose: (paths: readonly string[]) => void;
  readonly onName: (name: string) => void;
  readonly onTake: (paths: readonly string[]) => void;
}

function FolderList({ purpose, folder, chosen, onGo, onChoose, onName, onTake }: FolderListProps) {
  const words = useWords(libraryWords).browser;
  const format = useFormat();
  const { client } = useStudio();
  const answer = useAnswer(
    useCallback((signal: AbortSignal) => client.files.listFolder({ folder }, { signal }), [client, folder]),
  );
  const isMany = purpose === 'media';
  const ofFolder = isOfFolder(purpose);
  const press = (path: string, name: string) => {
    if (ofFolder) return;
    if (isSaving(purpose)) return onName(name);
    const isIn = chosen.includes(path);
    onChoose(!isMany ? [path] : isIn ? chosen.filter((other) => other !== path) : [...chosen, path]);
  };
  const known = answer.state === 'known' ? answer.value : null;
  const entries = known?.entries.filter(({ kind, name }) => kind === 'folder' || isOfPurpose(name, purpose)) ?? [];
  return (
    <>
      <div className="browser-head">
        <IconButton
          icon={ArrowUp}
          label={words.up}
          isDisabled={known === null || known.parent === null}
          onPress={() => known?.parent !== null && known !== null && onGo(known.parent)}
        />
        <PathField folder={known?.folder ?? folder} onGo={onGo} />
      </div>
      {answer.state === 'failed' && (
        <p className="browser-note" role="alert">
          {answer.sentence}
        </p>
      )}
      {answer.state === 'waiting' && <Skeleton height="160px" />}
      {known !== null && entries.length === 0 && (
        <p className="browser-note">{ofFolder ? words.noWeights : words.empty}</p>
      )}
      <ul className="browser-list scrolling" aria-label={words.files}>
        {entries.map(({ name, path, kind, sizeBytes, modifiedMs }) => (
          <li key={path}>
            <button
              type="button"
              className="browser-entry"
              aria-pressed={kind === 'file' && !ofFolder ? chosen.includes(path) : undefined}
              title={name}
              onClick={() => (kind === 'folder' ? onGo(path) : press(path, name))}
              aria-disabled={(kind === 'file' && ofFolder) || undefined}
              onDoubleClick={() => kind === 'file' && !ofFolder && !isSaving(purpose) && onTake([path])}
            >
              <EntryIcon kind={kind} name={name} />
              <span className="browser-name">{name}</span>
              {kind === 'file' && <span className="browser-size numbers">{format.bytes(sizeBytes)}</span>}
              {kind === 'file' && <span className="browser-date numbers">{format.date(modifiedMs)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function EntryIcon({ kind, name }: { readonly kind: 'folder' | 'file'; readonly name: string }) {
  const Icon = kind === 'folder' ? Folder : isPicture(name) ? ImageIcon : File;
  return <Icon aria-hidden="true" />;
}

/** The folder, to be read and to be typed. */
function PathField({ folder, onGo }: { readonly folder: string; readonly onGo: (folder: string) => void }) {
  const words = useWords(libraryWords).browser;
  const [text, setText] = useState(folder);
  useEffect(() => setText(folder), [folder]);
  return (
    <TextField
      label={words.folder}
      isLabelHidden
      value={text}
      onChange={setText}
      onCommit={() => text.trim() !== '' && text !== folder && onGo(text.trim())}
    />
  );
}

/** In a browser the file may lie on another computer than the studio: it is sent over. */
function UploadButton({ onDone }: { readonly onDone: (paths: readonly string[]) => void }) {
  const words = useWords(libraryWords).browser;
  const format = useFormat();
  const { host, notices } = useStudio();
  const input = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState<{ readonly name: string; readonly ratio: number } | null>(null);
  const controller = useRef(new AbortController());
  useEffect(() => () => controller.current.abort(), []);
  const send = async (files: readonly File[]) => {
    const paths: string[] = [];
    for (const file of files) {
      const onProgress = (ratio: number) => setSending({ name: file.name, ratio });
      paths.push(await host.takeFile(file, { signal: controller.current.signal, onProgress }));
    }
    onDone(paths);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          send([...(event.target.files ?? [])])
            .catch(notices.tellFailure)
            .finally(() => setSending(null));
        }}
      />
      <span className="browser-upload" role="status">
        {sending !== null && words.uploading(sending.name, format.percent(sending.ratio))}
      </span>
      <Button icon={Upload} isDisabled={sending !== null} onPress={() => input.current?.click()}>
        {words.upload}
      </Button>
    </>
  );
}
