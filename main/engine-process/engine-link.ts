import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../api/client.ts';
import { engineContract } from '../../api/engine-contract.ts';
import type { EngineLink, EngineState } from '../../api/engine-link.ts';
import { StudioError } from '../../core/errors.ts';
import { sayingOf } from '../../core/saying.ts';
import type { Saying } from '../../core/saying.ts';
import { wordsFromArguments } from './engine-arguments.ts';
import { greetEngine } from './engine-greeting.ts';
import type { EngineGreeting } from './engine-greeting.ts';
import type { EngineExit, EngineLauncher, EngineProcess } from './engine-launcher.ts';
import { makeProviderMemory } from './provider-memory.ts';
import type { ProviderMemory } from './provider-memory.ts';
import { makeRestartBudget } from './restart-budget.ts';
import type { RestartBudget } from './restart-budget.ts';
import { makeSupervisedTransport } from './supervised-transport.ts';

/** What a supervised engine needs. */
export interface EngineLinkOptions {
  readonly launch: EngineLauncher;
  /** 'auto', or what the networks should run on. */
  readonly executionProvider: string;
  /** Folder of the artifact cache, absolute. */
  readonly cacheFolder: string;
  /** Receives each line that the process writes, and what the supervisor does; they begin with 'info: ', 'warn: ' or 'error: '. */
  readonly onLog?: (line: string) => void;
  /** Left out: for this run only. */
  readonly providerMemory?: ProviderMemory;
  /** How long a process may take until it says hello, ms. Choosing a GPU compiles for seconds. */
  readonly helloLimitMs?: number;
  /** Left out: five restarts a minute. */
  readonly restartBudget?: RestartBudget;
}

/** Time for a process to end by itself before it is ended, ms. */
const endLimitMs = 1500;

/** The provider that every computer has. */
const lastResort = 'cpu';

/** Starts an engine process and keeps it running. It is started at once; calls wait for it. */
export function createEngineLink(options: EngineLinkOptions): EngineLink {
  return new SupervisedEngine(options);
}

class SupervisedEngine implements EngineLink {
  readonly client: EngineLink['client'];
  readonly #options: EngineLinkOptions;
  readonly #memory: ProviderMemory;
  readonly #transport = makeSupervisedTransport();
  readonly #budget: RestartBudget;
  readonly #listeners = new Set<(state: EngineState) => void>();
  #state: EngineState;
  #wanted: string;
  #process: EngineProcess | null = null;
  /** Counts starts; what belongs to an earlier one is out of date. */
  #turn = 0;
  #starting: Promise<void>;
  #isClosed = false;

  constructor(options: EngineLinkOptions) {
    this.#options = options;
    this.#memory = options.providerMemory ?? makeProviderMemory();
    this.#budget = options.restartBudget ?? makeRestartBudget();
    this.#wanted = options.executionProvider;
    this.#state = {
      state: 'starting',
      executionProvider: options.executionProvider,
      mediaRunner: '',
      restarts: 0,
      sentence: '',
    };
    this.client = createClient(engineContract, this.#transport);
    this.#starting = this.#start();
  }

  get state(): EngineState {
    return this.#state;
  }

  onState(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async restart(executionProvider?: string): Promise<void> {
    if (this.#isClosed) throw new StudioError('engine.not-started', 'The engine is closed.');
    const turn = ++this.#turn;
    this.#wanted = executionProvider ?? this.#wanted;
    this.#budget.reset();
    this.#transport.disconnect(new StudioError('engine.crashed', 'The engine was started anew; ask for this again.'));
    this.#setState({ state: 'restarting', executionProvider: this.#wanted, sentence: '', saying: undefined });
    await this.#endProcess();
    if (turn !== this.#turn) return this.#starting;
    // Somebody asks for it by name: it gets another chance.
    await this.#remember(this.#wanted, null);
    this.#starting = this.#start();
    await this.#starting;
    if (this.#state.state === 'failed') throw new StudioError('engine.not-started', this.#state.sentence);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#turn++;
    this.#transport.refuse(new StudioError('engine.not-started', 'The engine is closed.'));
    await this.#endProcess();
  }

  /** Starts processes until one is ready, the budget is spent, or something newer happens. Never rejects. */
  async #start(): Promise<void> {
    const turn = ++this.#turn;
    const failures = await this.#memory.read();
    if (turn !== this.#turn) return;
    const reason = failures[this.#wanted];
    const provider = reason === undefined ? this.#wanted : lastResort;
    if (reason !== undefined) this.#setState({ sentence: reason, saying: onProcessor(this.#wanted) });
    this.#log(`info: starting the engine on ${provider}`);
    const words = wordsFromArguments({ executionProvider: provider, cacheFolder: this.#options.cacheFolder });
    const process = this.#launch(words);
    if (process === null) return;
    this.#process = process;
    const greeting = await greetEngine(process, this.#options.helloLimitMs ?? 60_000).catch(
      (bug: unknown): EngineGreeting => ({
        kind: 'refused',
        failure: new StudioError('engine.not-started', `The engine could not start: ${String(bug)}`),
      }),
    );
    if (turn !== this.#turn) return;
    await this.#takeGreeting(greeting, process, provider);
  }

  #launch(words: readonly string[]): EngineProcess | null {
    try {
      return this.#options.launch.start(words, (line) => this.#log(line));
    } catch (failure) {
      // A system without room for another process; trying again at once would not find more.
      this.#giveUp(`The engine process could not be started: ${String(failure)}`);
      return null;
    }
  }

  async #takeGreeting(greeting: EngineGreeting, process: EngineProcess, provider: string): Promise<void> {
    if (greeting.kind === 'ready') {
      const { executionProvider, mediaRunner, pid } = greeting.facts;
      process.onMessage((message) => this.#transport.receive(message));
      process.onExit((exit) => void this.#takeCrash(process, `The engine stopped unexpectedly (${wordsFor(exit)}).`));
      if (this.#process !== process) return;
      this.#log(`info: the engine is ready (process ${pid}, ${executionProvider}, ${mediaRunner})`);
      this.#setState({ state: 'ready', executionProvider, mediaRunner });
      this.#transport.connect((message) => process.send(message));
      return;
    }
    if (greeting.kind === 'refused') {
      await this.#endProcess();
      if (greeting.failure.code === 'models.provider-missing' && provider !== lastResort) {
        this.#log(`warn: ${greeting.failure.message}`);
        return this.#startOnLastResort(`${greeting.failure.message} The engine runs on the processor instead.`);
      }
      return this.#giveUp(greeting.failure.message);
    }
    const how = greeting.kind === 'silent' ? 'it did not answer in time' : wordsFor(greeting.exit);
    if (provider !== lastResort && provider !== 'auto') {
      const sentence = `The engine could not start on ${provider} (${how}), so it runs on the processor. Choose ${provider} again to try once more.`;
      await this.#remember(provider, sentence);
      this.#log(`warn: ${sentence}`);
      await this.#endProcess();
      return this.#startOnLastResort(sentence);
    }
    await this.#takeCrash(process, `The engine could not start (${how}).`);
  }

  /** Goes on without the provider that was asked for, for as long as this link lives. */
  async #startOnLastResort(sentence: string): Promise<void> {
    const saying = onProcessor(this.#wanted);
    this.#wanted = lastResort;
    this.#setState({ state: 'restarting', executionProvider: lastResort, sentence, saying });
    await this.#start();
  }

  async #takeCrash(process: EngineProcess, sentence: string): Promise<void> {
    if (this.#process !== process) return;
    const turn = ++this.#turn;
    this.#process = null;
    // One that hangs would not hear a polite word.
    process.kill();
    this.#log(`error: ${sentence}`);
    const waitMs = this.#budget.noteCrash(performance.now());
    if (waitMs === null) {
      const saying = sayingOf('engine.gave-up', {});
      return this.#giveUp(`${sentence} It has stopped too often to be started again by itself.`, saying);
    }
    this.#transport.disconnect(
      new StudioError('engine.crashed', `${sentence} It is started again; what it was doing has to be done again.`),
    );
    this.#setState({
      state: 'restarting',
      restarts: this.#state.restarts + 1,
      sentence,
      saying: sayingOf('engine.stopped', {}),
    });
    await wait(waitMs);
    if (turn !== this.#turn) return;
    this.#starting = this.#start();
    await this.#starting;
  }

  #giveUp(sentence: string, saying = sayingOf('engine.not-started', {})): void {
    this.#log(`error: ${sentence}`);
    this.#transport.refuse(new StudioError('engine.not-started', sentence));
    this.#setState({ state: 'failed', sentence, saying });
  }

  /** Lets the process end by itself, then ends it; after that nothing is heard from it. */
  async #endProcess(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    if (process === null) return;
    const ended = new Promise<void>((done) => process.onExit(() => done()));
    process.send({ end: true });
    const limit = new AbortController();
    await Promise.race([ended, wait(endLimitMs, undefined, { signal: limit.signal }).catch(() => undefined)]);
    limit.abort();
    process.kill();
    await ended;
  }

  async #remember(provider: string, sentence: string | null): Promise<void> {
    const { [provider]: known, ...others } = await this.#memory.read();
    if (sentence === null && known === undefined) return;
    try {
      await this.#memory.write(sentence === null ? others : { ...others, [provider]: sentence });
    } catch (failure) {
      this.#log(`warn: the list of failing execution providers could not be kept: ${String(failure)}`);
    }
  }

  #setState(change: Partial<EngineState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener(this.#state);
  }

  #log(line: string): void {
    this.#options.onLog?.(line);
  }
}

function wordsFor({ status, signal }: EngineExit): string {
  if (signal !== null) return `signal ${signal}`;
  return status === null ? 'it could not be run' : `status ${status}`;
}

function onProcessor(provider: string): Saying {
  return sayingOf('engine.on-processor', { provider });
}
