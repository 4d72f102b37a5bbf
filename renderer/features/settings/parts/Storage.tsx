import { useCallback, useState } from 'react';
import { useStudio, useStudioStore } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import { useAnswer } from '../../../state/use-answer.ts';
import { Button } from '../../../ui/Button.tsx';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { settingsWords } from '../strings.ts';

const gigabyte = 1_000_000_000;

/** What lies in the cache, and how much may. */
export function Storage() {
  const words = useWords(settingsWords);
  const format = useFormat();
  const { client, settings, notices } = useStudio();
  const limitBytes = useStudioStore(settings.store, ({ value }) => value.cacheLimitBytes);
  const [round, setRound] = useState(0);
  const [isAsking, setAsking] = useState(false);
  const [draft, setDraft] = useState<number | null>(null);
  const size = useAnswer(
    useCallback(
      // A round is one more measuring.
      (signal: AbortSignal) => (round >= 0 ? client.settings.measureCache({}, { signal }) : Promise.resolve(null)),
      [client, round],
    ),
  );
  const clear = () =>
    void client.settings
      .clearCache({})
      .then(() => setRound(round + 1))
      .catch(notices.tellFailure);
  const limit = draft ?? limitBytes / gigabyte;
  const keep = () => {
    if (draft === null) return;
    setDraft(null);
    settings.write({ cacheLimitBytes: Math.round(draft * gigabyte) }).catch(notices.tellFailure);
  };
  return (
    <div className="settings-part">
      <div className="storage-line">
        <span>{words.cacheSize}</span>
        <span className="numbers storage-size">
          {size.state === 'known' && size.value !== null ? format.bytes(size.value.sizeBytes) : words.measuring}
        </span>
        <Button onPress={() => setAsking(true)}>{words.cacheClear}</Button>
      </div>
      <p className="field-hint">{words.cacheHint}</p>
      <Slider
        label={words.cacheLimit}
        {...{ value: limit, least: 0.5, most: Math.max(100, limit), step: 0.5, digits: 1 }}
        suffix={words.gigabytes}
        onChange={setDraft}
        onEnd={keep}
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={words.cacheClearTitle}
        sentence={words.cacheClearSentence}
        confirmLabel={words.cacheClear}
        onConfirm={clear}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
