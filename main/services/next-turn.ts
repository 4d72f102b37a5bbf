/** Lets waiting messages and an interrupt in between two long calculations. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
