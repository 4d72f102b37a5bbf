import { useCallback } from 'react';
import { useClient } from '../../state/client.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { packSizeText } from './layout.ts';
import './models.css';

export function ModelPacks() {
  const client = useClient();
  const ask = useCallback((signal: AbortSignal) => client.models.list({}, { signal }), [client]);
  const answer = useAnswer(ask);
  return (
    <section aria-labelledby="models-heading">
      <h2 id="models-heading" className="heading">
        Model packs
      </h2>
      {answer.state === 'waiting' && <p className="models-note">Looking…</p>}
      {answer.state === 'failed' && <p className="models-failure">{answer.sentence}</p>}
      {answer.state === 'known' && answer.value.length === 0 && <p className="models-note">No pack is installed.</p>}
      {answer.state === 'known' &&
        answer.value.map((pack) => (
          <article key={pack.id} className="models-pack">
            <div className="models-title">
              <span className="models-id">{pack.id}</span>
              <span className="models-note">
                {pack.version} · {packSizeText(pack.files)}
              </span>
            </div>
            <p className="models-summary">{pack.summary}</p>
            <p className="models-note">{pack.licence}</p>
          </article>
        ))}
    </section>
  );
}
