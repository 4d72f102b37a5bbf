/** A process that was there once: its id belongs to nobody. */
process.exitCode = 0;
