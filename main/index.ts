import { runDesktop } from './electron/run.ts';
import { openDesktopStudio } from './electron/studio-host.ts';

runDesktop(openDesktopStudio);
