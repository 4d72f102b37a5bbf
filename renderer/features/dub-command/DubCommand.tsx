import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { DubForm, Shell } from './command-line.ts';
import { commandFrom, emptyForm, rangesProblem, suggestedOutput } from './command-line.ts';
import './dub-command.css';
import { DubOptions } from './parts/DubOptions.tsx';

interface DubCommandProps {
  readonly shell: Shell;
}

export function DubCommand({ shell }: DubCommandProps) {
  const [form, setForm] = useState(emptyForm);
  const change = (part: Partial<DubForm>) => setForm((before) => ({ ...before, ...part }));
  const command = commandFrom(form, shell);
  return (
    <section className="dub" aria-labelledby="dub-heading">
      <h2 id="dub-heading" className="heading">
        Dub a clip
      </h2>
      <div className="dub-paths">
        <TextField
          label="Video"
          value={form.videoPath}
          placeholder="video.mp4"
          onChange={(videoPath) => change({ videoPath })}
        />
        <TextField
          label="New voice"
          value={form.voicePath}
          placeholder="voice.wav"
          onChange={(voicePath) => change({ voicePath })}
        />
        <TextField
          label="Save as"
          value={form.outputPath}
          placeholder={suggestedOutput(form.videoPath)}
          onChange={(outputPath) => change({ outputPath })}
        />
      </div>
      <DubOptions form={form} change={change} rangesProblem={rangesProblem(form.ranges)} />
      <CommandText command={command} />
    </section>
  );
}

function CommandText({ command }: { readonly command: string }) {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = () => {
    navigator.clipboard.writeText(command).then(
      () => setCopied(command),
      // Without leave to write the clipboard the text can still be selected by hand.
      () => setCopied(null),
    );
  };
  return (
    <div className="dub-command">
      <code className="dub-command-text" data-testid="command">
        {command}
      </code>
      <Button isPrimary onPress={copy}>
        {copied === command ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}
