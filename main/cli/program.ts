import { Command } from 'commander';
import { fitWords, presetWords, providerWords, runDub } from './commands/dub.ts';
import type { DubFlags } from './commands/dub.ts';
import { runAnimate } from './commands/animate.ts';
import type { AnimateFlags } from './commands/animate.ts';
import { runAnalyze } from './commands/analyze.ts';
import type { AnalyzeFlags } from './commands/analyze.ts';
import { runDoctor } from './commands/doctor.ts';
import { runPacksList, runPacksRemove, runPacksVerify } from './commands/packs.ts';
import { runPacksImport } from './commands/packs-import.ts';
import type { PacksImportFlags } from './commands/packs-import.ts';
import { runServe } from './commands/serve.ts';
import type { ServeFlags } from './commands/serve.ts';
import { runVersion } from './commands/version.ts';
import type { CliHost, CommonOptions } from './host.ts';

/** What the chosen command left to say to the caller. */
export interface CliOutcome {
  /** False when the command ran well but found something missing (doctor). */
  isGood: boolean;
}

/** The command line: commands, options, help. Parsing problems come out as commander's own errors. */
export function makeProgram(host: CliHost, outcome: CliOutcome): Command {
  const program = new Command('facet');
  program
    .description('Dubs a video: a new voice re-drives only the lips; pose, eyes and expression stay as they were.')
    .usage('<command> [options]')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText(
      'after',
      examples(
        'facet dub interview.mp4 french.wav -o interview-fr.mp4',
        'facet animate portrait.jpg voice.wav -o speaks.mp4',
        'facet analyze interview.mp4',
        'facet doctor',
      ),
    );
  addDub(program, host);
  addAnimate(program, host);
  addAnalyze(program, host);
  addPacks(program, host);
  addServe(program, host);
  common(program.command('doctor').description('look at this computer: is all there that a dub needs?'))
    .addHelpText('after', examples('facet doctor', 'facet doctor --json'))
    .action(async (flags: CommonOptions) => {
      outcome.isGood = await runDoctor(host, flags);
    });
  common(program.command('version').description('show the version'))
    .addHelpText('after', examples('facet version'))
    .action((flags: CommonOptions) => runVersion(host, flags));
  configure(program, host);
  return program;
}

function addDub(program: Command, host: CliHost): void {
  const dub = program
    .command('dub')
    .description('make a video speak with another voice')
    .argument('<video>', 'the video whose lips are to change')
    .argument('<voice>', 'the voice that drives them: any file with sound')
    .option('-o, --output <file>', 'the video to write (default: <video>-dub.mp4 in this folder)')
    .option(
      '--mix <file>',
      'put this sound into the output instead of the voice (music, effects); the voice still drives',
    )
    .option(
      '--face <which>',
      'whose lips: a number from "facet analyze", several as 1+2, a point x,y in the picture, or all (default: the most prominent)',
    )
    .option('--strength <0-1>', 'how much of the new mouth to use', '1')
    .option('--range <a-b,...>', 'dub only these times, in seconds or m:ss, such as 3-7.5,1:10-1:12')
    .option('--offset-ms <ms>', 'start the voice later (or earlier, if negative) than the picture', '0')
    .option('--fit <how>', `when voice and video differ in length: ${fitWords.join(', ')}`, fitWords[0])
    .option('--no-adapt', 'do not learn the way of speaking from the video’s own sound')
    .option('--pack <id>', 'the model pack that makes the pixels, from "facet packs list" (default: atlas)');
  driverOptions(dub, ' (generative packs)')
    .option('--preset <quality>', `${presetWords.join(', ')}`, presetWords[0])
    .option('--ep <provider>', `what the networks run on: ${providerWords.join(', ')}`, providerWords[0])
    .option('--report <file>', 'write what was found and done as JSON')
    .option('--no-mark', 'do not write into the file that its lips are synthetic')
    .option('-y, --force', 'replace the output if it exists');
  common(dub)
    .addHelpText(
      'after',
      examples(
        'facet dub talk.mp4 french.wav -o talk-fr.mp4',
        'facet dub talk.mp4 line.wav --range 12.5-15 --preset high -o fixed.mp4',
        'facet dub duet.mp4 anna.wav --face 2 --mix anna-with-music.wav -o duet-anna.mp4',
        'facet dub talk.mp4 french.wav --pack pdfgc --expression smile.mp4 -o talk-fr.mp4',
        'facet dub talk.mp4 french.wav --fit error --json --quiet > report.json',
      ),
    )
    .action((video: string, voice: string, flags: DubFlags) => runDub(host, video, voice, flags));
}

function addAnimate(program: Command, host: CliHost): void {
  const animate = program
    .command('animate')
    .description('make a still picture speak (needs a generative model pack)')
    .argument('<portrait>', 'the picture: PNG, JPEG, WebP, BMP, TIFF, AVIF')
    .argument('<voice>', 'the voice that drives the lips: any file with sound; the video is as long as it')
    .option('-o, --output <file>', 'the video to write (default: <portrait>-animated.mp4 in this folder)')
    .option('--face <which>', 'whose face, where there are several: a number, or a point x,y in the picture')
    .option('--pack <id>', 'the model pack, where several generative ones are installed');
  driverOptions(animate, '')
    .option('--preset <quality>', `${presetWords.join(', ')}`, presetWords[0])
    .option('--ep <provider>', `what the networks run on: ${providerWords.join(', ')}`, providerWords[0])
    .option('--report <file>', 'write what was found and done as JSON')
    .option('--no-mark', 'do not write into the file that its lips are synthetic')
    .option('-y, --force', 'replace the output if it exists');
  common(animate)
    .addHelpText(
      'after',
      examples(
        'facet animate portrait.jpg voice.wav -o speaks.mp4',
        'facet animate portrait.jpg voice.wav --pose nods.mp4 --eyes blinks.mp4 --expression smile.mp4 -o speaks.mp4',
        'facet animate group.png voice.wav --face 2 --pack pdfgc',
      ),
    )
    .action((portrait: string, voice: string, flags: AnimateFlags) => runAnimate(host, portrait, voice, flags));
}

/** What only a generative pack takes. */
function driverOptions(command: Command, note: string): Command {
  return command
    .option('--pose <video>', `take the movement of the head from this video${note}`)
    .option('--eyes <video>', `take blinks and gaze from this video${note}`)
    .option('--expression <video>', `take the expression from this video${note}`)
    .option('--driver-face <n>', 'whose factors to take, where those videos show several faces (default: 1)')
    .option(
      '--expression-window <frames>',
      'average the expression over so many frames; 13 is calm, 1 is each frame’s own (default: 1)',
    );
}

function addAnalyze(program: Command, host: CliHost): void {
  const analyze = program
    .command('analyze')
    .description('say what of a video can be dubbed, and what stands in the way')
    .argument('<video>', 'the video to look at')
    .option('--tracks <file>', 'write the factor tracks (lip, eye, head pose, expression of every frame) as JSON')
    .option('--ep <provider>', `what the networks run on: ${providerWords.join(', ')}`, providerWords[0]);
  common(analyze)
    .addHelpText(
      'after',
      examples(
        'facet analyze talk.mp4',
        'facet analyze talk.mp4 --json --quiet',
        'facet analyze talk.mp4 --tracks talk-factors.json',
      ),
    )
    .action((video: string, flags: AnalyzeFlags) => runAnalyze(host, video, flags));
}

function addPacks(program: Command, host: CliHost): void {
  const packs = program.command('packs').description('the model packs');
  common(packs.command('list').description('list the installed model packs'))
    .addHelpText('after', examples('facet packs list', 'facet packs list --json'))
    .action((flags: CommonOptions) => runPacksList(host, flags));
  common(packs.command('verify').description('compare the files of model packs with their manifests'))
    .argument('[pack]', 'only this pack')
    .addHelpText('after', examples('facet packs verify', 'facet packs verify atlas'))
    .action((packId: string | undefined, flags: CommonOptions) => runPacksVerify(host, packId, flags));
  common(packs.command('remove').description('delete an imported model pack'))
    .argument('<pack>', 'its id, from "facet packs list"')
    .addHelpText('after', examples('facet packs remove pdfgc'))
    .action((packId: string, flags: CommonOptions) => runPacksRemove(host, packId, flags));
  common(packs.command('import-pdfgc').description('make a model pack of the PD-FGC paper’s own checkpoint files'))
    .argument('<folder>', 'with appearance_model.pth, motion_model.pth, audio_model.pth and generator_model.pth')
    .option('-o, --output <folder>', 'the folder that becomes the pack (default: among your packs)')
    .option('--id <id>', 'the id of the new pack: small letters, digits, hyphens', 'pdfgc')
    .option('--fp16', 'halve the files: weights as float16 numbers, for GPUs')
    .option('-y, --force', 'replace a pack that is there already')
    .addHelpText(
      'after',
      examples(
        'facet packs import-pdfgc ~/Downloads/checkpoints',
        'facet packs import-pdfgc checkpoints --fp16 --id pdfgc-16',
      ),
    )
    .action((folder: string, flags: PacksImportFlags) => runPacksImport(host, folder, flags));
}

function addServe(program: Command, host: CliHost): void {
  const serve = program
    .command('serve')
    .description('open the studio to a browser: on this computer, or with --host to others')
    .option('--port <n>', 'the port to listen on; 0 takes a free one', '0')
    .option(
      '--host <address>',
      'listen on this address or name of the computer; everybody who has the link gets in',
      '127.0.0.1',
    )
    .option('--open', 'open the browser');
  common(serve)
    .addHelpText('after', examples('facet serve --open', 'facet serve --port 8722', 'facet serve --host 192.168.1.20'))
    .action((flags: ServeFlags) => runServe(host, flags));
}

function common(command: Command): Command {
  return command
    .option('--json', 'write the result as JSON to stdout, and nothing else there')
    .option('-q, --quiet', 'no progress and no remarks');
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** Help goes to stdout, nothing is written by commander itself, and nothing ends the process. */
function configure(program: Command, { stdout }: CliHost): void {
  const all = [program, ...program.commands, ...program.commands.flatMap((command) => command.commands)];
  for (const command of all) {
    command.exitOverride();
    command.showSuggestionAfterError(true);
    command.configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(100, stdout.columns()),
      getOutHasColors: () => false,
    });
  }
}
