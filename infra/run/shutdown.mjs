const ORPHAN_CHECK_MS = 1_000;

/**
 * Calls back once, when this run is to end: by a signal (a terminal and npm may both deliver it), or because the npm that
 * started it is gone without passing its signal on.
 * @param {(reason: NodeJS.Signals) => void} callback
 */
export function onShutdown(callback) {
  let isCalled = false;
  const once = (reason) => {
    if (isCalled) return;
    isCalled = true;
    callback(reason);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => once(signal));
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && once('SIGTERM'), ORPHAN_CHECK_MS).unref();
}
